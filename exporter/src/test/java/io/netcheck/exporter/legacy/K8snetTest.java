// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.legacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class K8snetTest {
  private static final Duration TTL = Duration.ofSeconds(15);

  private final LegacyExporter exporter = new LegacyExporter(false);

  @AfterEach
  void close() {
    exporter.close();
  }

  private static JsonNode json(String body) {
    try {
      return new JsonMapper().readTree(body);
    } catch (JsonProcessingException e) {
      throw new AssertionError(body, e);
    }
  }

  private JsonNode get(String path) {
    LegacyExporter.Answer answer = exporter.get(path);
    assertEquals(200, answer.status(), answer::body);
    return json(answer.body());
  }

  private void beat(int number) {
    beat("client-" + number, "10.1.0." + number, "10.2.0." + number, "");
  }

  private void beat(String pod, String nodeIp, String podIp, String more) {
    String body =
        "{\"namespace\":\"n\",\"node_ip\":\"%s\",\"pod_ip\":\"%s\",\"pod_name\":\"%s\"%s}"
            .formatted(nodeIp, podIp, pod, more);
    assertEquals(200, exporter.post("/api/v1/heartbeat", body).status());
  }

  private void tests(String kind, int source, String target, String ping, String port, String at) {
    String body =
        """
        {"source_ip":"10.2.0.%d","results":[{"target_ip":"%s","ping_status":"%s",
        "port_status":{"22":"%s"},"test_duration":"2.05s"%s}]}\
        """
            .formatted(
                source, target, ping, port, at.isEmpty() ? "" : ",\"timestamp\":\"" + at + "\"");
    assertEquals(200, exporter.post("/api/v1/test-results/" + kind, body).status());
  }

  @Test
  void countsAllOfItsClients() {
    for (int i = 1; i <= 5; i++) {
      beat(i);
      beat(i);
    }
    assertEquals(5, get("/api/v1/clients/count").at("/active_client_count").asInt());
    assertEquals(5, get("/api/v1/hosts").at("/count").asInt());
    assertEquals(5, get("/api/v1/pods").at("/pod_ips").size());
  }

  @Test
  void whatIsSaidOfAClientGoesWithIt() {
    beat(1);
    beat(2);
    tests("hosts", 1, "10.1.0.2", "reachable", "open", "");
    tests("pods", 2, "10.2.0.1", "reachable", "open", "");
    exporter.clock().advance(TTL.minusSeconds(1));
    beat(1);
    exporter.clock().advance(Duration.ofSeconds(2));
    assertEquals(1, get("/api/v1/clients/count").at("/active_client_count").asInt());
    assertEquals("{\"10.2.0.1\":{}}", get("/api/v1/test-results/hosts").at("/results").toString());
    assertEquals("{}", get("/api/v1/test-results/pods").at("/results").toString());
    assertEquals("10.1.0.1", get("/api/v1/hosts").at("/host_ips/0").asText());
    assertTrue(exporter.get("/metrics").body().contains("kind=\"pod\",state=\"stale\"} 1.0"));
  }

  @Test
  void resultsOfAnUnknownSourceStandForAWhile() {
    tests("hosts", 9, "10.1.0.2", "reachable", "open", "");
    assertEquals(1, get("/api/v1/test-results/hosts").at("/results").size());
    exporter.clock().advance(TTL.plusSeconds(1));
    assertEquals(0, get("/api/v1/test-results/hosts").at("/results").size());
  }

  @Test
  void whatIsOlderNeverReplacesWhatIsNewer() {
    beat("a", "10.1.0.1", "10.2.0.1", ",\"timestamp\":\"2026-01-01T00:00:10+08:00\"");
    beat("a", "10.1.0.9", "10.2.0.9", ",\"timestamp\":\"2025-12-31T16:00:09.999999999Z\"");
    assertEquals("[\"10.1.0.1\"]", get("/api/v1/hosts").at("/host_ips").toString());
    beat("a", "10.1.0.9", "10.2.0.9", ",\"timestamp\":\"2025-12-31T16:00:11Z\"");
    assertEquals("[\"10.1.0.9\"]", get("/api/v1/hosts").at("/host_ips").toString());
    tests("hosts", 9, "10.1.0.9", "reachable", "open", "2026-01-01T00:00:20Z");
    tests("hosts", 9, "10.1.0.9", "unreachable", "closed", "2026-01-01T00:00:10Z");
    JsonNode row = get("/api/v1/test-results/hosts").at("/results").get("10.2.0.9");
    assertEquals("reachable", row.get("10.1.0.9").get("ping").asText());
  }

  @Test
  void itsResultsAreLinksOfTheOneModel() {
    for (int i = 1; i <= 3; i++) {
      beat(i);
    }
    tests("hosts", 1, "10.1.0.2", "reachable", "closed", "");
    tests("pods", 1, "10.2.0.3", "unreachable", "closed", "");
    assertEquals(
        200,
        exporter
            .post(
                "/api/v1/test-results/service",
                "{\"source_ip\":\"10.2.0.1\",\"result\":{\"target_ip\":\"10.96.0.1\","
                    + "\"ping_status\":\"unreachable\",\"port_status\":{\"443\":\"open\"}}}")
            .status());
    exporter.clock().advance(Duration.ofSeconds(2));
    JsonNode report = get("/report?links=all");
    assertEquals(3, report.at("/clients/active").asInt());
    assertEquals(3, report.at("/clients/by_version").get("k8snet-checker").asInt());
    assertEquals("k8snet-checker", report.at("/nodes/0/clients/0/software").asText());
    assertEquals("10.1.0.1", report.at("/nodes/0/node").asText());
    assertEquals(2, report.at("/links").size());
    for (JsonNode link : report.at("/links")) {
      boolean node = link.get("network").asText().equals("node");
      assertEquals(node ? "10.1.0.2" : "10.1.0.3", link.get("target").asText());
      assertEquals(node ? "up" : "down", link.get("state").asText());
      assertEquals(node ? 1 : 2, link.get("failing_probes").size());
    }
    assertEquals("10.96.0.1", report.at("/services/0/service").asText());
    assertEquals(1, report.at("/services/0/observers/up").asInt());
    assertTrue(exporter.get("/report?format=text").body().contains("10.96.0.1 (tcp)"));
    assertTrue(
        exporter
            .get("/metrics")
            .body()
            .contains("netcheck_clients_by_version{version=\"k8snet-checker\"} 3.0"));
  }

  @Test
  void aPodThatTookAnothersPlaceHoldsItsNode() {
    beat("old", "10.1.0.1", "10.2.0.1", "");
    exporter.clock().advance(Duration.ofSeconds(5));
    beat("new", "10.1.0.1", "10.2.0.7", "");
    assertEquals(2, get("/api/v1/clients/count").at("/active_client_count").asInt());
    JsonNode report = get("/report");
    assertEquals(1, report.at("/clients/active").asInt());
    assertEquals(0, report.at("/clients/duplicates").size());
    exporter.clock().advance(Duration.ofSeconds(2));
    beat("old", "10.1.0.1", "10.2.0.1", "");
    exporter.clock().advance(Duration.ofSeconds(2));
    assertEquals(1, get("/report").at("/clients/duplicates").size());
  }

  @Test
  void summarisesWhatItShows() {
    for (int i = 1; i <= 3; i++) {
      beat(i);
    }
    tests("hosts", 1, "10.1.0.2", "reachable", "open", "");
    tests("hosts", 2, "10.1.0.3", "reachable", "open", "");
    tests("hosts", 3, "10.1.0.1", "reachable", "closed", "");
    JsonNode results = get("/api/v1/results");
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
  @ValueSource(strings = {"8.8.8.8", "-V", "169.254.169.254", "0.0.0.0", "224.0.0.1", "a b"})
  void nobodyIsToldToProbeAForgedAddress(String address) {
    beat("evil", address, "10.2.0.1", "");
    beat("evil-2", "10.1.0.1", address, "");
    assertEquals(0, get("/api/v1/hosts").at("/count").asInt());
    assertEquals(0, get("/api/v1/pods").at("/count").asInt());
    assertEquals(0, get("/report").at("/clients/active").asInt());
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
    assertEquals(1, get("/api/v1/clients/count").at("/active_client_count").asInt());
  }

  @Test
  void boundsWhatItIsSent() {
    String huge = "{\"pod_name\":\"" + "x".repeat(70_000) + "\"}";
    LegacyExporter.Answer answer = exporter.post("/api/v1/heartbeat", huge);
    assertEquals(413, answer.status());
    assertEquals("INVALID_REQUEST", json(answer.body()).get("code").asText());
    for (int i = 0; i < 110; i++) {
      beat("c" + i, "10.1.1." + i, "10.2.1." + i, "");
    }
    assertEquals(100, get("/api/v1/clients/count").at("/active_client_count").asInt());
    StringBuilder many = new StringBuilder("{\"source_ip\":\"10.2.1.1\",\"results\":[");
    for (int i = 0; i < 300; i++) {
      many.append(i == 0 ? "" : ",").append("{\"target_ip\":\"t").append(i).append("\"}");
    }
    assertEquals(
        200, exporter.post("/api/v1/test-results/hosts", many.append("]}").toString()).status());
    assertEquals(100, get("/api/v1/test-results/hosts").at("/results").get("10.2.1.1").size());
  }

  @Test
  void theLowestPortStandsForSeveral() {
    String body =
        "{\"source_ip\":\"10.2.0.1\",\"results\":[{\"target_ip\":\"t\",\"port_status\":"
            + "{\"443\":\"open\",\"22\":\"closed\"}}]}";
    exporter.post("/api/v1/test-results/hosts", body);
    assertEquals(
        "closed", get("/api/v1/test-results/hosts").at("/results/10.2.0.1/t/port_status").asText());
  }

  @Test
  void wantsCredentialsWhereThereAreSome(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("auth"), "ann:secret\n");
    LegacyConfig config =
        new LegacyConfig(
            Set.of(LegacyConfig.Api.K8SNET), false, Optional.of(Credentials.read(file.toString())));
    try (LegacyExporter guarded = new LegacyExporter(config, 10)) {
      LegacyExporter.Answer refused = guarded.get("/api/v1/hosts");
      assertEquals(401, refused.status());
      assertEquals("Basic realm=\"netcheck\"", refused.header("WWW-Authenticate"));
      // ann:wrong
      assertEquals(
          401,
          guarded.send("GET", "/api/v1/hosts", "", "Authorization", "Basic YW5uOndyb25n").status());
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
  void servesNothingWhereItIsSwitchedOff() {
    LegacyConfig off = new LegacyConfig(Set.of(), false, Optional.empty());
    try (LegacyExporter bare = new LegacyExporter(off, 10)) {
      assertEquals(404, bare.get("/api/v1/hosts").status());
      assertEquals(404, bare.get("/api/v1/agents/").status());
    }
  }
}
