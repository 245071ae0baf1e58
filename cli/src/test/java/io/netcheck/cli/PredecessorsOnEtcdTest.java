// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.testing.EtcdServer;
import io.netcheck.testing.FreePort;
import io.netcheck.testing.MachineTest;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of the predecessors report to one of several exporters, in processes of their own. */
@MachineTest
class PredecessorsOnEtcdTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String AGENT_KEY = "/netcheck/external/netchecker/netchecker-agent-a1";

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  @AfterEach
  void endAll() throws Exception {
    for (AutoCloseable part : parts) {
      part.close();
    }
    http.close();
  }

  private <T extends AutoCloseable> T own(T part) {
    parts.push(part);
    return part;
  }

  private ExporterProcess exporter(String store) throws Exception {
    int port = FreePort.get();
    ExporterProcess started =
        own(
            new ExporterProcess(
                port,
                folder.resolve("log-" + port),
                "--store=" + store,
                "--cache-key-second=6",
                "--legacy-metrics=true"));
    until(started::answers);
    return started;
  }

  private static void until(Callable<Boolean> condition) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptions()
        .until(condition);
  }

  private void post(ExporterProcess exporter, String path, String json) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(exporter.url().resolve(path))
            .timeout(Duration.ofSeconds(10))
            .POST(BodyPublishers.ofString(json))
            .build();
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    assertEquals(200, response.statusCode(), response.body());
  }

  private String get(ExporterProcess exporter, String path) throws Exception {
    return http.send(
            HttpRequest.newBuilder(exporter.url().resolve(path)).build(), BodyHandlers.ofString())
        .body();
  }

  /** A report of a netchecker agent, of which only times and the time of a probe differ. */
  private void report(ExporterProcess exporter, int second) throws Exception {
    post(
        exporter,
        "/api/v1/agents/netchecker-agent-a1",
        """
        {"report_interval":60,"nodename":"n1","podname":"netchecker-agent-a1",
        "hostdate":"2026-11-30T12:00:%02dZ","uptime":%d,
        "nslookup":{"netchecker-service":["10.0.0.7"]},"ips":{"eth0":["10.1.2.3/24"]},
        "network_probes":[{"URL":"http://a.example/","ConnectionResult":1,"HTTPCode":200,
        "Total":%d,"ContentTransfer":0,"TCPConnection":1,"DNSLookup":2,"Connect":3,
        "ServerProcessing":4}]}
        """
            .formatted(second, 1_000 + second, 10 + second));
  }

  private static List<String> agentSeries(ExporterProcess exporter, String metrics) {
    assertTrue(exporter.isAlive());
    return metrics.lines().filter(line -> line.startsWith("ncagent_")).sorted().toList();
  }

  private void sameOn(ExporterProcess one, ExporterProcess other) {
    until(() -> {
      String agents = get(one, "/api/v1/agents/");
      List<String> series = agentSeries(one, get(one, "/metrics"));
      return agents.contains("netchecker-agent-a1")
          && agents.equals(get(other, "/api/v1/agents/"))
          && series.equals(agentSeries(other, get(other, "/metrics")));
    });
  }

  /** How often a key of etcd was written since it was created. */
  private static long writes(EtcdServer etcd, String key) throws IOException {
    String json = etcd.ctl("get", key, "-w", "json");
    return Long.parseLong(json.replaceAll("(?s).*\"version\":(\\d+).*", "$1"));
  }

  @Test
  void anAgentOfNetcheckerOutlivesTheExporterThatItReportsTo() throws Exception {
    EtcdServer etcd = own(new EtcdServer(folder)).start();
    ExporterProcess first = exporter(etcd.setting());
    ExporterProcess second = exporter(etcd.setting());
    report(first, 1);
    sameOn(first, second);
    until(() -> second.report().clients().active() == 1);

    for (int report = 2; report <= 5; report++) {
      report(first, report);
    }
    sameOn(first, second);
    assertTrue(get(second, "/api/v1/agents/").contains("\"hostdate\":\"2026-11-30T12:00:05Z\""));
    assertTrue(get(second, "/metrics").contains("ncagent_report_count_total{agent="));
    assertEquals(1, writes(etcd, AGENT_KEY), "only times changed");
    // Now it reports to the other one: counts go on, and both know it.
    report(second, 6);
    sameOn(second, first);
    assertTrue(
        agentSeries(first, get(first, "/metrics"))
            .contains("ncagent_report_count_total{agent=\"n1-private_network\"} 6.0"));
    report(first, 7);
    sameOn(first, second);
    String agents = get(first, "/api/v1/agents/");

    first.kill();

    assertEquals(agents, get(second, "/api/v1/agents/"));
    assertEquals(1, second.report().clients().active());
    ExporterProcess third = exporter(etcd.setting());
    assertTrue(get(third, "/api/v1/agents/").contains("\"ips\":{\"eth0\":[\"10.1.2.3/24\"]}"));
    assertTrue(get(third, "/api/v1/connectivity_check").contains("All 1 pods"));
    report(second, 8);
    sameOn(second, third);
  }

  @Test
  void badValuesAreNamedAndNothingElseIsLost() throws Exception {
    EtcdServer etcd = own(new EtcdServer(folder)).start();
    ExporterProcess first = exporter(etcd.setting());
    report(first, 1);
    until(() -> writes(etcd, AGENT_KEY) == 1);
    etcd.ctl("put", "/netcheck/external/netchecker/bad", "no gzip");
    etcd.ctl("put", "/netcheck/external/unknown-protocol/a", "no gzip");
    etcd.ctl("put", "/netcheck/external-heard/bad", "no gzip");
    until(() -> first.logged("record of another protocol not usable") >= 3);
    ExporterProcess second = exporter(etcd.setting());
    sameOn(first, second);
    assertTrue(second.logged("store=etcd name=netchecker/bad") >= 1);
    assertEquals(0, second.logged("store down"));
    assertEquals(0, second.logged("Exception at"));

    // What replaces the record of a known agent is mended by who knows it.
    etcd.ctl("put", AGENT_KEY, "no gzip");
    until(() -> writes(etcd, AGENT_KEY) >= 3);
    ExporterProcess third = exporter(etcd.setting());
    sameOn(first, third);
  }

  private void beat(ExporterProcess exporter, int node) throws Exception {
    post(
        exporter,
        "/api/v1/heartbeat",
        """
        {"namespace":"kube-system","node_ip":"10.0.0.%d","pod_ip":"10.1.0.%d","pod_name":"c%d"}
        """
            .formatted(node, node, node));
  }

  @Test
  void clientsOfK8snetCheckerFindEachOtherThroughSeveralExporters() throws Exception {
    EtcdServer etcd = own(new EtcdServer(folder)).start();
    ExporterProcess first = exporter(etcd.setting());
    ExporterProcess second = exporter(etcd.setting());
    String both = "\"host_ips\":[\"10.0.0.1\",\"10.0.0.2\"]";
    // Each keeps its connection to one of them.
    until(() -> {
      beat(first, 1);
      beat(second, 2);
      return get(first, "/api/v1/hosts").contains(both)
          && get(second, "/api/v1/hosts").contains(both);
    });
    until(() -> first.report().clients().active() == 2 && second.report().clients().active() == 2);
    long end = System.nanoTime() + Duration.ofSeconds(9).toNanos();
    until(() -> {
      beat(first, 1);
      beat(second, 2);
      assertEquals(2, first.report().clients().active(), "longer than a client stays fresh");
      assertEquals(2, second.report().clients().active(), "longer than a client stays fresh");
      return System.nanoTime() > end;
    });
    assertEquals(1, writes(etcd, "/netcheck/external/k8snet/kube-system%2Fc1"));

    post(
        first,
        "/api/v1/test-results/hosts",
        """
        {"source_ip":"10.1.0.1","results":[{"target_ip":"10.0.0.2","ping_status":"reachable",
        "port_status":{"22":"open"},"test_duration":"2.05s"}]}
        """);
    post(
        first,
        "/api/v1/test-results/service",
        """
        {"source_ip":"10.1.0.1","result":{"source_ip":"10.1.0.1","target_ip":"10.96.0.1",
        "ping_status":"unreachable","port_status":{"443":"open"},"latency":"1.00ms",
        "test_duration":"2.05s","timestamp":"2026-11-30T12:00:00.5+08:00"}}
        """);
    for (String results : List.of("hosts", "pods", "service")) {
      String path = "/api/v1/test-results/" + results;
      until(() -> {
        beat(first, 1);
        beat(second, 2);
        return get(first, path).equals(get(second, path))
            && get(first, path).contains("10.1.0.1") != results.equals("pods");
      });
    }

    first.kill();

    beat(second, 2);
    assertTrue(get(second, "/api/v1/test-results/hosts").contains("10.1.0.1"));
    assertTrue(get(second, "/api/v1/hosts").contains(both), "it did not fall silent");
    beat(second, 1);
    // Without its heartbeats it ends, as before.
    until(() -> {
      beat(second, 2);
      return get(second, "/api/v1/hosts").contains("\"host_ips\":[\"10.0.0.2\"]");
    });
  }

  @Test
  void theyOutliveTheOnlyExporterWithAFile() throws Exception {
    String store = "file:" + folder.resolve("state");
    ExporterProcess first = exporter(store);
    report(first, 1);
    beat(first, 1);
    until(() -> first.scrape().sum("netcheck_store_writes_total") >= 1);
    String agents = get(first, "/api/v1/agents/");
    double written = first.scrape().sum("netcheck_store_writes_total");
    report(first, 1);
    beat(first, 2);
    until(() -> first.scrape().sum("netcheck_store_writes_total") > written);
    first.kill();
    ExporterProcess again = exporter(store);
    assertTrue(agents.contains("netchecker-agent-a1"));
    assertTrue(get(again, "/api/v1/agents/").contains("netchecker-agent-a1"));
    assertTrue(get(again, "/api/v1/hosts").contains("\"count\":2"));
  }
}
