// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.HeartbeatJson;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.report.Report;
import io.netcheck.report.ReportStatus;
import io.netcheck.testing.FreePort;
import io.netcheck.testing.MachineTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sender with the token of the agents speaks for many nodes, and invents their peers. */
@MachineTest
class HostileAgentTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String TOKEN = "0123456789abcdef0123";
  private static final String HONEST = "http://127.0.43.1:6100";
  private static final int IDENTITIES = 100;

  @TempDir Path folder;

  /** Just below 512 KiB, with peers that no other one has. */
  private static byte[] large(int number) {
    byte[] json = heartbeat(number, 1, false, invented(number, 4_900));
    assertTrue(
        json.length <= HeartbeatJson.MAX_BYTES && json.length > HeartbeatJson.MAX_BYTES * 9 / 10,
        () -> json.length + " bytes");
    return json;
  }

  private static List<String> invented(int number, int count) {
    return IntStream.range(0, count)
        .mapToObj(target ->
            "made-up-%d-%d.%s.%s".formatted(number, target, "x".repeat(60), "x".repeat(22)))
        .toList();
  }

  /** All of these targets are down. */
  private static byte[] heartbeat(int number, int sequence, boolean goodbye, List<String> targets) {
    return HeartbeatJson.write(
        new Heartbeat(
            new ClientId(AgentKind.HOST, "hostile-" + number),
            "",
            "0.1.0",
            "h",
            Duration.ofMinutes(1),
            sequence,
            goodbye,
            Instant.now(),
            Duration.ofSeconds(5),
            new Endpoint(List.of(), List.of(InetAddress.ofLiteral("127.0.43.9")), 6_100),
            "",
            60L + sequence,
            Duration.ZERO,
            List.of(
                new PlaneResults(
                    Network.HOST, IpFamily.IPV4, targets, new int[targets.size()], Map.of())),
            List.of(),
            List.of()));
  }

  private static int send(HttpClient http, URI exporter, byte[] heartbeat)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(exporter.resolve("/api/v2/heartbeat"))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + TOKEN)
                .POST(HttpRequest.BodyPublishers.ofByteArray(heartbeat))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    return response.statusCode();
  }

  private static double honest(String metric) throws IOException, InterruptedException {
    return Scrape.of(HONEST).sum(metric);
  }

  @Test
  void whatItInventsKeepsNoOtherAgentFromBeingHeardAndMakesNoFinding() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), TOKEN + "\n");
    try (ExporterProcess exporter =
            new ExporterProcess(
                FreePort.get(),
                folder.resolve("log"),
                "--auth=token",
                "--auth-token-file=" + token);
        HttpClient http = HttpClient.newHttpClient();
        AgentProcess first =
            AgentProcess.onLoopback(exporter.url(), "h1", "127.0.43.1", "--token-file=" + token);
        AgentProcess second =
            AgentProcess.onLoopback(exporter.url(), "h2", "127.0.43.2", "--token-file=" + token)) {
      await().atMost(PATIENCE).ignoreExceptions().until(() -> isHealthy(exporter));
      double limit = exporter.scrape().sum("netcheck_reported_limit_bytes");
      double failed = honest("netcheck_heartbeats_failed_total");

      for (int number = 1; number <= IDENTITIES; number++) {
        assertEquals(200, send(http, exporter.url(), large(number)));
      }
      Scrape scrape = exporter.scrape();
      assertEquals(
          IDENTITIES,
          scrape.sum("netcheck_heartbeats_rejected_total", "reason=\"too_many_targets\""));
      assertTrue(scrape.sum("netcheck_reported_bytes") < limit / 10, "nothing of it is kept");
      String warnings = exporter.report().warnings().toString();
      assertTrue(warnings.contains(" too_many_targets"), warnings);
      for (int number = 2; number <= IDENTITIES; number++) {
        assertEquals(
            200, send(http, exporter.url(), heartbeat(number, 2, true, List.of())), "goodbye");
      }

      // As many as an agent can have, again and again.
      AtomicInteger sequence = new AtomicInteger(1);
      double sent = honest("netcheck_heartbeats_sent_total");
      await()
          .atMost(PATIENCE)
          .until(() -> {
            byte[] peers = heartbeat(1, sequence.incrementAndGet(), false, invented(1, 48));
            assertEquals(200, send(http, exporter.url(), peers));
            List<Report.FaultRow> faults = exporter.report().faults();
            assertFalse(faults.toString().contains("made-up"), faults::toString);
            return honest("netcheck_heartbeats_sent_total") > sent + 5;
          });
      assertEquals(failed, honest("netcheck_heartbeats_failed_total"));

      byte[] goodbye = heartbeat(1, sequence.incrementAndGet(), true, List.of());
      assertEquals(200, send(http, exporter.url(), goodbye));
      await().atMost(PATIENCE).until(() -> isHealthy(exporter));
      assertEquals(failed, honest("netcheck_heartbeats_failed_total"));
      first.terminate();
      second.terminate();
    }
  }

  private static boolean isHealthy(ExporterProcess exporter)
      throws IOException, InterruptedException {
    Report report = exporter.report();
    return report.status() == ReportStatus.HEALTHY && report.clients().active() == 2;
  }
}
