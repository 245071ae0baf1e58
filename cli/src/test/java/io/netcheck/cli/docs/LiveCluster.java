// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli.docs;

import io.netcheck.agent.Agent;
import io.netcheck.agent.AgentConfig;
import io.netcheck.agent.AgentSettings;
import io.netcheck.cli.TestExporter;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.settings.Settings;
import io.netcheck.exporter.Exporter;
import io.netcheck.testing.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** A real exporter and real agents on loopback addresses, and an HTTP client for them. */
final class LiveCluster implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
  private final Exporter exporter;
  private final Deque<Agent> agents = new ArrayDeque<>();
  private final List<Integer> ports = new ArrayList<>();

  /**
   * Starts the exporter.
   *
   * @param flags beside the address and the port
   */
  LiveCluster(String... flags) {
    List<String> all = new ArrayList<>(List.of("--http-address=127.0.0.1", "--http-port=0"));
    all.addAll(List.of(flags));
    exporter = TestExporter.start(all);
  }

  /**
   * Starts an agent.
   *
   * @param addresses its own, separated by commas; its port is free at the first
   */
  void start(String name, String addresses, String... flags) throws IOException {
    int port = FreePort.on(addresses.replaceFirst(",.*", ""));
    List<String> all =
        new ArrayList<>(
            List.of(
                "--server-url=" + exporterUrl(""),
                "--node-name=" + name,
                "--node-ip=" + addresses,
                "--allowed-cidrs=127.0.0.0/8,::1/128",
                "--client-port=" + port,
                "--heartbeat-interval=500ms"));
    all.addAll(List.of(flags));
    agents.push(
        new Agent(
            AgentConfig.read(new Settings(AgentSettings.ALL, Map.of(), all)), ProcessClock.SYSTEM));
    ports.add(port);
  }

  /** The port of the agent that was started as the {@code index}th. */
  int port(int index) {
    return ports.get(index);
  }

  URI exporterUrl(String path) {
    return URI.create("http://127.0.0.1:" + exporter.address().getPort() + path);
  }

  String get(URI uri) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(uri).timeout(TIMEOUT).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  HttpResponse<String> heartbeat(String json) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(exporterUrl("/api/v2/heartbeat"))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    agents.forEach(Agent::close);
    exporter.close();
    http.shutdownNow();
    http.close();
  }
}
