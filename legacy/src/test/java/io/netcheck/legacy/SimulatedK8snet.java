// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Sends requests as clients of k8snet-checker do, and as programs that query its server. */
record SimulatedK8snet(LegacyExporter exporter) {
  static JsonNode json(String body) {
    try {
      return new JsonMapper().readTree(body);
    } catch (JsonProcessingException e) {
      throw new AssertionError(body, e);
    }
  }

  JsonNode get(String path) {
    LegacyExporter.Answer answer = exporter.get(path);
    assertEquals(200, answer.status(), answer::body);
    return json(answer.body());
  }

  void post(String path, String body) {
    LegacyExporter.Answer answer = exporter.post(path, body);
    assertEquals(200, answer.status(), answer::body);
  }

  void beat(int number) {
    beat("client-" + number, "10.1.0." + number, "10.2.0." + number, "");
  }

  void beat(String pod, String nodeIp, String podIp, String more) {
    post(
        "/api/v1/heartbeat",
        "{\"namespace\":\"n\",\"node_ip\":\"%s\",\"pod_ip\":\"%s\",\"pod_name\":\"%s\"%s}"
            .formatted(nodeIp, podIp, pod, more));
  }

  void tests(String kind, int source, String target, String ping, String port, String at) {
    post(
        "/api/v1/test-results/" + kind,
        """
        {"source_ip":"10.2.0.%d","results":[{"target_ip":"%s","ping_status":"%s",
        "port_status":{"22":"%s"},"test_duration":"2.05s"%s}]}\
        """
            .formatted(
                source, target, ping, port, at.isEmpty() ? "" : ",\"timestamp\":\"" + at + "\""));
  }

  /**
   * @param ports as JSON
   */
  void service(int source, String target, String ping, String ports, String at) {
    post(
        "/api/v1/test-results/service",
        """
        {"source_ip":"10.2.0.%d","result":{"source_ip":"10.2.0.%d","target_ip":"%s",
        "ping_status":"%s","port_status":%s,"latency":"0ns","test_duration":"10.01s"%s}}\
        """
            .formatted(
                source,
                source,
                target,
                ping,
                ports,
                at.isEmpty() ? "" : ",\"timestamp\":\"" + at + "\""));
  }
}
