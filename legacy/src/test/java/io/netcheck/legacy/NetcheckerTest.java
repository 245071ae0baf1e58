// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetcheckerTest {
  private final LegacyExporter exporter = new LegacyExporter(true);

  @AfterEach
  void close() {
    exporter.close();
  }

  private static JsonNode json(LegacyExporter.Answer answer) {
    try {
      return new JsonMapper().readTree(answer.body());
    } catch (JsonProcessingException e) {
      throw new AssertionError(answer.body(), e);
    }
  }

  private void report(String pod, String node, String more) {
    String body =
        "{\"report_interval\":15,\"podname\":\"%s\",\"nodename\":\"%s\"%s}"
            .formatted(pod, node, more);
    assertEquals(200, exporter.post("/api/v1/agents/" + pod, body).status());
  }

  @Test
  void saysWhoIsLateAndWhoIsAbsent() {
    report("agent-a", "n1", "");
    report("agent-hostnet-a", "n1", "");
    assertEquals(200, exporter.get("/api/v1/connectivity_check").status());
    exporter.clock().advance(Duration.ofSeconds(29));
    report("agent-a", "n1", "");
    exporter.clock().advance(Duration.ofSeconds(2));
    LegacyExporter.Answer late = exporter.get("/api/v1/connectivity_check");
    assertEquals(400, late.status());
    assertEquals("[\"agent-hostnet-a\"]", json(late).get("Outdated").toString());
    assertEquals("[]", json(late).get("Absent").toString());
    exporter.clock().advance(Duration.ofMinutes(5));
    report("agent-a", "n1", "");
    LegacyExporter.Answer absent = exporter.get("/api/v1/connectivity_check");
    assertEquals("[\"agent-hostnet-a\"]", json(absent).get("Absent").toString());
    assertEquals(1, json(exporter.get("/api/v1/agents/")).size());
    exporter.clock().advance(Duration.ofHours(2));
    report("agent-a", "n1", "");
    assertEquals(200, exporter.get("/api/v1/connectivity_check").status());
  }

  /** As a header it would be a response of the client's own making, or none at all. */
  @Test
  void aLineBreakInAPathStaysEscaped() {
    LegacyExporter.Answer moved =
        exporter.get("/api/v1/agents/a%0d%0aX-Evil:%201%C3%A9%3C%22/?b=1");
    assertEquals(301, moved.status());
    assertEquals("/api/v1/agents/a%0D%0AX-Evil:%201%C3%A9%3C%22?b=1", moved.header("Location"));
    assertEquals("", moved.header("X-Evil"));
  }

  @Test
  void aPodThatTookAnothersPlaceLeavesNobodyAbsent() {
    report("agent-old", "n1", "");
    exporter.clock().advance(Duration.ofSeconds(40));
    report("agent-new", "n1", "");
    exporter.clock().advance(Duration.ofSeconds(2));
    assertEquals(200, exporter.get("/api/v1/connectivity_check").status());
    assertEquals(1, json(exporter.get("/api/v1/agents/")).size());
  }

  @Test
  void bothFlavoursAreClientsOfTheOneModel() {
    report("agent-x", "n1", ",\"uptime\":5");
    report("agent-x-hostnet", "n1", ",\"network_probes\":[]");
    report("nameless", "", "");
    exporter.clock().advance(Duration.ofSeconds(2));
    JsonNode report = json(exporter.get("/report"));
    assertEquals(3, report.at("/clients/active").asInt());
    assertEquals("n1", report.at("/nodes/0/node").asText());
    assertEquals("pod", report.at("/nodes/0/clients/0/kind").asText());
    assertEquals("host", report.at("/nodes/0/clients/1/kind").asText());
    assertEquals("netchecker", report.at("/nodes/0/clients/1/software").asText());
    assertEquals("netchecker-1.2", report.at("/nodes/0/clients/0/version").asText());
    assertEquals("netchecker-1.1", report.at("/nodes/0/clients/1/version").asText());
    assertEquals("nameless", report.at("/nodes/1/node").asText());
    exporter.clock().advance(Duration.ofSeconds(30));
    assertTrue(exporter.metrics().contains("{kind=\"host\",state=\"stale\"} 1.0"));
  }

  @RecordedDifferences({
    Difference.UNMEASURED_TIMES_ARE_LEFT_OUT,
    Difference.SERIES_OF_THE_GONE_ARE_GONE
  })
  @Test
  void itsMetricsHaveNoSentinelsAndNoGhosts() {
    report(
        "agent-a",
        "n1",
        ",\"network_probes\":[{\"URL\":\"http://s/x\",\"ConnectionResult\":1,\"HTTPCode\":200,"
            + "\"Total\":9223372036854,\"DNSLookup\":3}]");
    exporter.clock().advance(Duration.ofSeconds(46));
    String metrics = exporter.get("/metrics").body();
    String labels = "{agent=\"n1-private_network\",url=\"http://s/x\"}";
    assertTrue(metrics.contains("ncagent_http_probe_dns_lookup_time_ms" + labels + " 3.0"));
    assertTrue(metrics.contains("ncagent_http_probe_code" + labels + " 200.0"));
    assertFalse(metrics.contains("ncagent_http_probe_total_time_ms{"));
    assertTrue(metrics.contains("ncagent_error_count_total{agent=\"n1-private_network\"} 2.0"));
    assertTrue(metrics.contains("ncagent_report_count_total{agent=\"n1-private_network\"} 1.0"));
    assertTrue(exporter.get("/api/v1/agents/agent-a").body().contains("\"Total\":9223372036854"));
    exporter.clock().advance(Duration.ofHours(2));
    assertFalse(exporter.get("/metrics").body().contains("n1-private_network"));
  }

  @Test
  void trailingBytesAreAnError() {
    LegacyExporter.Answer answer = exporter.post("/api/v1/agents/a", "{}x");
    assertEquals(500, answer.status());
    assertEquals(
        "Error while unmarshaling data. Details: invalid character 'x' after top-level value\n",
        answer.body());
  }

  @RecordedDifferences(Difference.OLDER_NEVER_REPLACES_NEWER)
  @Test
  void lateReportsDoNotReplaceNewerOnes() {
    report("a", "n1", ",\"uptime\":10,\"hostdate\":\"2026-01-01T00:00:10Z\",\"ips\":{\"x\":[]}");
    report("a", "n1", ",\"uptime\":5,\"hostdate\":\"2026-01-01T00:00:05Z\"");
    assertTrue(exporter.get("/api/v1/agents/a").body().contains("\"ips\":{\"x\":[]}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"PODNAME\":\"a\",\"NodeName\":\"n1\",\"Report_Interval\":9223372036854775807}",
        "{\"podname\":\"a\",\"nodename\":null,\"nslookup\":{\"s\":null},\"ips\":null,\"zero_extender\":[0,0]}",
        "{\"podname\":\"a\",\"uptime\":18446744073709551615,\"hostdate\":\"2026-01-01T00:00:00.1+05:30\"}",
        "{\"podname\":\"a\",\"network_probes\":[{\"url\":\"u\",\"Total\":9223372036854},null],\"new\":{}}",
        "{\"hostdate\":null}"
      })
  void toleratesWhatTheOriginalTolerated(String body) {
    assertEquals(200, exporter.post("/api/v1/agents/a", body).status());
    LegacyExporter.Answer answer = exporter.get("/api/v1/agents/a");
    assertEquals(200, answer.status());
    assertEquals(
        body.contains("18446744073709551615"), answer.body().contains("18446744073709551615"));
    assertEquals("a", json(exporter.get("/api/v1/agents/")).fieldNames().next());
  }

  @RecordedDifferences(Difference.BODIES_AND_ROWS_ARE_BOUNDED)
  @Test
  void boundsWhatItIsSent() {
    String probe = "{\"URL\":\"http://s/x\"}";
    String probes = (probe + ",").repeat(99) + probe;
    report("agent-a", "n1", ",\"network_probes\":[" + probes + "]");
    assertEquals(64, json(exporter.get("/api/v1/agents/agent-a")).get("network_probes").size());
    String huge = "{\"x\":\"" + "x".repeat(5 * 1024 * 1024) + "\"}";
    assertEquals(413, exporter.post("/api/v1/agents/agent-a", huge).status());
    for (int i = 0; i < 110; i++) {
      report("more-" + i, "m" + i, "");
    }
    assertEquals(100, json(exporter.get("/api/v1/agents/")).size());
  }

  /** Checks what {@code tests/testcases/040_check-network-adv.yml} asserts. */
  @Test
  void kubespraysPlaybookIsContent() {
    for (int node = 1; node <= 3; node++) {
      report("netchecker-agent-x" + node, "n" + node, "");
      report("netchecker-agent-hostnet-x" + node, "n" + node, "");
    }
    LegacyExporter.Answer agents =
        exporter.send("GET", "/api/v1/agents/", "", "Accept", "application/json");
    assertEquals(200, agents.status());
    assertEquals(6, json(agents).size());
    LegacyExporter.Answer check = exporter.get("/api/v1/connectivity_check");
    assertEquals(200, check.status());
    assertTrue(json(check).get("Absent").isNull());
    assertTrue(json(check).get("Outdated").isNull());
    assertEquals(
        "All 6 pods successfully reported back to the server", json(check).get("Message").asText());
  }
}
