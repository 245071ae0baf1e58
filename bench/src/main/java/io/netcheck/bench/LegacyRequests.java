// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.List;

/** The requests of the predecessors' clients, by the number of the client. */
final class LegacyRequests {
  private LegacyRequests() {}

  static byte[] post(String path, String json) {
    byte[] body = json.getBytes(UTF_8);
    byte[] head = HttpConnection.postHead(path, body.length);
    byte[] request = new byte[head.length + body.length];
    System.arraycopy(head, 0, request, 0, head.length);
    System.arraycopy(body, 0, request, head.length, body.length);
    return request;
  }

  static String node(int number) {
    return "10.1." + number / 250 + "." + (number % 250 + 1);
  }

  static String pod(int number) {
    return "10.2." + number / 250 + "." + (number % 250 + 1);
  }

  static byte[] heartbeat(int number) {
    return post(
        "/api/v1/heartbeat",
        "{\"namespace\":\"kube-system\",\"node_ip\":\""
            + node(number)
            + "\",\"pod_ip\":\""
            + pod(number)
            + "\",\"pod_name\":\"client-"
            + number
            + "\",\"timestamp\":\""
            + Instant.now()
            + "\"}");
  }

  /** The results of {@code source} for this many targets, hosts or pods. */
  static byte[] results(int source, int targets, boolean hosts) {
    StringBuilder json = new StringBuilder(200 * targets + 100);
    json.append("{\"source_ip\":\"").append(pod(source)).append("\",\"results\":[");
    for (int target = 0; target < targets; target++) {
      json.append(target == 0 ? "" : ",")
          .append("{\"source_ip\":\"")
          .append(pod(source))
          .append("\",\"target_ip\":\"")
          .append(hosts ? node(target) : pod(target))
          .append("\",\"ping_status\":\"reachable\",\"port_status\":{\"")
          .append(hosts ? 22 : 6100)
          .append("\":\"open\"},\"latency\":\"682.89ms\",\"test_duration\":\"2.05s\"")
          .append(",\"timestamp\":\"2026-11-22T16:12:07.114892769Z\"}");
    }
    json.append("]}");
    return post("/api/v1/test-results/" + (hosts ? "hosts" : "pods"), json.toString());
  }

  static byte[] service(int source) {
    return post(
        "/api/v1/test-results/service",
        "{\"source_ip\":\""
            + pod(source)
            + "\",\"result\":{\"source_ip\":\""
            + pod(source)
            + "\",\"target_ip\":\"10.96.0.1\",\"ping_status\":\"unreachable\",\"port_status\":"
            + "{\"443\":\"open\"},\"latency\":\"0ns\",\"test_duration\":\"10.01s\"}}");
  }

  static byte[] agentReport(int number) {
    return post(
        "/api/v1/agents/agent-" + number,
        "{\"report_interval\":5,\"nodename\":\"node-"
            + number
            + "\",\"podname\":\"agent-"
            + number
            + "\",\"hostdate\":\""
            + Instant.now()
            + "\",\"uptime\":1507,\"nslookup\":{\"s\":[\"10.96.0.9\"]},\"ips\":{\"eth0\":"
            + "[\"10.0.0.2/24\"]},\"network_probes\":[{\"URL\":\"http://s:8081/api/v1/ping\","
            + "\"ConnectionResult\":1,\"HTTPCode\":200,\"Total\":9223372036854,"
            + "\"ContentTransfer\":9223372036854,\"TCPConnection\":0,\"DNSLookup\":0,"
            + "\"Connect\":0,\"ServerProcessing\":2}],\"zero_extender\":[0,0,0,0,0,0,0,0]}");
  }

  /** Every path that is read. */
  static List<byte[]> reads() {
    return List.of(
        HttpConnection.get("/api/v1/hosts"),
        HttpConnection.get("/api/v1/pods"),
        HttpConnection.get("/api/v1/clients/count"),
        HttpConnection.get("/api/v1/results"),
        HttpConnection.get("/api/v1/health"),
        HttpConnection.get("/api/v1/test-results/hosts"),
        HttpConnection.get("/api/v1/test-results/pods"),
        HttpConnection.get("/api/v1/test-results/service"),
        HttpConnection.get("/api/v1/agents/"),
        HttpConnection.get("/api/v1/agents/agent-3"),
        HttpConnection.get("/api/v1/connectivity_check"),
        HttpConnection.get("/api/v1/ping"));
  }
}
