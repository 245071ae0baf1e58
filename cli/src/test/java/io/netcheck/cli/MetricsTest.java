// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.agent.Agent;
import io.netcheck.agent.AgentConfig;
import io.netcheck.agent.AgentSettings;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.settings.Settings;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.ProgramRun;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What agent and exporter expose, series by series, against golden files. Written anew by {@code
 * -Dtest.jvm.args=-Dnetcheck.golden=write}.
 */
@MachineTest
class MetricsTest {
  /** Hosts differ in what their kernels tell. */
  private static final Map<String, String> HOST =
      Map.of(
          "proc/sys/net/netfilter/nf_conntrack_count", "5",
          "proc/sys/net/netfilter/nf_conntrack_max", "100",
          "proc/net/softnet_stat", "00000005 00000001",
          "sys/class/net/eth0/device/vendor", "",
          "sys/class/net/eth0/carrier_changes", "2");

  @TempDir private static Path host;

  private static TestExporter exporter;
  private static Agent first;
  private static Agent second;

  @BeforeAll
  static void startACluster() throws IOException {
    for (Map.Entry<String, String> file : HOST.entrySet()) {
      Path path = host.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    exporter = new TestExporter();
    first = agent(1);
    second = agent(2);
    await().atMost(Duration.ofSeconds(30)).until(() -> exporter.isHealthy(2));
    // Every probe and both services once more: by then each has had its first answer.
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() ->
            agentScrape().sum("netcheck_peer_probe_up") == 4
                && agentScrape().sum("netcheck_service_up") == 2);
  }

  private static Agent agent(int number) {
    Settings settings =
        new Settings(
            AgentSettings.ALL,
            Map.of(),
            List.of(
                "--server-url=" + exporter.url(),
                "--node-name=g" + number,
                "--node-ip=127.0.5." + number,
                "--allowed-cidrs=127.0.0.0/8",
                "--zone=zone-" + number,
                "--host-root=" + host,
                "--services=exporter=" + exporter.url() + "/-/healthy",
                "--service-interval=500ms",
                "--service-timeout=400ms",
                "--heartbeat-interval=500ms"));
    AgentConfig config = AgentConfig.read(settings);
    assertEquals(List.of(), settings.problems());
    return new Agent(config, ProcessClock.SYSTEM);
  }

  @AfterAll
  static void endAll() {
    first.close();
    second.close();
    exporter.close();
  }

  private static Scrape agentScrape() throws IOException, InterruptedException {
    return Scrape.of("http://127.0.5.1:6100");
  }

  private static void assertGolden(String name, Scrape scrape) throws IOException {
    List<String> lines =
        scrape.shape().stream()
            .map(line -> line.replace(exporter.url().toString(), "URL"))
            .toList();
    if ("write".equals(System.getProperty("netcheck.golden"))) {
      Path source = Path.of("src/test/resources/io/netcheck/cli", name);
      Files.createDirectories(source.getParent());
      Files.write(source, lines);
    }
    try (var in = MetricsTest.class.getResourceAsStream(name)) {
      assertTrue(in != null, name + " is missing");
      assertEquals(new String(in.readAllBytes(), UTF_8), String.join("\n", lines) + "\n");
    }
  }

  @Test
  void theAgentExposesWhatItsGoldenFileSays() throws Exception {
    assertGolden("agent-metrics.txt", agentScrape());
  }

  @Test
  void theExporterExposesWhatItsGoldenFileSays() throws Exception {
    assertGolden("exporter-metrics.txt", Scrape.of(exporter.url().toString()));
  }

  @Test
  void aLinkHasAtMostSixteenSeries() throws Exception {
    long series =
        agentScrape().shape().stream()
            .filter(line -> line.contains("target_node=\"g2\"") && line.contains("source_node="))
            .count();
    assertEquals(16, series);
  }

  @Test
  void prometheusOwnLinterHasNothingToSay() throws Exception {
    TestRequirements.tools("promtool");
    for (Scrape scrape : List.of(agentScrape(), Scrape.of(exporter.url().toString()))) {
      assertEquals(
          "",
          ProgramRun.output(Path.of(""), scrape.text(), List.of("promtool", "check", "metrics")));
    }
  }

  @Test
  void labelsThatBelongToTheScraperAreNotSet() throws Exception {
    for (Scrape scrape : List.of(agentScrape(), Scrape.of(exporter.url().toString()))) {
      for (String label : List.of("instance", "job", "cluster", "namespace", "zone")) {
        List<String> lines =
            scrape.shape().stream()
                .filter(
                    line -> line.contains("{" + label + "=") || line.contains("," + label + "="))
                // What a client says of itself, in its one info metric.
                .filter(line -> !line.startsWith("netcheck_client_info"))
                .toList();
        assertEquals(List.of(), lines);
      }
    }
  }
}
