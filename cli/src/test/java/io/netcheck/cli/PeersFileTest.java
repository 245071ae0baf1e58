// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.netcheck.testing.MachineTest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent dies and starts again while the exporter is away. */
@MachineTest
class PeersFileTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String AGENT = "http://127.0.14.1:6100";

  @TempDir Path folder;

  private AgentProcess agent(URI exporter, String node, String address) throws IOException {
    return agent(exporter, node, address, folder.resolve(node));
  }

  private static AgentProcess agent(URI exporter, String node, String address, Path file)
      throws IOException {
    return AgentProcess.start(
        List.of(),
        exporter,
        List.of(
            "--node-name=" + node,
            "--node-ip=" + address,
            "--allowed-cidrs=127.0.0.0/8",
            "--heartbeat-interval=1s",
            "--peers-file=" + file));
  }

  @Test
  void itProbesOnAsIfNothingHadHappened() throws Exception {
    TestExporter exporter = new TestExporter();
    try (AgentProcess first = agent(exporter.url(), "p1", "127.0.14.1");
        AgentProcess second = agent(exporter.url(), "p2", "127.0.14.2")) {
      await().atMost(PATIENCE).until(() -> exporter.isHealthy(2));
      await()
          .atMost(PATIENCE)
          .until(() -> Files.readString(folder.resolve("p1")).contains("127.0.14.2"));
      exporter.close();
      first.kill();

      try (AgentProcess again = agent(exporter.url(), "p1", "127.0.14.1")) {
        await()
            .atMost(PATIENCE)
            .ignoreExceptions()
            .until(() -> Scrape.of(AGENT).sum("netcheck_peer_up", "target_node=\"p2\"") == 1.0);
        assertEquals(1.0, Scrape.of(AGENT).sum("netcheck_peers"));
        again.terminate();
        second.terminate();
      }
    } finally {
      exporter.close();
    }
  }

  @Test
  void aFullDiskKeepsNoPeerFromBeingProbedAndTheListIsSavedOnceThereIsRoom() throws Exception {
    try (SmallDisk disk = new SmallDisk(folder);
        TestExporter exporter = new TestExporter();
        AgentProcess one = agent(exporter.url(), "p1", "127.0.14.1", disk.file("p1"))) {
      disk.fill();
      try (AgentProcess two = agent(exporter.url(), "p2", "127.0.14.2")) {
        await().atMost(PATIENCE).until(() -> exporter.isHealthy(2));
        assertFalse(
            Files.exists(disk.file("p1")) && Files.readString(disk.file("p1")).contains("p2"),
            "there is no room for it");

        disk.makeSpace();
        await()
            .atMost(PATIENCE)
            .ignoreExceptionsInstanceOf(IOException.class)
            .until(() -> Files.readString(disk.file("p1")).contains("127.0.14.2"));
        two.terminate();
      }
      one.terminate();
    }
  }
}
