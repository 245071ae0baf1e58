// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter;

import io.netcheck.auth.AuthConfig;
import io.netcheck.daemon.settings.Settings;
import io.netcheck.daemon.web.BindAddress;
import io.netcheck.daemon.web.ServingConfig;
import io.netcheck.exporter.check.OrderRates;
import io.netcheck.exporter.client.RegistryConfig;
import io.netcheck.exporter.clusters.OtherCluster;
import io.netcheck.exporter.history.HistoryConfig;
import io.netcheck.exporter.observe.MoreObservers;
import io.netcheck.exporter.sweep.SweepWatch;
import io.netcheck.protocol.AgentKind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration of one exporter.
 *
 * @param listen the address of the HTTP server; port 0 takes any free port
 * @param peerLimit peers of one agent, at most
 * @param sweep in which time each pair of agents is measured that are no peers; zero for never
 * @param expectedClients how many clients of a kind should report; kinds without a number are
 *     counted by what the exporter knows
 * @param cluster its name, {@code ""} if it has none
 * @param clusters the exporters of other clusters, for the page
 * @param grafana where its dashboards are, for the page
 * @param reportInterval how often the report is printed; zero for never
 * @param seriesLimit series of one scrape that grow with the cluster, at most
 * @param auth how agents authenticate
 * @param serving the web configuration of the HTTP server, and the address of the metrics
 * @param orders how many checks and traces agents are asked for
 * @param history how much of the past is kept
 * @param shutdownDelay how long it goes on serving when it is closed
 */
public record ExporterConfig(
    InetSocketAddress listen,
    RegistryConfig registry,
    int peerLimit,
    Duration sweep,
    Map<AgentKind, Integer> expectedClients,
    String cluster,
    List<OtherCluster> clusters,
    Optional<URI> grafana,
    Duration reportInterval,
    int seriesLimit,
    AuthConfig auth,
    ServingConfig serving,
    OrderRates orders,
    HistoryConfig history,
    Duration shutdownDelay) {
  /** An agent may still have the peers of an exporter with a higher limit. */
  private static final int TARGETS_PER_PEER = 2;

  private static final long MEBIBYTE = 1024 * 1024;

  public ExporterConfig {
    expectedClients = Map.copyOf(expectedClients);
    clusters = List.copyOf(clusters);
  }

  /**
   * Reads {@link ExporterSettings}. Wrong values are reported to {@code settings}; then the result
   * must not be used.
   */
  public static ExporterConfig of(Settings settings, AuthConfig auth, ServingConfig serving) {
    InetAddress address = BindAddress.of(settings.get(ExporterSettings.HTTP_ADDRESS));
    int peerLimit = settings.get(ExporterSettings.PEER_LIMIT);
    RegistryConfig registry =
        new RegistryConfig(
                settings.get(ExporterSettings.CACHE_KEY_SECOND),
                settings.get(ExporterSettings.CLIENT_FORGET_AFTER),
                settings.get(ExporterSettings.MAX_CLIENTS),
                settings.get(ExporterSettings.ALLOWED_CIDRS))
            .withMostTargets(
                TARGETS_PER_PEER * peerLimit
                    + SweepWatch.LIMITS.ofAgent()
                    + MoreObservers.LIMITS.ofAgent());
    ExporterConfig config =
        new ExporterConfig(
            new InetSocketAddress(address, settings.get(ExporterSettings.HTTP_PORT)),
            registry,
            peerLimit,
            settings.get(ExporterSettings.SWEEP_TIME),
            settings.get(ExporterSettings.EXPECTED_CLIENTS),
            settings.get(ExporterSettings.CLUSTER),
            settings.get(ExporterSettings.CLUSTERS),
            settings.get(ExporterSettings.GRAFANA_URL),
            settings.get(ExporterSettings.REPORT_INTERVAL),
            settings.get(ExporterSettings.SERIES_LIMIT),
            auth,
            serving,
            new OrderRates(
                settings.get(ExporterSettings.CHECKS_PER_MINUTE),
                settings.get(ExporterSettings.TRACES_PER_MINUTE)),
            new HistoryConfig(
                settings.get(ExporterSettings.HISTORY_TIME),
                settings.get(ExporterSettings.HISTORY_SIZE) * MEBIBYTE),
            settings.get(ExporterSettings.SHUTDOWN_DELAY));
    config.check(settings);
    return config;
  }

  private void check(Settings settings) {
    if (registry.forgetAfter().compareTo(registry.freshness()) <= 0) {
      settings.problem(
          ExporterSettings.CLIENT_FORGET_AFTER,
          "more than " + ExporterSettings.CACHE_KEY_SECOND.key() + ", or no client is ever stale");
    }
    int expected = expectedClients.values().stream().mapToInt(Integer::intValue).sum();
    if (expected > registry.maxClients()) {
      settings.problem(
          ExporterSettings.EXPECTED_CLIENTS,
          "no more clients than " + ExporterSettings.MAX_CLIENTS.key() + " allows");
    }
  }
}
