// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
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
import io.netcheck.testing.FreePort;
import io.netcheck.testing.MachineTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** A real exporter that has no time left, and a real agent among others that keep it busy. */
@MachineTest
@Isolated("it leaves other tests no processor")
class NearLimitTest {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final String AGENT = "http://127.0.45.1:6100";

  /** More than the exporter needs for stretching anything. */
  private static final int SENDERS = 128;

  /** Reading them costs the exporter far more than sending them costs the test. */
  private static final List<String> TARGETS =
      IntStream.range(0, 1_000).mapToObj(number -> "made-up-" + number).toList();

  @TempDir Path folder;

  private static byte[] request(int number) throws IOException {
    Heartbeat heartbeat =
        new Heartbeat(
            new ClientId(AgentKind.HOST, "busy-" + number),
            "",
            "0.1.0",
            "b",
            Duration.ofMinutes(1),
            1,
            false,
            Instant.now(),
            Duration.ofSeconds(5),
            new Endpoint(List.of(), List.of(InetAddress.ofLiteral("127.0.45.9")), 6_100),
            "",
            60,
            Duration.ZERO,
            List.of(
                new PlaneResults(
                    Network.HOST, IpFamily.IPV4, TARGETS, new int[TARGETS.size()], Map.of())),
            List.of(),
            List.of());
    byte[] body = HeartbeatJson.write(heartbeat);
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.write(
        ("POST /api/v2/heartbeat HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n"
                + "Content-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(US_ASCII));
    request.write(body);
    return request.toByteArray();
  }

  /** Sends one heartbeat after the other, each when the one before is answered, until it is cut. */
  private static void rush(URI exporter, int number) {
    byte[] answer = new byte[64 * 1024];
    while (!Thread.currentThread().isInterrupted()) {
      try (Socket socket = new Socket(exporter.getHost(), exporter.getPort());
          InputStream in = socket.getInputStream()) {
        socket.setTcpNoDelay(true);
        byte[] request = request(number);
        do {
          socket.getOutputStream().write(request);
        } while (in.read(answer) >= 0 && !Thread.currentThread().isInterrupted());
      } catch (IOException _) {
        // It has no time, or is not there any more.
      }
    }
  }

  private static boolean isActiveThoughSilentForLong(Report report) {
    return report.nodes().stream()
        .filter(node -> node.node().equals("real"))
        .flatMap(node -> node.clients().stream())
        .anyMatch(client ->
            client.state().equals("active")
                && client.ageSeconds() != null
                && client.ageSeconds() > 3);
  }

  @Test
  void itStretchesTheIntervalOfARealAgentWhichObeysAndIsNotStale() throws Exception {
    List<Thread> senders = new ArrayList<>();
    try (ExporterProcess exporter =
            new ExporterProcess(FreePort.get(), folder.resolve("log"), "--cache-key-second=3s");
        AgentProcess _ = AgentProcess.onLoopback(exporter.url(), "real", "127.0.45.1")) {
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> Scrape.of(AGENT).sum("netcheck_heartbeats_sent_total") > 0);
      assertEquals(1, Scrape.of(AGENT).sum("netcheck_heartbeat_interval_seconds"));
      for (int number = 0; number < SENDERS; number++) {
        int own = number;
        senders.add(Thread.ofVirtual().start(() -> rush(exporter.url(), own)));
      }

      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> exporter.scrape().sum("netcheck_heartbeat_interval_stretch") >= 4);
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> Scrape.of(AGENT).sum("netcheck_heartbeat_interval_seconds") >= 4);
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .pollInterval(Duration.ofMillis(200))
          .until(() -> isActiveThoughSilentForLong(exporter.report()));
      List<String> warnings = exporter.report().warnings();
      assertTrue(
          warnings.stream().anyMatch(warning -> warning.contains("near its limit")),
          warnings::toString);
      assertTrue(exporter.logged("heartbeat intervals stretched") >= 2);
    } finally {
      senders.forEach(Thread::interrupt);
    }
  }
}
