// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class K8snetServiceTest {
  private final LegacyExporter exporter = new LegacyExporter(false);
  private final SimulatedK8snet site = new SimulatedK8snet(exporter);

  @AfterEach
  void close() {
    exporter.close();
  }

  private JsonNode summary() {
    return site.get("/api/v1/results").get("service_test_summary");
  }

  private JsonNode reported() {
    exporter.clock().advance(Duration.ofSeconds(2));
    return site.get("/report").at("/services/0");
  }

  @RecordedDifferences(Difference.SERVICE_IS_UP_BY_ITS_PORT)
  @Test
  void aServiceThatAnswersNoPingIsUp() {
    site.beat(1);
    site.service(1, "10.96.0.1", "unreachable", "{\"443\":\"open\"}", "");
    assertEquals("10.96.0.1", summary().get("service_name").asText());
    assertEquals(1, summary().get("successful_tests").asInt());
    assertEquals(100, summary().get("success_rate").asInt());
    assertEquals(1, reported().at("/observers/up").asInt());
  }

  @RecordedDifferences(Difference.SERVICE_IS_UP_BY_ITS_PORT)
  @Test
  void aServiceWhosePortIsClosedIsDownWhateverItsAddressAnswers() {
    site.beat(1);
    site.service(1, "10.96.0.1", "reachable", "{\"443\":\"closed\"}", "");
    assertEquals(0, summary().get("successful_tests").asInt());
    assertEquals(1, summary().get("failed_tests").asInt());
    assertEquals(1, reported().at("/observers/down").asInt());
  }

  @Test
  void aNameThatIsNotResolvedIsDownForThat() {
    site.beat(1);
    site.service(1, "no-such.invalid", "unreachable", "{}", "");
    JsonNode service = reported();
    assertEquals("no-such.invalid", service.get("service").asText());
    assertEquals(1, service.at("/observers/down").asInt());
    assertEquals("resolve", service.get("reason").asText());
  }

  @Test
  void aResultOfNothingIsTakenAndSaysNothing() {
    site.beat(1);
    site.post("/api/v1/test-results/service", "{\"source_ip\":\"10.2.0.1\"}");
    assertEquals(1, site.get("/api/v1/test-results/service").get("results").size());
    exporter.clock().advance(Duration.ofSeconds(2));
    assertTrue(site.get("/report").get("services").isEmpty());
  }
}
