// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.report.Report;
import io.netcheck.report.ReportStatus;
import io.netcheck.testing.FreePort;
import io.netcheck.testing.MachineTest;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file descriptors of a running process are used up, and there are some again. */
@MachineTest
class FileDescriptorsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir Path folder;

  private AgentProcess agent(String classPath, URI exporter, int number) throws IOException {
    return AgentProcess.onLoopback(classPath, exporter, "f" + number, "127.0.41." + number);
  }

  private static double failedHeartbeats() throws IOException, InterruptedException {
    return Scrape.of("http://127.0.41.1:6100").sum("netcheck_heartbeats_failed_total");
  }

  @Test
  void anExporterHearsTheConnectionsThatItHasAndWritesItsStateAgain() throws Exception {
    String classPath = JarClassPath.in(folder);
    try (ExporterProcess exporter =
            new ExporterProcess(
                classPath,
                FreePort.get(),
                folder.resolve("log"),
                "--store=file:" + folder.resolve("state"),
                "--cache-key-second=6");
        AgentProcess one = agent(classPath, exporter.url(), 1);
        AgentProcess two = agent(classPath, exporter.url(), 2)) {
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() ->
              exporter.report().status() == ReportStatus.HEALTHY
                  && exporter.report().clients().active() == 2
                  && exporter.logged("store up") == 1);
      double failed = failedHeartbeats();
      ProcessFaults faults = new ProcessFaults(exporter.pid());

      faults.takeFileDescriptors();
      try {
        // Its death is a reason to write the file.
        two.kill();
        await().atMost(PATIENCE).until(() -> exporter.logged("store down") == 1);
        // The other agent's connection stays, so its answers name the dead one.
        await().atMost(PATIENCE).until(() -> exporter.logged("agent_down") == 1);
      } finally {
        faults.giveFileDescriptors();
      }
      await().atMost(PATIENCE).until(() -> exporter.logged("store up") == 2);
      await().atMost(PATIENCE).until(() -> exporter.report().clients().stale() == 1);
      assertEquals(1, exporter.report().clients().active());
      assertEquals(failed, failedHeartbeats());
      assertEquals(1, exporter.logged("connections are not accepted"));
      one.terminate();
    }
  }

  @Test
  void anAgentProbesOnWithTheSocketsThatItHasAndSaysThatTheFailureIsItsOwn() throws Exception {
    String classPath = JarClassPath.in(folder);
    try (TestExporter exporter = new TestExporter("--cache-key-second=6");
        AgentProcess one = agent(classPath, exporter.url(), 1);
        AgentProcess two = agent(classPath, exporter.url(), 2)) {
      await().atMost(PATIENCE).until(() -> exporter.isHealthy(2));
      double failed = failedHeartbeats();
      ProcessFaults faults = new ProcessFaults(one.pid());

      faults.takeFileDescriptors();
      Duration used = one.cpuTime();
      long begun = System.nanoTime();
      try (Socket waiting = new Socket("127.0.41.1", 6100)) {
        // The kernel holds back a connection that has sent nothing (TCP_DEFER_ACCEPT).
        waiting
            .getOutputStream()
            .write("GET /-/healthy HTTP/1.1\r\nHost: f1\r\n\r\n".getBytes(UTF_8));
        await()
            .atMost(PATIENCE)
            .until(() -> exporter.faults().contains("probe_blocked tcp f1 -> f2"));
        double cpuShare =
            (double) one.cpuTime().minus(used).toNanos() / (System.nanoTime() - begun);
        assertTrue(cpuShare < 0.5, "CPU of one core: " + cpuShare);
        Report report = exporter.report();
        assertTrue(report.summary().contains("tcp (local)"), report::summary);
        assertEquals(2, report.clients().active());
        assertEquals(2, report.networks().getFirst().links().up());
      } finally {
        faults.giveFileDescriptors();
      }
      await().atMost(PATIENCE).until(() -> exporter.isHealthy(2));
      assertEquals(failed, failedHeartbeats());
      one.terminate();
      two.terminate();
    }
  }
}
