// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.netcheck.protocol.Cidr;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class K8snetTest {
  private static final Duration TTL = Duration.ofSeconds(15);

  private final LegacyExporter exporter = new LegacyExporter(false);
  private final SimulatedK8snet site = new SimulatedK8snet(exporter);

  @AfterEach
  void close() {
    exporter.close();
  }

  @RecordedDifferences(Difference.TRUE_CLIENT_COUNT)
  @Test
  void countsAllOfItsClients() {
    for (int i = 1; i <= 5; i++) {
      site.beat(i);
      site.beat(i);
    }
    assertEquals(5, site.get("/api/v1/clients/count").at("/active_client_count").asInt());
    assertEquals(5, site.get("/api/v1/hosts").at("/count").asInt());
    assertEquals(5, site.get("/api/v1/pods").at("/pod_ips").size());
  }

  @RecordedDifferences(Difference.RESULTS_EXPIRE)
  @Test
  void whatIsSaidOfAClientGoesWithIt() {
    site.beat(1);
    site.beat(2);
    site.tests("hosts", 1, "10.1.0.2", "reachable", "open", "");
    site.tests("pods", 2, "10.2.0.1", "reachable", "open", "");
    exporter.clock().advance(TTL.minusSeconds(1));
    site.beat(1);
    exporter.clock().advance(Duration.ofSeconds(2));
    assertEquals(1, site.get("/api/v1/clients/count").at("/active_client_count").asInt());
    assertEquals(
        "{\"10.2.0.1\":{}}", site.get("/api/v1/test-results/hosts").at("/results").toString());
    assertEquals("{}", site.get("/api/v1/test-results/pods").at("/results").toString());
    assertEquals("10.1.0.1", site.get("/api/v1/hosts").at("/host_ips/0").asText());
    assertTrue(exporter.metrics().contains("kind=\"pod\",state=\"stale\"} 1.0"));
  }

  @RecordedDifferences(Difference.RESULTS_EXPIRE)
  @Test
  void resultsOfAnUnknownSourceStandForAWhile() {
    site.tests("hosts", 9, "10.1.0.2", "reachable", "open", "");
    assertEquals(1, site.get("/api/v1/test-results/hosts").at("/results").size());
    exporter.clock().advance(TTL.plusSeconds(1));
    assertEquals(0, site.get("/api/v1/test-results/hosts").at("/results").size());
  }

  @RecordedDifferences(Difference.OLDER_NEVER_REPLACES_NEWER)
  @Test
  void whatIsOlderNeverReplacesWhatIsNewer() {
    site.beat("a", "10.1.0.1", "10.2.0.1", ",\"timestamp\":\"2026-01-01T00:00:10+08:00\"");
    site.beat("a", "10.1.0.9", "10.2.0.9", ",\"timestamp\":\"2025-12-31T16:00:09.999999999Z\"");
    assertEquals("[\"10.1.0.1\"]", site.get("/api/v1/hosts").at("/host_ips").toString());
    site.beat("a", "10.1.0.9", "10.2.0.9", ",\"timestamp\":\"2025-12-31T16:00:11Z\"");
    assertEquals("[\"10.1.0.9\"]", site.get("/api/v1/hosts").at("/host_ips").toString());
    // An overtaken heartbeat without news does not turn back the time of the last one.
    site.beat("a", "10.1.0.9", "10.2.0.9", ",\"timestamp\":\"2025-12-31T16:00:01Z\"");
    site.beat("a", "10.1.0.1", "10.2.0.1", ",\"timestamp\":\"2025-12-31T16:00:02Z\"");
    assertEquals("[\"10.1.0.9\"]", site.get("/api/v1/hosts").at("/host_ips").toString());
    site.service(9, "new", "reachable", "{}", "2026-01-01T00:00:20Z");
    site.service(9, "old", "reachable", "{}", "2026-01-01T00:00:10Z");
    assertEquals(
        "new", site.get("/api/v1/test-results/service").at("/results/10.2.0.9/target_ip").asText());
    site.tests("hosts", 9, "10.1.0.9", "reachable", "open", "2026-01-01T00:00:20Z");
    site.tests("hosts", 9, "10.1.0.9", "unreachable", "closed", "2026-01-01T00:00:10Z");
    JsonNode row = site.get("/api/v1/test-results/hosts").at("/results").get("10.2.0.9");
    assertEquals("reachable", row.get("10.1.0.9").get("ping").asText());
  }

  @Test
  void itsResultsAreLinksOfTheOneModel() {
    for (int i = 1; i <= 3; i++) {
      site.beat(i);
    }
    site.tests("hosts", 1, "10.1.0.2", "reachable", "closed", "");
    site.tests("pods", 1, "10.2.0.3", "unreachable", "closed", "");
    assertEquals(
        200,
        exporter
            .post(
                "/api/v1/test-results/service",
                "{\"source_ip\":\"10.2.0.1\",\"result\":{\"target_ip\":\"10.96.0.1\","
                    + "\"ping_status\":\"unreachable\",\"port_status\":{\"443\":\"open\"}}}")
            .status());
    exporter.clock().advance(Duration.ofSeconds(2));
    JsonNode report = site.get("/report?links=all");
    assertEquals(3, report.at("/clients/active").asInt());
    assertEquals(3, report.at("/clients/by_version").get("k8snet-checker").asInt());
    assertEquals("k8snet-checker", report.at("/nodes/0/clients/0/software").asText());
    assertEquals("10.1.0.1", report.at("/nodes/0/node").asText());
    assertEquals(2, report.at("/links").size());
    for (JsonNode link : report.at("/links")) {
      boolean node = link.get("network").asText().equals("node");
      assertEquals(node ? "10.1.0.2" : "10.1.0.3", link.get("target").asText());
      assertEquals(node ? "up" : "down", link.get("state").asText());
      assertEquals(node ? 0 : 2, link.path("failing_probes").size());
    }
    assertEquals("10.96.0.1", report.at("/services/0/service").asText());
    assertEquals(1, report.at("/services/0/observers/up").asInt());
    assertTrue(exporter.get("/report?format=text").body().contains("10.96.0.1 (tcp)"));
    assertTrue(
        exporter.metrics().contains("netcheck_clients_by_version{version=\"k8snet-checker\"} 3.0"));
  }

  /** Nodes without sshd, and the default TEST_PORT. */
  @Test
  void aClosedPortOfAHostThatAnswersPingsIsNoFault() {
    for (int i = 1; i <= 4; i++) {
      site.beat(i);
      for (int j = 1; j <= 4; j++) {
        if (i != j) {
          site.tests("hosts", i, "10.1.0." + j, "reachable", "closed", "");
          site.tests("pods", i, "10.2.0." + j, "reachable", "open", "");
        }
      }
    }
    for (int i = 0; i < 5; i++) {
      exporter.clock().advance(Duration.ofSeconds(2));
      JsonNode report = site.get("/report");
      assertEquals("HEALTHY", report.at("/status").asText().toUpperCase(Locale.ROOT));
      assertEquals(0, report.at("/faults").size(), report.at("/faults").toString());
    }
  }

  @Test
  void aPodThatTookAnothersPlaceHoldsItsNode() {
    site.beat("old", "10.1.0.1", "10.2.0.1", "");
    exporter.clock().advance(Duration.ofSeconds(5));
    site.beat("new", "10.1.0.1", "10.2.0.7", "");
    assertEquals(2, site.get("/api/v1/clients/count").at("/active_client_count").asInt());
    JsonNode report = site.get("/report");
    assertEquals(1, report.at("/clients/active").asInt());
    assertEquals(0, report.at("/clients/duplicates").size());
    exporter.clock().advance(Duration.ofSeconds(2));
    site.beat("old", "10.1.0.1", "10.2.0.1", "");
    exporter.clock().advance(Duration.ofSeconds(2));
    assertEquals(1, site.get("/report").at("/clients/duplicates").size());
  }

  @Test
  void summarisesWhatItShows() {
    for (int i = 1; i <= 3; i++) {
      site.beat(i);
    }
    site.tests("hosts", 1, "10.1.0.2", "reachable", "open", "");
    site.tests("hosts", 2, "10.1.0.3", "reachable", "open", "");
    site.tests("hosts", 3, "10.1.0.1", "reachable", "closed", "");
    JsonNode results = site.get("/api/v1/results");
    JsonNode summary = results.get("host_test_summary");
    assertEquals(3, summary.get("total_tests").asInt());
    assertEquals(2, summary.get("successful_tests").asInt());
    assertEquals(1, summary.get("failed_tests").asInt());
    assertEquals(66.67, summary.get("success_rate").asDouble());
    assertEquals("2.05s", summary.get("avg_test_duration").asText());
    assertEquals("6.15s", summary.get("total_test_duration").asText());
    assertEquals(0, results.at("/pod_test_summary/total_tests").asInt());
    assertEquals("", results.at("/service_test_summary/service_name").asText());
    assertFalse(results.get("timestamp").asText().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"8.8.8.8", "-V", "169.254.169.254", "0.0.0.0", "224.0.0.1", "a b", "010.8.8.8"})
  void nobodyIsToldToProbeAForgedAddress(String address) {
    site.beat("evil", address, "10.2.0.1", "");
    site.beat("evil-2", "10.1.0.1", address, "");
    assertEquals(0, site.get("/api/v1/hosts").at("/count").asInt());
    assertEquals(0, site.get("/api/v1/pods").at("/count").asInt());
    assertEquals(0, site.get("/report").at("/clients/active").asInt());
    assertTrue(
        exporter
            .get("/metrics")
            .body()
            .contains("netcheck_heartbeats_rejected_total{reason=\"address_not_allowed\"} 2.0"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"pod_name\":\"x\",\"node_ip\":\"10.1.0.1\",\"pod_ip\":\"10.2.0.1\",\"timestamp\":null}",
        "{\"POD_NAME\":\"a\",\"Node_IP\":\"10.1.0.1\",\"pOd_Ip\":\"10.2.0.1\",\"new\":[{\"a\":1e9}]}",
        "{\"pod_name\":\"a\",\"pod_name\":\"b\",\"node_ip\":\"10.1.0.1\",\"pod_ip\":\"10.2.0.1\"}}}",
        "{\"namespace\":null,\"pod_name\":\"\\ud800\",\"node_ip\":\"10.1.0.1\",\"pod_ip\":\"10.2.0.1\"}"
      })
  void toleratesWhatTheOriginalTolerated(String body) {
    assertEquals(200, exporter.post("/api/v1/heartbeat", body).status());
    assertEquals(1, site.get("/api/v1/clients/count").at("/active_client_count").asInt());
  }

  @RecordedDifferences(Difference.BODIES_AND_ROWS_ARE_BOUNDED)
  @Test
  void boundsWhatItIsSent() {
    String huge = "{\"pod_name\":\"" + "x".repeat(70_000) + "\"}";
    LegacyExporter.Answer answer = exporter.post("/api/v1/heartbeat", huge);
    assertEquals(413, answer.status());
    assertEquals("INVALID_REQUEST", SimulatedK8snet.json(answer.body()).get("code").asText());
    for (int i = 0; i < 110; i++) {
      site.beat("c" + i, "10.1.1." + i, "10.2.1." + i, "");
    }
    assertEquals(100, site.get("/api/v1/clients/count").at("/active_client_count").asInt());
    StringBuilder many = new StringBuilder("{\"source_ip\":\"10.2.1.1\",\"results\":[");
    for (int i = 0; i < 300; i++) {
      many.append(i == 0 ? "" : ",").append("{\"target_ip\":\"t").append(i).append("\"}");
    }
    assertEquals(
        200, exporter.post("/api/v1/test-results/hosts", many.append("]}").toString()).status());
    assertEquals(100, site.get("/api/v1/test-results/hosts").at("/results").get("10.2.1.1").size());
  }

  @RecordedDifferences(Difference.BODIES_AND_ROWS_ARE_BOUNDED)
  @Test
  void madeUpTargetsAreLeftOutBeforeTheyFillTheMemory() {
    for (int source = 1; source <= 5; source++) {
      site.post("/api/v1/test-results/hosts", madeUp(source));
    }
    JsonNode results = site.get("/api/v1/test-results/hosts").get("results");
    assertEquals(100, results.get("10.2.0.4").size());
    assertEquals(0, results.get("10.2.0.5").size());
    assertTrue(
        exporter
            .get("/metrics")
            .body()
            .contains("netcheck_heartbeats_rejected_total{reason=\"too_many_results\"} 1.0"));
    site.beat(9);
    site.tests("hosts", 9, "10.1.0.9", "reachable", "open", "");
    assertEquals(1, site.get("/api/v1/test-results/hosts").get("results").get("10.2.0.9").size());
    exporter.clock().advance(TTL.plusSeconds(1));
    // Their sources are no clients. With their results the targets go, and there is room again.
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> {
          site.post("/api/v1/test-results/hosts", madeUp(6));
          JsonNode now = site.get("/api/v1/test-results/hosts").get("results");
          assertEquals(100, now.get("10.2.0.6").size());
        });
  }

  private static String madeUp(int source) {
    return IntStream.range(0, 100)
        .mapToObj(i -> "{\"target_ip\":\"t-" + source + "-" + i + "\"}")
        .collect(
            Collectors.joining(
                ",", "{\"source_ip\":\"10.2.0." + source + "\",\"results\":[", "]}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"ping_status\":null,\"port_status\":null,\"timestamp\":null,\"source_ip\":null",
        "\"PING_STATUS\":\"x\",\"Port_Status\":{},\"Test_Duration\":9223372036854775807,\"latency\":1e3",
        "\"latency\":\"1h2m3.5s\",\"test_duration\":\"-0.5\u03bcs\",\"loss\":{\"a\":[1,{}]}",
        "\"latency\":\"0\",\"timestamp\":\"2026-01-01T00:00:00+08:00\"",
        "\"timestamp\":\"2025-12-12T21:00:00.123456789-11:30\",\"port_status\":{\"-1\":null}"
      })
  void toleratesResultsThatTheOriginalTolerated(String more) {
    for (String kind : List.of("hosts", "pods")) {
      site.post(
          "/api/v1/test-results/" + kind,
          "{\"SOURCE_IP\":\"10.2.0.1\",\"Results\":[{\"Target_IP\":\"t\","
              + more
              + "},null]} tail");
      assertEquals(
          1, site.get("/api/v1/test-results/" + kind).at("/results/10.2.0.1").size(), kind);
    }
    site.post(
        "/api/v1/test-results/service",
        "{\"SOURCE_IP\":\"10.2.0.1\",\"RESULT\":{\"Target_IP\":\"t\"," + more + "}}");
  }

  @RecordedDifferences(Difference.LOWEST_PORT_COUNTS)
  @Test
  void theLowestPortStandsForSeveral() {
    String body =
        "{\"source_ip\":\"10.2.0.1\",\"results\":[{\"target_ip\":\"t\",\"port_status\":"
            + "{\"443\":\"open\",\"22\":\"closed\"}}]}";
    exporter.post("/api/v1/test-results/hosts", body);
    assertEquals(
        "closed",
        site.get("/api/v1/test-results/hosts").at("/results/10.2.0.1/t/port_status").asText());
  }

  @Test
  void wantsCredentialsWhereThereAreSome(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("auth"), "ann:secret\n");
    LegacyConfig config =
        new LegacyConfig(
            Set.of(LegacyConfig.Api.K8SNET),
            false,
            Optional.of(BasicCredentials.read(file.toString())),
            List.of(),
            List.of());
    try (LegacyExporter guarded = new LegacyExporter(config, 10)) {
      LegacyExporter.Answer refused = guarded.get("/api/v1/hosts");
      assertEquals(401, refused.status());
      assertEquals("Basic realm=\"netcheck\"", refused.header("WWW-Authenticate"));
      // ann:wrong, invalid Base64, and the right credentials with another scheme.
      for (String wrong : List.of("Basic YW5uOndyb25n", "Basic !", "Bearer YW5uOnNlY3JldA==")) {
        assertEquals(
            401, guarded.send("GET", "/api/v1/hosts", "", "Authorization", wrong).status(), wrong);
      }
      assertEquals(
          200,
          guarded
              .send("GET", "/api/v1/hosts", "", "Authorization", "Basic YW5uOnNlY3JldA==")
              .status());
      assertEquals(200, guarded.get("/api/v1/health").status());
      assertEquals(404, guarded.get("/api/v1/ping").status());
    }
  }

  @Test
  void answersOnlyThoseFromWhereItsClientsMayBe() {
    for (String range : List.of("10.0.0.0/8", "127.0.0.0/8")) {
      boolean in = range.startsWith("127");
      LegacyConfig config =
          new LegacyConfig(
              Set.of(LegacyConfig.Api.values()),
              false,
              Optional.empty(),
              Cidr.list("fd00::/8," + range),
              List.of());
      try (LegacyExporter fenced = new LegacyExporter(config, 10)) {
        assertEquals(in ? 200 : 403, fenced.get("/api/v1/hosts").status());
        LegacyExporter.Answer beat = fenced.post("/api/v1/heartbeat", "{}");
        assertEquals(in ? 400 : 403, beat.status());
        assertEquals(in, !beat.body().contains("\"code\":\"FORBIDDEN\""), beat::body);
        assertEquals(in ? 200 : 403, fenced.get("/api/v1/agents/").status());
        LegacyExporter.Answer report =
            fenced.post(
                "/api/v1/agents/netchecker-agent-x", "{\"podname\":\"netchecker-agent-x\"}");
        assertEquals(in ? 200 : 403, report.status());
        // They reveal nothing, and a kubelet asks from the address of its node.
        assertEquals(200, fenced.get("/api/v1/health").status());
        assertEquals(200, fenced.get("/api/v1/ping").status());
        assertEquals(404, fenced.get("/api/v1/nothing").status());
        assertTrue(
            fenced
                .get("/metrics")
                .body()
                .contains(
                    "netcheck_heartbeats_rejected_total{reason=\"source_not_allowed\"} "
                        + (in ? "0.0" : "2.0")));
      }
    }
  }

  @Test
  void servesNothingWhereItIsSwitchedOff() {
    LegacyConfig off = new LegacyConfig(Set.of(), false, Optional.empty(), List.of(), List.of());
    try (LegacyExporter bare = new LegacyExporter(off, 10)) {
      assertEquals(404, bare.get("/api/v1/hosts").status());
      assertEquals(404, bare.get("/api/v1/agents/").status());
    }
    LegacyConfig one =
        new LegacyConfig(
            Set.of(LegacyConfig.Api.NETCHECKER), false, Optional.empty(), List.of(), List.of());
    try (LegacyExporter half = new LegacyExporter(one, 10)) {
      assertEquals(404, half.get("/api/v1/hosts").status());
      assertEquals(200, half.get("/api/v1/agents/").status());
    }
  }
}
