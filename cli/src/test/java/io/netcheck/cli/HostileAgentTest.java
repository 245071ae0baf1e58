// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent with a valid token sends the largest heartbeats that there are, of invented peers. */
@MachineTest
class HostileAgentTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String TOKEN = "0123456789abcdef0123";
  private static final String HONEST = "http://127.0.43.1:6100";

  @TempDir Path folder;

  /** Just below 512 KiB, with peers that no other one has. */
  private static byte[] large(int sequence) {
    List<String> targets =
        IntStream.range(0, 4_900)
            .mapToObj(target ->
                "made-up-%d-%d.%s.%s".formatted(sequence, target, "x".repeat(60), "x".repeat(22)))
            .toList();
    byte[] json = heartbeat(sequence, false, targets);
    assertTrue(
        json.length <= HeartbeatJson.MAX_BYTES && json.length > HeartbeatJson.MAX_BYTES * 9 / 10,
        () -> json.length + " bytes");
    return json;
  }

  private static byte[] heartbeat(int sequence, boolean goodbye, List<String> targets) {
    return HeartbeatJson.write(
        new Heartbeat(
            new ClientId(AgentKind.HOST, "hostile"),
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
  void itsLargestHeartbeatsKeepNoOtherAgentFromBeingHeard() throws Exception {
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
      double usual = exporter.scrape().sum("netcheck_reported_bytes");
      double failed = honest("netcheck_heartbeats_failed_total");

      for (int sequence = 1; sequence <= 50; sequence++) {
        assertEquals(200, send(http, exporter.url(), large(sequence)));
      }
      assertTrue(exporter.scrape().sum("netcheck_reported_bytes") > 10 * usual);
      double sent = honest("netcheck_heartbeats_sent_total");
      await().atMost(PATIENCE).until(() -> honest("netcheck_heartbeats_sent_total") > sent + 5);
      assertEquals(failed, honest("netcheck_heartbeats_failed_total"));
      // The hostile one may be stale by now.
      assertTrue(exporter.report().clients().active() >= 2);
      assertTrue(exporter.report().networks().getFirst().links().up() >= 2);

      assertEquals(200, send(http, exporter.url(), heartbeat(51, true, List.of())));
      await().atMost(PATIENCE).until(() -> isHealthy(exporter));
      await()
          .atMost(PATIENCE)
          .until(() -> exporter.scrape().sum("netcheck_reported_bytes") <= 2 * usual);
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
