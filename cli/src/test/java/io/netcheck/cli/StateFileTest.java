// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.report.Report;
import io.netcheck.testing.FreePort;
import io.netcheck.testing.MachineTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An exporter with its state in a file is killed, and loses its disk. */
@MachineTest
class StateFileTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  private ExporterProcess exporter(int port, Path state) throws IOException {
    return new ExporterProcess(port, folder.resolve("log"), "--store=file:" + state);
  }

  private static double up(ExporterProcess exporter) throws IOException, InterruptedException {
    return exporter.scrape().sum("netcheck_store_up");
  }

  private static int known(ExporterProcess exporter) throws IOException, InterruptedException {
    Report report = exporter.report();
    return report.clients().active() + report.clients().stale();
  }

  private static void beat(URI exporter, String node) throws IOException, InterruptedException {
    String json =
        """
        {"kind":"host","node":"%s","version":"0.1.0","instance":"a","uptime_ms":60000,
        "sequence":1,"clock_ms":1767225600000,"interval_ms":5000,"node_addresses":["127.0.0.83"],
        "port":6100,"rounds":60}
        """
            .formatted(node);
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(exporter.resolve("/api/v2/heartbeat"))
              .timeout(Duration.ofSeconds(10))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(json))
              .build();
      assertEquals(200, http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode());
    }
  }

  @Test
  void aKilledExporterComesBackKnowingEverybody() throws Exception {
    int port = FreePort.get();
    Path state = folder.resolve("state");
    ExporterProcess first = exporter(port, state);
    try (AgentProcess one = AgentProcess.onLoopback(first.url(), "f1", "127.0.13.1");
        AgentProcess two = AgentProcess.onLoopback(first.url(), "f2", "127.0.13.2")) {
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> first.report().clients().active() == 2);
      await().atMost(PATIENCE).until(() -> first.scrape().sum("netcheck_store_records_total") >= 2);
      Scrape agentBefore = Scrape.of("http://127.0.13.1:6100");

      first.kill();
      // One of the two dies with it: only the file still knows of it.
      two.kill();

      try (ExporterProcess second = exporter(port, state)) {
        await().atMost(PATIENCE).until(second::answers);
        Report report = second.report();
        assertEquals(2, report.clients().active(), "before either of them was heard");
        await().atMost(PATIENCE).until(() -> second.report().clients().stale() == 1);
        assertEquals(1, second.report().clients().active());
        Scrape agent = Scrape.of("http://127.0.13.1:6100");
        assertEquals(1.0, agent.sum("netcheck_peers"), "the dead one is still its peer");
        assertTrue(
            agent.sum("netcheck_probes_total") >= agentBefore.sum("netcheck_probes_total"),
            "the links were never made anew");
        assertEquals(0.0, second.scrape().sum("netcheck_heartbeats_lost_total"));
        assertEquals(1, second.logged("msg=\"state restored\" clients=2"));
        one.terminate();
      }
    } finally {
      first.close();
    }
  }

  @Test
  void aFullDiskAndAReadOnlyOneAreAMetricAndALogLineEach() throws Exception {
    try (SmallDisk disk = new SmallDisk(folder);
        ExporterProcess exporter = exporter(FreePort.get(), disk.file("state"))) {
      await().atMost(PATIENCE).ignoreExceptions().until(() -> up(exporter) == 1.0);

      disk.fill();
      beat(exporter.url(), "d1");
      await().atMost(PATIENCE).until(() -> up(exporter) == 0.0);
      await().atMost(PATIENCE).until(() -> known(exporter) == 1);
      assertTrue(exporter.scrape().sum("netcheck_store_failures_total") >= 1);
      assertTrue(Files.size(disk.file("state")) > 0, "the last good file is still there");

      disk.makeSpace();
      await().atMost(PATIENCE).until(() -> up(exporter) == 1.0);

      disk.setReadOnly(true);
      beat(exporter.url(), "d2");
      await().atMost(PATIENCE).until(() -> up(exporter) == 0.0);
      disk.setReadOnly(false);
      await().atMost(PATIENCE).until(() -> up(exporter) == 1.0);

      assertEquals(2, exporter.logged("store down"));
      assertEquals(3, exporter.logged("store up"));
      assertTrue(exporter.isAlive());
    }
  }

  @Test
  void anUnusableFileOnAReadOnlyDiskIsNoReasonNotToStart() throws Exception {
    try (SmallDisk disk = new SmallDisk(folder)) {
      Files.writeString(disk.file("state"), "something else");
      disk.setReadOnly(true);
      try (ExporterProcess exporter = exporter(FreePort.get(), disk.file("state"))) {
        await().atMost(PATIENCE).ignoreExceptions().until(() -> up(exporter) == 0.0);
        beat(exporter.url(), "d1");
        await().atMost(PATIENCE).until(() -> known(exporter) == 1);
        assertEquals(1, exporter.logged("state file not usable"));
      }
    }
  }

  /** Its standard error is that file, as with a log driver that writes to the disk. */
  @Test
  void anExporterWhoseLogCannotBeWrittenGoesOnAndLogsAgain() throws Exception {
    try (SmallDisk disk = new SmallDisk(folder);
        ExporterProcess exporter = new ExporterProcess(FreePort.get(), disk.file("log"))) {
      await().atMost(PATIENCE).until(exporter::answers);
      disk.fill();
      for (int i = 0; i < 100; i++) {
        beat(exporter.url(), "full-" + i);
      }
      await().atMost(PATIENCE).until(() -> known(exporter) == 100);
      assertEquals(0, exporter.logged("full-99"), "there is no room for it");

      disk.makeSpace();
      // The lines of one kind are limited, and a hundred have just used up the burst.
      AtomicInteger newcomers = new AtomicInteger();
      await()
          .atMost(PATIENCE)
          .until(() -> {
            beat(exporter.url(), "room-" + newcomers.incrementAndGet());
            return exporter.logged("room-") >= 1;
          });
      await().atMost(PATIENCE).until(() -> known(exporter) == 100 + newcomers.get());
    }
  }
}
