// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netcheck.agent.Agent;
import io.netcheck.agent.AgentConfig;
import io.netcheck.agent.AgentSettings;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.settings.Settings;
import io.netcheck.testing.CurrentPrometheus;
import io.netcheck.testing.FreePort;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scrapes exporter and agent with real Prometheus servers that prefer protobuf. */
@MachineTest
class PrometheusScrapeTest {
  private static final String AGENT = "127.0.31.1:6100";
  private static final String GUARDED_AGENT = "127.0.31.2:6100";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path folder;

  private static TestExporter exporter;
  private static Agent agent;

  @BeforeAll
  static void startExporterAndAgent() {
    exporter = new TestExporter();
    agent = agent(exporter, AGENT);
  }

  private static Agent agent(TestExporter exporter, String address, String... more) {
    List<String> flags =
        new ArrayList<>(
            List.of(
                "--server-url=" + exporter.url(),
                "--node-name=p1",
                "--node-ip=" + address.replace(":6100", ""),
                "--allowed-cidrs=127.0.0.0/8",
                "--check-exporter=false"));
    flags.addAll(List.of(more));
    Settings settings = new Settings(AgentSettings.ALL, Map.of(), flags);
    return new Agent(AgentConfig.read(settings), ProcessClock.SYSTEM);
  }

  @AfterAll
  static void stop() {
    agent.close();
    exporter.close();
  }

  @Test
  void theOldPrometheusWithNativeHistogramsGetsSamples() throws Exception {
    TestRequirements.tools("prometheus");
    assertScrapes(Path.of("prometheus"), "", "--enable-feature=native-histograms");
  }

  @Test
  void prometheusGetsInWithATokenInAFile() throws Exception {
    TestRequirements.tools("prometheus");
    Path token = Files.writeString(folder.resolve("token"), "0123456789abcdef\n");
    String needed = "--web-token-file=" + token;
    try (TestExporter guarded = new TestExporter(needed);
        Agent _ = agent(guarded, GUARDED_AGENT, needed, "--token-file=" + token)) {
      assertScrapes(
          Path.of("prometheus"),
          List.of(guarded.url().getAuthority(), GUARDED_AGENT),
          ", authorization: {credentials_file: " + token + "}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "scrape_native_histograms: false",
        "scrape_native_histograms: true",
        "scrape_native_histograms: true, convert_classic_histograms_to_nhcb: true",
        "scrape_protocols: [PrometheusProto], fallback_scrape_protocol: PrometheusText0.0.4",
      })
  void theCurrentPrometheusGetsSamples(String settings) throws Exception {
    CurrentPrometheus.require();
    assertScrapes(CurrentPrometheus.program("prometheus"), ", " + settings);
  }

  /**
   * @param settings more settings of the job, in YAML's flow style
   */
  private static void assertScrapes(Path program, String settings, String... flags)
      throws Exception {
    assertScrapes(program, List.of(exporter.url().getAuthority(), AGENT), settings, flags);
  }

  private static void assertScrapes(
      Path program, List<String> targets, String settings, String... flags) throws Exception {
    Path home = Files.createTempDirectory(folder, "prometheus");
    Path config =
        Files.writeString(
            home.resolve("prometheus.yaml"),
            """
            scrape_configs:
              - {job_name: netcheck, scrape_interval: 1s, scrape_timeout: 1s,
                 static_configs: [{targets: ['%s']}]%s}
            """
                .formatted(String.join("', '", targets), settings));
    int port = FreePort.get();
    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "--config.file=" + config,
                "--storage.tsdb.path=" + home.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port));
    command.addAll(List.of(flags));
    Path log = home.resolve("log");
    Process prometheus =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      for (String target : targets) {
        String labels = "{instance=\"" + target + "\"}";
        await("samples of " + target + " by " + command)
            .atMost(Duration.ofSeconds(60))
            .until(() ->
                value(port, "up" + labels) == 1
                    && value(port, "scrape_samples_scraped" + labels) > 50);
        assertTrue(value(port, "netcheck_build_info" + labels) == 1, Files.readString(log));
      }
    } finally {
      prometheus.destroy();
      prometheus.waitFor();
    }
  }

  /** The only value, -1 if there is none. */
  private static double value(int port, String query) {
    URI url =
        URI.create(
            "http://127.0.0.1:"
                + port
                + "/api/v1/query?query="
                + URLEncoder.encode(query, StandardCharsets.UTF_8));
    try (var in = url.toURL().openStream()) {
      JsonNode result = JSON.readTree(in).path("data").path("result");
      return result.isEmpty() ? -1 : result.path(0).path("value").path(1).asDouble();
    } catch (IOException _) {
      return -1; // It does not answer yet.
    }
  }
}
