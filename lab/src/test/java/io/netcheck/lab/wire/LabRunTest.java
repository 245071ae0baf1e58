// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.testing.MachineTest;
import io.netcheck.testing.TestRequirements;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The resources of a run are removed, even if the run is killed. */
@MachineTest
class LabRunTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** A lab that starts, prints its folder and its process, and waits to be killed. */
  static final class Victim {
    private Victim() {}

    public static void main(String[] args) throws IOException, InterruptedException {
      LabRun run = LabRun.begin();
      new LabNetwork(run, 1);
      Process process = new ProcessBuilder("sleep", "600").start();
      run.owns(process);
      System.out.println(run.folder());
      System.out.println(process.pid());
      Thread.sleep(Duration.ofMinutes(10));
    }
  }

  @BeforeEach
  void asRoot() {
    TestRequirements.root();
    TestRequirements.tools("ip", "sysctl", "iptables", "ip6tables");
  }

  private static String namespaces() throws IOException {
    return Commands.run(List.of("ip", "netns", "list"));
  }

  private static String names(Path folder) {
    return LabRun.NAMESPACES
        + folder.getFileName().toString().substring(LabRun.FOLDERS.length())
        + "-";
  }

  @Test
  void whatARunMakesGoesWithIt() throws IOException {
    LabRun run = LabRun.begin();
    LabNetwork fabric = new LabNetwork(run, 2);
    String names = names(run.folder());
    assertTrue(namespaces().contains(fabric.node(2).pod().name()));
    assertTrue(namespaces().contains(names));

    run.close();

    assertFalse(namespaces().contains(names));
    assertFalse(Files.exists(run.folder()));
  }

  @Test
  void oneProcessMayHaveSeveralRuns() throws IOException {
    try (LabRun one = LabRun.begin();
        LabRun other = LabRun.begin()) {
      assertNotEquals(one.folder(), other.folder());

      LabRun.sweep();

      assertTrue(Files.exists(one.folder()), "its process is running");
    }
  }

  @Test
  void whatAKilledRunLeavesIsRemovedByTheNext() throws IOException, InterruptedException {
    Process lab =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Victim.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said = lab.inputReader(UTF_8)) {
      Path folder = Path.of(said.readLine());
      ProcessHandle child = ProcessHandle.of(Long.parseLong(said.readLine())).orElseThrow();
      assertTrue(namespaces().contains(names(folder)));
      LabRun.sweep();
      assertTrue(child.isAlive(), "resources of a running lab stay");

      lab.destroyForcibly().waitFor();
      assertTrue(child.isAlive(), "it outlives its lab");
      LabRun.sweep();

      assertFalse(namespaces().contains(names(folder)));
      assertFalse(Files.exists(folder));
      await().atMost(PATIENCE).until(() -> !child.isAlive());
    } finally {
      lab.destroyForcibly();
    }
  }

  @Test
  void aSocketBelongsToTheNamespaceThatItWasOpenedIn() throws IOException {
    try (LabRun run = LabRun.begin()) {
      LabNetwork fabric = new LabNetwork(run, 1);
      LabNode node = fabric.node(1);
      try (ServerSocket server = node.pod().call(PATIENCE, () -> new ServerSocket(9_999))) {
        String pod = node.podIpv4();

        fabric
            .control()
            .call(
                PATIENCE,
                () -> {
                  try (Socket socket = new Socket()) {
                    socket.connect(new InetSocketAddress(pod, 9_999), 5_000);
                    return null;
                  }
                });

        try (Socket accepted = server.accept()) {
          assertEquals(
              LabNetwork.CONTROL, accepted.getInetAddress().getHostAddress(), "routed, not local");
        }
      }
    }
  }
}
