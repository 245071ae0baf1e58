// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.testing.FreePort;
import io.netcheck.testing.MachineTest;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two exporters with memories of their own, and clients of the predecessors that report to one of
 * them: both know the same clients.
 */
@MachineTest
class PredecessorsOnTwoExportersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ONE = "127.0.70.1";
  private static final String TWO = "127.0.70.2";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private TestExporter first;
  private TestExporter second;

  @BeforeEach
  void start() throws Exception {
    int port = FreePort.on(ONE);
    String exporters = "--legacy-exporters=%s:%d,%s:%d".formatted(ONE, port, TWO, port);
    first = new TestExporter(ONE, port, exporters, "--legacy-metrics=true");
    second = new TestExporter(TWO, port, exporters, "--legacy-metrics=true");
  }

  @AfterEach
  void end() {
    first.close();
    second.close();
    http.close();
  }

  private static void until(Callable<Boolean> condition) {
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(condition);
  }

  private int post(TestExporter exporter, String path, String json, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(exporter.url().resolve(path))
            .timeout(Duration.ofSeconds(10))
            .POST(BodyPublishers.ofString(json));
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
    return response.statusCode();
  }

  private String get(TestExporter exporter, String path) throws Exception {
    return http.send(
            HttpRequest.newBuilder(exporter.url().resolve(path)).build(), BodyHandlers.ofString())
        .body();
  }

  private int beat(TestExporter exporter, int node, String... headers) throws Exception {
    return post(
        exporter,
        "/api/v1/heartbeat",
        """
        {"namespace":"kube-system","node_ip":"10.0.0.%d","pod_ip":"10.1.0.%d","pod_name":"c%d"}
        """
            .formatted(node, node, node),
        headers);
  }

  private static double heard(TestExporter exporter) throws Exception {
    return Scrape.of(exporter.url().toString()).sum("netcheck_heartbeats_total");
  }

  @Test
  void whatReachesOneIsOnceOnBoth() throws Exception {
    until(() -> {
      // The first ones may come before the exporters have found each other.
      beat(first, 1);
      return get(second, "/api/v1/hosts").contains("10.0.0.1");
    });
    assertEquals(200, beat(second, 2));
    String both = "\"host_ips\":[\"10.0.0.1\",\"10.0.0.2\"]";
    until(() ->
        get(first, "/api/v1/hosts").contains(both) && get(second, "/api/v1/hosts").contains(both));
    until(() -> first.report().clients().active() == 2 && second.report().clients().active() == 2);

    assertEquals(
        200,
        post(
            second,
            "/api/v1/agents/a%20b",
            """
            {"report_interval":60,"nodename":"n1","podname":"a b",
            "hostdate":"2026-11-30T12:00:01Z","uptime":1000,"nslookup":{},"ips":{},
            "network_probes":[]}
            """));
    until(() -> get(first, "/api/v1/agents/").contains("\"a b\""));
    assertTrue(get(second, "/api/v1/agents/").contains("\"a b\""));
    assertTrue(
        get(first, "/metrics")
            .contains("ncagent_report_count_total{agent=\"n1-private_network\"} 1"));

    // Nothing comes back: ten more on one are ten more on each.
    double onFirst = heard(first);
    double onSecond = heard(second);
    for (int i = 0; i < 10; i++) {
      assertEquals(200, beat(first, 1));
    }
    until(() -> heard(second) >= onSecond + 10);
    await()
        .during(Duration.ofSeconds(2))
        .atMost(Duration.ofSeconds(10))
        .until(() -> heard(first) == onFirst + 10 && heard(second) == onSecond + 10);
  }

  @Test
  void whatWasPassedOnIsNotPassedOnAgain() throws Exception {
    until(() -> {
      beat(first, 1);
      return get(second, "/api/v1/hosts").contains("10.0.0.1");
    });
    double onSecond = heard(second);
    assertEquals(200, beat(first, 3, "Netcheck-Passed-On", "another"));
    assertTrue(get(first, "/api/v1/hosts").contains("10.0.0.3"));
    assertEquals(200, beat(first, 1));
    until(() -> heard(second) > onSecond);
    assertFalse(get(second, "/api/v1/hosts").contains("10.0.0.3"));
  }

  @Test
  void anExporterThatIsAwayHoldsNobodyUp() throws Exception {
    second.close();
    for (int i = 0; i < 50; i++) {
      assertEquals(200, beat(first, 1));
    }
    assertTrue(get(first, "/api/v1/hosts").contains("10.0.0.1"));
  }

  @Test
  void aRefusedReportIsRefusedByAll() throws Exception {
    assertEquals(400, post(first, "/api/v1/heartbeat", "no json"));
    until(() -> {
      beat(first, 1);
      return get(second, "/api/v1/hosts").contains("10.0.0.1");
    });
    assertEquals(
        0.0,
        Scrape.of(second.url().toString()).sum("netcheck_heartbeats_rejected_total"),
        "it never got there");
  }
}
