// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.report.Report;
import io.netcheck.report.ReportStatus;
import io.netcheck.testing.FreePort;
import io.netcheck.testing.MachineTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    return Main.run(
        List.of(args), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
  }

  @ParameterizedTest
  @MachineTest
  @ValueSource(ints = {2, 3, 4, 40})
  void aDemoMeasuresEveryLinkAndPrintsOneReportAsJsonAndNothingElse(int agents) throws IOException {
    int code =
        run(
            "demo",
            "--once",
            "--json",
            "--agents=" + agents,
            "--http-port=0",
            "--client-port=" + FreePort.on("127.0.0.11"));
    assertEquals(0, code, err.toString(UTF_8));
    Report report = ReportClient.parse(out.toByteArray());
    assertEquals(ReportStatus.HEALTHY, report.status());
    assertEquals(agents, report.clients().active());
    assertEquals(agents * (agents - 1), report.networks().getFirst().links().up());
    assertEquals(1, out.toString(UTF_8).lines().count());
    assertTrue(err.toString(UTF_8).contains("/report"), err.toString(UTF_8));
    assertTrue(err.toString(UTF_8).contains("page       http://"), err.toString(UTF_8));
  }

  @Test
  void aBusyPortIsOneSentence() throws IOException {
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      assertEquals(1, run("demo", "--http-port=" + busy.getLocalPort()));
    }
    String message = err.toString(UTF_8);
    assertEquals(1, message.lines().count(), message);
    assertTrue(message.contains("already in use"), message);
    assertTrue(message.contains("--http-port"), message);
  }

  @Test
  void anAgentsBusyPortIsOneSentenceAndNothingIsLeftRunning() throws IOException {
    int httpPort = FreePort.on("127.0.0.1");
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.13"))) {
      assertEquals(
          1, run("demo", "--http-port=" + httpPort, "--client-port=" + busy.getLocalPort()));
    }
    assertEquals(1, err.toString(UTF_8).lines().count(), err.toString(UTF_8));
    try (ServerSocket again = new ServerSocket(httpPort, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      assertEquals(httpPort, again.getLocalPort());
    }
  }

  @Test
  void wrongFlagsAreNamedAllAtOnce() {
    assertEquals(1, run("demo", "--agents=51", "--onec"));
    String message = err.toString(UTF_8);
    assertTrue(message.contains("expected a whole number from 2 to 50"), message);
    assertTrue(message.contains("did you mean --once?"), message);
  }

  @Test
  void helpNamesEveryFlag() {
    assertEquals(0, run("demo", "--help"));
    for (String flag : List.of("--agents", "--once", "--json", "--http-port", "--client-port")) {
      assertTrue(out.toString(UTF_8).contains(flag), flag);
    }
  }

  @Test
  @MachineTest
  void theReportOfAHealthyClusterEndsWithZero() throws IOException {
    try (DemoCluster cluster = new DemoCluster(2, 0, FreePort.on("127.0.0.11"))) {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> run("report", "--url=" + cluster.url()) == 0);
    }
    String text = out.toString(UTF_8);
    assertTrue(text.contains("HEALTHY"), text);
    assertFalse(text.contains("\u001b["), "no colours where nobody watches");
  }

  @Test
  @MachineTest
  void theCommandsBesideThePageTellWhatARealExporterFound() throws Exception {
    Thread watching;
    try (DemoCluster cluster = new DemoCluster(3, 0, FreePort.on("127.0.0.11"))) {
      String url = "--url=" + cluster.url();
      watching = Thread.ofPlatform().start(() -> run("watch", url));
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> out.toString(UTF_8).contains("HEALTHY  All 3 agents reach each other"));
      watching.interrupt();
      watching.join();

      // The history looks once a second.
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> printed("history", url).contains("-> healthy: All 3 agents"));

      String matrix = printed("matrix", url);
      assertTrue(matrix.contains("All names are demo-*."), matrix);
      assertTrue(matrix.contains("   1 2 3\n1    · ·\n2  ·   ·\n3  · ·\n"), matrix);
      assertEquals(matrix.lines().count(), printed("matrix", url, "--at=0s").lines().count());
      assertTrue(printed("matrix", url, "--probe=udp").contains("host  ipv4  probe udp"));
      assertEquals(1, run("matrix", url, "--network=pod"));
      assertTrue(err.toString(UTF_8).contains("what is measured: host ipv4"), err.toString(UTF_8));

      assertTrue(
          printed("history", url, "demo-1", "demo-2").contains("link    demo-1 -> demo-2  host"));

      assertTrue(printed("report", url, "--at=0s").contains("All 3 agents reach each other"));
      assertEquals(1, run("report", url, "--at=23h"));
      assertTrue(err.toString(UTF_8).contains("(before_history)"), err.toString(UTF_8));
    }
  }

  private String printed(String... args) {
    out.reset();
    assertEquals(0, run(args), err.toString(UTF_8));
    return out.toString(UTF_8);
  }

  @Test
  void anExporterWithoutAgentsIsUnknown() {
    try (TestExporter exporter = new TestExporter()) {
      assertEquals(3, run("report", "--url=" + exporter.url()));
    }
    assertTrue(out.toString(UTF_8).contains("UNKNOWN"), out.toString(UTF_8));
  }

  @Test
  void anExporterThatIsNotThereIsUnknownInOneSentence() throws IOException {
    assertEquals(3, run("report", "--url=http://127.0.0.1:" + FreePort.on("127.0.0.1")));
    assertEquals(1, err.toString(UTF_8).lines().count(), err.toString(UTF_8));
  }

  @Test
  void anAnswerThatIsNoReportIsUnknown() throws IOException {
    try (TestExporter exporter = new TestExporter()) {
      assertEquals(3, run("report", "--url=" + exporter.url() + "/metrics"));
    }
  }
}
