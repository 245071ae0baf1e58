// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.testing.MachineTest;
import io.netcheck.testing.ProgramRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plugin of kubectl, with a kubectl that writes down how it was called. */
@MachineTest
class KubectlPluginTest {
  private static final String LABELS =
      "app.kubernetes.io/part-of=netcheck,app.kubernetes.io/component=exporter";

  @TempDir private Path folder;
  private Path bin;

  @BeforeEach
  void install() throws IOException {
    bin = Files.createDirectory(folder.resolve("bin"));
    Path script = Path.of("..", "kubectl-netcheck");
    assertTrue(Files.isExecutable(script), script.toString());
    // As krew does it: a link to where the plugin lies with the rest of it.
    Path store = Files.createDirectory(folder.resolve("store"));
    Files.copy(script, store.resolve("kubectl-netcheck"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.createSymbolicLink(
        bin.resolve("kubectl-netcheck"), Path.of("..", "store", "kubectl-netcheck"));
    program(
        bin.resolve("kubectl"),
        """
        echo "$*" | tr '\\n' ' ' >>"$FAKE/calls"
        echo >>"$FAKE/calls"
        case "$*" in
          *"get services"*--all-namespaces*)
            [ ! -e "$FAKE/forbidden" ] || { echo "services is forbidden" >&2; exit 1; }
            cat "$FAKE/services" ;;
          *"get services"*) cat "$FAKE/services" ;;
          *"get deployments"*) cat "$FAKE/scheme" ;;
          *port-forward*)
            [ ! -e "$FAKE/unreachable" ] || { echo "no pod is running" >&2; exit 1; }
            echo $$ >>"$FAKE/forwards"
            port=$(echo "$*" | sed 's/.* \\([0-9]*\\):[0-9]*.*/\\1/')
            echo "Forwarding from 127.0.0.1:${port:-40123} -> 8080"
            exec sleep 600 ;;
        esac
        """);
    program(
        store.resolve("netcheck"),
        """
        echo "ran $*"
        echo "with ${JAVA_OPTS:-}"
        exit ${FAKE_STATUS:-0}
        """);
    write("services", "monitoring nc-exporter 8080\n");
    write("scheme", "HTTP");
  }

  private static void program(Path file, String script) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + script);
    assertTrue(file.toFile().setExecutable(true));
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private String read(String name) throws IOException {
    Path file = folder.resolve(name);
    return Files.exists(file) ? Files.readString(file) : "";
  }

  private List<String> command(Map<String, String> environment, String... args) {
    List<String> command = new ArrayList<>(List.of("env", "FAKE=" + folder, "TMPDIR=" + folder));
    command.add("PATH=" + bin + ":" + System.getenv("PATH"));
    environment.forEach((key, value) -> command.add(key + "=" + value));
    command.add(bin.resolve("kubectl-netcheck").toString());
    command.addAll(List.of(args));
    return command;
  }

  private ProgramRun.ExitResult run(String... args) throws IOException {
    return ProgramRun.run(command(Map.of(), args));
  }

  private static boolean isAlive(String pid) {
    return ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::isAlive).orElse(false);
  }

  private void nothingIsLeft() throws IOException {
    read("forwards")
        .lines()
        .forEach(pid -> await().atMost(Duration.ofSeconds(30)).until(() -> !isAlive(pid)));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          List.of(),
          files.filter(file -> file.getFileName().toString().startsWith("kubectl-")).toList());
    }
  }

  @Test
  void aCommandRunsAgainstTheForwardedPortAndItsExitCodeIsTheResult() throws IOException {
    ProgramRun.ExitResult ending =
        ProgramRun.run(command(Map.of("FAKE_STATUS", "2"), "report", "--at", "15m"));
    assertEquals("ran report --at 15m --url=http://127.0.0.1:40123\nwith \n", ending.output());
    assertEquals(2, ending.status());
    String calls = read("calls");
    assertTrue(calls.contains("get services --selector " + LABELS + " --output"), calls);
    assertTrue(calls.contains("--all-namespaces"), calls);
    assertTrue(
        calls.contains(
            "port-forward --namespace monitoring --address 127.0.0.1 service/nc-exporter :8080"),
        calls);
    assertFalse(read("forwards").isEmpty());
    nothingIsLeft();
  }

  @Test
  void theOptionsOfTheClusterReachKubectl() throws IOException {
    ProgramRun.ExitResult ending =
        run(
            "-n",
            "obs",
            "--context=c 1",
            "--kubeconfig",
            "k",
            "--release",
            "r",
            "--local-port=4711",
            "explain");
    assertEquals("ran explain http://127.0.0.1:4711\nwith \n", ending.output());
    List<String> calls = read("calls").lines().toList();
    assertTrue(
        calls.stream().allMatch(call -> call.contains("--context=c 1 --kubeconfig=k")),
        calls.toString());
    assertTrue(
        calls.getFirst().contains(LABELS + ",app.kubernetes.io/instance=r"), calls.getFirst());
    assertTrue(calls.getFirst().contains("--namespace obs"), calls.getFirst());
    nothingIsLeft();
  }

  @Test
  void whoMayNotListAllNamespacesIsAskedForThatOfTheContext() throws IOException {
    write("forbidden", "");
    assertEquals(0, run("matrix").status());
    assertEquals(2, read("calls").lines().filter(call -> call.contains("get services")).count());
  }

  @Test
  void withTlsTheExporterIsAskedByTheNameThatItsCertificateHas() throws IOException {
    write("scheme", "HTTPS HTTPS");
    ProgramRun.ExitResult ending = run("check", "a", "b", "--ca-file=ca.pem");
    assertTrue(
        ending
            .output()
            .matches(
                "(?s)ran check a b --ca-file=ca.pem"
                    + " --url=https://nc-exporter.monitoring.svc:40123\n"
                    + "with .*-Djdk.net.hosts.file=\\S+/hosts\n"),
        ending.output());
    nothingIsLeft();
  }

  @Test
  void whatIsMissingIsSaid() throws IOException {
    write("services", "");
    ProgramRun.ExitResult none = run("report");
    assertEquals(1, none.status());
    assertEquals(
        "kubectl netcheck: found no exporter: expected a Service with the labels " + LABELS + "\n",
        none.output());
    write("services", "a exporter 8080\nb exporter 8080\n");
    ProgramRun.ExitResult two = run("report");
    assertEquals(1, two.status());
    assertTrue(two.output().contains("found 2 exporters; choose one"), two.output());
    assertTrue(two.output().contains("b exporter"), two.output());
    write("services", "a exporter 8080\n");
    write("unreachable", "");
    ProgramRun.ExitResult unreachable = run("watch");
    assertEquals(1, unreachable.status());
    assertTrue(unreachable.output().contains("no pod is running"), unreachable.output());
    assertTrue(
        unreachable.output().contains("cannot forward a port to service/exporter in namespace a"),
        unreachable.output());
    nothingIsLeft();
  }

  @Test
  void wrongArgumentsAreNamedBeforeTheClusterIsAsked() throws IOException {
    assertEquals(1, run().status());
    assertEquals(
        "kubectl netcheck: --namespace: a value expected after it\n", run("--namespace").output());
    assertTrue(run("--frob", "report").output().contains("unknown option --frob"));
    assertTrue(run("agent").output().contains("unknown command agent"));
    assertTrue(run("--local-port=x", "page").output().contains("expected a number"));
    assertTrue(run("report", "--url=http://x").output().contains("which knows the URL"));
    assertEquals("ran report --help\nwith \n", run("report", "--at=3m", "--help").output());
    assertEquals(0, run("--help").status());
    assertEquals("", read("calls"));
  }

  /** A Pod is replaced while somebody looks at the page. */
  @Test
  void thePagesPortStaysForwardedUntilItIsEnded() throws Exception {
    Process page =
        new ProcessBuilder(command(Map.of(), "page"))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertEquals("http://127.0.0.1:40123/", page.inputReader().readLine());
      String first = read("forwards").lines().findFirst().orElseThrow();
      ProgramRun.output(List.of("kill", first));
      await().atMost(Duration.ofSeconds(60)).until(() -> read("forwards").lines().count() == 2);
      assertTrue(read("calls").contains("service/nc-exporter 40123:8080"), read("calls"));
      ProgramRun.output(List.of("kill", "-TERM", Long.toString(page.pid())));
      assertEquals(143, ProgramRun.end(page));
    } finally {
      page.destroyForcibly();
    }
    nothingIsLeft();
  }
}
