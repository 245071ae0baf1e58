// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an exporter says of its agents, in a few figures.
 *
 * @param active clients
 * @param findings its verdict, and the kinds of its faults
 */
record ExporterView(int active, Set<String> findings) {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final InetAddress ANY_SOURCE = new InetSocketAddress(0).getAddress();

  /** An exporter that takes over thousands of agents on a busy machine answers late. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** The parameters leave the totals as they are, and all lists short. */
  private static final String SHORT = "/report?links=none&node=node-00000";

  /**
   * Asks until it answers.
   *
   * @throws IOException if it does not for a minute
   */
  static ExporterView await(InetSocketAddress exporter) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Optional<ExporterView> view = of(exporter);
      if (view.isPresent()) {
        return view.get();
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("no report of " + exporter);
      }
      Thread.sleep(500);
    }
  }

  /** What it says now; empty if it does not answer. */
  static Optional<ExporterView> of(InetSocketAddress exporter) {
    try (HttpConnection connection = new HttpConnection(exporter, ANY_SOURCE, PATIENCE)) {
      JsonNode report = JSON.readTree(connection.ask(HttpConnection.get(SHORT)).body());
      Set<String> findings = new TreeSet<>();
      findings.add("status " + report.path("status").asText());
      report.path("faults").forEach(fault -> findings.add(fault.path("kind").asText()));
      JsonNode clients = report.path("clients");
      return Optional.of(new ExporterView(clients.path("active").asInt(), findings));
    } catch (IOException _) {
      return Optional.empty();
    }
  }
}
