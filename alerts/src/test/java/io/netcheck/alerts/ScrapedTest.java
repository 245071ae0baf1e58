// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.agent.Agent;
import io.netcheck.agent.AgentConfig;
import io.netcheck.agent.AgentSettings;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.settings.Settings;
import io.netcheck.exporter.Exporter;
import io.netcheck.server.ServerConfig;
import io.netcheck.server.ServerSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Rules use only metrics and labels of a real exporter and real agents. */
class ScrapedTest {
  private static final Pattern SERIES = Pattern.compile("([a-z_]+)(?:\\{(.*)})? [^ ]+");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"(?:[^\"\\\\]|\\\\.)*\"");
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** Labels that Prometheus or an operator adds. */
  private static final Set<String> OF_TARGETS = Set.of("job", "instance", "cluster");

  /** Labels that rules create with label_replace. */
  private static final Set<String> MADE = Set.of("node");

  /** Makes an agent silent that reaches no peer, so that there are faults. */
  private static final String LONELY =
      """
      {"kind":"host","node":"rules-3","version":"0.1.0","instance":"a","uptime_ms":60000,
      "sequence":1,"clock_ms":1767225600000,"interval_ms":5000,"node_addresses":["127.0.0.93"],
      "port":6100,"rounds":60,"planes":[{"network":"host","ip_family":"ipv4",
      "targets":["rules-1"],"up":[0],"probes":{}}]}
      """;

  @Test
  void everyMetricAndLabelOfTheRulesIsInAScrape() throws Exception {
    Map<String, Set<String>> needed = needed();
    assertTrue(needed.keySet().containsAll(Set.of("netcheck_peer_up", "netcheck_fault")));
    try (HttpClient http =
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIMEOUT)
                .build();
        Exporter exporter =
            ServerConfig.of(
                    new Settings(
                        ServerSettings.ALL,
                        Map.of(),
                        List.of(
                            "--http-address=127.0.0.1",
                            "--http-port=0",
                            "--allowed-cidrs=127.0.0.0/8,::1/128",
                            "--cache-key-second=2s")))
                .start(ProcessClock.SYSTEM)) {
      String exporterUrl = "http://127.0.0.1:" + exporter.address().getPort();
      int one = freePort("127.0.0.91");
      try (Agent _ = agent(exporterUrl, "rules-1", "127.0.0.91", one);
          Agent _ = agent(exporterUrl, "rules-2", "127.0.0.92", freePort("127.0.0.92"))) {
        HttpRequest heartbeat =
            HttpRequest.newBuilder(URI.create(exporterUrl + "/api/v2/heartbeat"))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(LONELY))
                .build();
        assertEquals(200, http.send(heartbeat, HttpResponse.BodyHandlers.ofString()).statusCode());
        // Some series exist only after the first answer, others only after the first fault.
        await()
            .atMost(Duration.ofSeconds(30))
            .pollInterval(Duration.ofMillis(300))
            .untilAsserted(() -> {
              Map<String, Set<String>> scraped = new TreeMap<>();
              read(get(http, exporterUrl), scraped);
              read(get(http, "http://127.0.0.91:" + one), scraped);
              needed.forEach((metric, labels) -> {
                assertTrue(scraped.containsKey(metric), metric + " is not scraped");
                Set<String> missing = new TreeSet<>(labels);
                missing.removeAll(scraped.get(metric));
                assertEquals(Set.of(), missing, metric);
              });
              Set<String> unknown = grouping();
              scraped.values().forEach(unknown::removeAll);
              assertEquals(Set.of(), unknown);
            });
      }
    }
  }

  /** The metrics that are not records, with the labels in their selectors. */
  private static Map<String, Set<String>> needed() {
    Set<String> records = new TreeSet<>(Set.of("up", "ALERTS"));
    Rule.all().stream().filter(rule -> !rule.isAlert()).map(Rule::name).forEach(records::add);
    Map<String, Set<String>> needed = new TreeMap<>();
    for (Rule rule : Rule.all()) {
      Expression.of(rule.expr())
          .metrics()
          .forEach((metric, labels) -> {
            if (!records.contains(metric)) {
              assertTrue(metric.startsWith("netcheck_"), rule.name() + " " + metric);
              Set<String> all = needed.computeIfAbsent(metric, _ -> new TreeSet<>());
              labels.stream().filter(label -> !OF_TARGETS.contains(label)).forEach(all::add);
            }
          });
    }
    return needed;
  }

  private static Set<String> grouping() {
    Set<String> grouping = new TreeSet<>();
    Rule.all().forEach(rule -> grouping.addAll(Expression.of(rule.expr()).grouping()));
    grouping.removeAll(OF_TARGETS);
    grouping.removeAll(MADE);
    return grouping;
  }

  private static Agent agent(String exporter, String name, String address, int port) {
    List<String> flags =
        new ArrayList<>(
            List.of(
                "--server-url=" + exporter,
                "--node-name=" + name,
                "--node-ip=" + address + ",::1",
                "--allowed-cidrs=127.0.0.0/8,::1/128",
                "--zone=" + name,
                "--client-port=" + port,
                "--heartbeat-interval=500ms",
                "--dns-names=rules.example",
                "--dns-resolvers=127.0.0.1:9"));
    Settings settings = new Settings(AgentSettings.ALL, Map.of(), flags);
    AgentConfig config = AgentConfig.read(settings);
    assertEquals(List.of(), settings.problems());
    return new Agent(config, ProcessClock.SYSTEM);
  }

  private static int freePort(String address) throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral(address))) {
      return socket.getLocalPort();
    }
  }

  private static String get(HttpClient http, String url) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(URI.create(url + "/metrics")).timeout(TIMEOUT).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static void read(String text, Map<String, Set<String>> into) {
    for (String line : text.lines().toList()) {
      Matcher series = SERIES.matcher(line);
      if (series.matches()) {
        Set<String> labels = into.computeIfAbsent(series.group(1), _ -> new TreeSet<>());
        if (series.group(2) != null) {
          LABEL.matcher(series.group(2)).results().forEach(label -> labels.add(label.group(1)));
        }
      }
    }
  }
}
