// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter;

import io.netcheck.daemon.settings.Settings;
import io.netcheck.daemon.web.ServingConfig;
import io.netcheck.exporter.auth.AuthConfig;
import io.netcheck.exporter.client.ExpectedClients;
import io.netcheck.exporter.client.RegistryConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * How one exporter is to work.
 *
 * @param listen where HTTP is served; port 0 takes any that is free
 * @param peerLimit peers an agent has at most
 * @param expectedClients how many there should be
 * @param cluster its name, {@code ""} where it has none
 * @param reportInterval how often the report is logged; zero for never
 * @param seriesLimit series that grow with the cluster, in one scrape
 * @param auth how agents prove who they are
 * @param serving under which web configuration HTTP is served, and where the metrics are
 */
public record ExporterConfig(
    InetSocketAddress listen,
    RegistryConfig registry,
    int peerLimit,
    ExpectedClients expectedClients,
    String cluster,
    Duration reportInterval,
    int seriesLimit,
    AuthConfig auth,
    ServingConfig serving) {
  /** An exporter that takes every heartbeat without authentication and serves plain HTTP. */
  public ExporterConfig(
      InetSocketAddress listen,
      RegistryConfig registry,
      int peerLimit,
      ExpectedClients expectedClients,
      String cluster,
      Duration reportInterval,
      int seriesLimit) {
    this(
        listen,
        registry,
        peerLimit,
        expectedClients,
        cluster,
        reportInterval,
        seriesLimit,
        new AuthConfig.None(),
        ServingConfig.PLAIN);
  }

  /**
   * Reads {@link ExporterSettings}. Wrong values are noted in {@code settings}; then the result
   * must not be used.
   */
  public static ExporterConfig of(Settings settings, AuthConfig auth, ServingConfig serving) {
    InetAddress address = settings.get(ExporterSettings.HTTP_ADDRESS);
    RegistryConfig registry =
        new RegistryConfig(
            settings.get(ExporterSettings.CACHE_KEY_SECOND),
            settings.get(ExporterSettings.CLIENT_FORGET_AFTER),
            settings.get(ExporterSettings.MAX_CLIENTS),
            settings.get(ExporterSettings.ALLOWED_CIDRS));
    ExporterConfig config =
        new ExporterConfig(
            new InetSocketAddress(address, settings.get(ExporterSettings.HTTP_PORT)),
            registry,
            settings.get(ExporterSettings.PEER_LIMIT),
            new ExpectedClients(settings.get(ExporterSettings.EXPECTED_CLIENTS)),
            settings.get(ExporterSettings.CLUSTER),
            settings.get(ExporterSettings.REPORT_INTERVAL),
            settings.get(ExporterSettings.SERIES_LIMIT),
            auth,
            serving);
    config.check(settings);
    return config;
  }

  private void check(Settings settings) {
    if (registry.forgetAfter().compareTo(registry.freshness()) <= 0) {
      settings.problem(
          ExporterSettings.CLIENT_FORGET_AFTER,
          "more than " + ExporterSettings.CACHE_KEY_SECOND.key() + ", or no client is ever stale");
    }
    int expected = expectedClients.configured().values().stream().mapToInt(Integer::intValue).sum();
    if (expected > registry.maxClients()) {
      settings.problem(
          ExporterSettings.EXPECTED_CLIENTS,
          "no more clients than " + ExporterSettings.MAX_CLIENTS.key() + " allows");
    }
  }
}
