// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.netcheck.testing.MachineTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** An attacker with the exporter cannot end the agents: a real one, with its small heap. */
@MachineTest
class TooManyPeersTest {
  private static final String AGENT = "127.0.32.1";

  /** Each list is new, and comes from an exporter that has just started. */
  private static String answer(int generation) {
    return IntStream.range(0, 5_000)
        .mapToObj(number ->
            "{\"kind\":\"host\",\"node\":\"g%d-victim-%d\",\"node_addresses\":[\"127.33.%d.%d\"],\"port\":6100}"
                .formatted(generation, number, number / 250, 1 + number % 250))
        .collect(
            Collectors.joining(
                ",",
                "{\"listening_ms\":1,\"peers\":{\"generation\":\"" + generation + "\",\"list\":[",
                "]}}"));
  }

  @Test
  void anAgentSurvivesFiveThousandPeersAndSaysWhatItLeavesOut() throws Exception {
    AtomicInteger heartbeats = new AtomicInteger();
    HttpServer exporter =
        HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 10);
    exporter.createContext(
        "/api/v2/heartbeat",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          // Every other list is the one before, so that its peers are probed for a while.
          byte[] body = answer(heartbeats.incrementAndGet() / 4).getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    exporter.start();
    URI url = URI.create("http://127.0.0.1:" + exporter.getAddress().getPort());
    try (AgentProcess _ = AgentProcess.onLoopback(url, "honest", AGENT, "--check-exporter=false")) {
      await()
          .atMost(Duration.ofMinutes(3))
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(() -> sum("netcheck_peers_left_out") >= 5_000 - 512);
      int told = heartbeats.get();
      double rounds = sum("netcheck_probes_total");
      await()
          .atMost(Duration.ofMinutes(3))
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(() -> heartbeats.get() > told + 8 && sum("netcheck_probes_total") > rounds);
      double carried = sum("netcheck_peers");
      assertTrue(carried > 400 && carried <= 512, () -> "peers " + carried);
    } finally {
      exporter.stop(0);
    }
  }

  private static double sum(String name) throws IOException, InterruptedException {
    return Scrape.of("http://" + AGENT + ":6100").sum(name);
  }
}
