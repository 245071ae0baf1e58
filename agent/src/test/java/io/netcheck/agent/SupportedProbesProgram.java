// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.settings.Settings;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

/** Prints what a real agent in a network namespace says about its probes; see its test. */
final class SupportedProbesProgram {
  private static final PrintStream OUT = System.out;

  private SupportedProbesProgram() {}

  /**
   * @param arguments the addresses of the agent
   */
  public static void main(String[] arguments) throws Exception {
    Settings settings =
        new Settings(
            AgentSettings.ALL,
            Map.of(),
            List.of(
                "--server-url=http://127.0.0.1:1",
                "--node-name=n1",
                "--node-ip=" + arguments[0],
                "--probes=icmp,udp"));
    AgentConfig config = AgentConfig.read(settings);
    if (!settings.problems().isEmpty()) {
      throw new IllegalStateException(settings.problems().toString());
    }
    try (Agent _ = new Agent(config, ProcessClock.SYSTEM);
        HttpClient client = HttpClient.newHttpClient()) {
      URI metrics = URI.create("http://10.79.0.1:6100/metrics");
      String scraped =
          client
              .send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
              .body();
      scraped
          .lines()
          .filter(line -> line.startsWith("netcheck_probe_supported{"))
          .forEach(OUT::println);
    }
    System.exit(0);
  }
}
