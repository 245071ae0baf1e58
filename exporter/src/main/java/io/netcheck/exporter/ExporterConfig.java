// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter;

import io.netcheck.daemon.settings.Setting;
import io.netcheck.daemon.settings.Settings;
import io.netcheck.daemon.web.Serving;
import io.netcheck.exporter.auth.AuthConfig;
import io.netcheck.exporter.client.ExpectedClients;
import io.netcheck.exporter.client.RegistryConfig;
import io.netcheck.exporter.kubernetes.KubernetesConfig;
import io.netcheck.exporter.legacy.LegacyConfig;
import io.netcheck.exporter.store.EtcdAccess;
import io.netcheck.exporter.store.StoreConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * How one exporter is to work.
 *
 * @param listen where HTTP is served; port 0 takes any that is free
 * @param peerLimit peers an agent has at most
 * @param expectedClients how many there should be
 * @param cluster its name, {@code ""} where it has none
 * @param reportInterval how often the report is logged; zero for never
 * @param seriesLimit series that grow with the cluster, in one scrape
 * @param legacy what is served of the predecessors' APIs
 * @param store where it keeps what it knows of its clients
 * @param kubernetes which cluster's API is asked about nodes and pods
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
    LegacyConfig legacy,
    StoreConfig store,
    Optional<KubernetesConfig> kubernetes,
    AuthConfig auth,
    Serving serving) {
  /** An exporter that knows of no Kubernetes, believes everybody and serves plain HTTP to them. */
  public ExporterConfig(
      InetSocketAddress listen,
      RegistryConfig registry,
      int peerLimit,
      ExpectedClients expectedClients,
      String cluster,
      Duration reportInterval,
      int seriesLimit,
      LegacyConfig legacy,
      StoreConfig store) {
    this(
        listen,
        registry,
        peerLimit,
        expectedClients,
        cluster,
        reportInterval,
        seriesLimit,
        legacy,
        store,
        Optional.empty(),
        new AuthConfig.None(),
        Serving.PLAIN);
  }

  /**
   * Reads {@link ExporterSettings}; what is wrong is noted there, and the result not to be used.
   */
  public static ExporterConfig of(Settings settings) {
    InetAddress address = settings.get(ExporterSettings.HTTP_ADDRESS);
    RegistryConfig registry =
        new RegistryConfig(
            settings.get(ExporterSettings.CACHE_KEY_SECOND),
            settings.get(ExporterSettings.CLIENT_FORGET_AFTER),
            settings.get(ExporterSettings.MAX_CLIENTS),
            settings.get(ExporterSettings.ALLOWED_CIDRS));
    Optional<KubernetesConfig> kubernetes = KubernetesSettings.read(settings);
    Serving serving = Serving.read(settings);
    ExporterConfig config =
        new ExporterConfig(
            new InetSocketAddress(address, settings.get(ExporterSettings.HTTP_PORT)),
            registry,
            settings.get(ExporterSettings.PEER_LIMIT),
            new ExpectedClients(settings.get(ExporterSettings.EXPECTED_CLIENTS)),
            settings.get(ExporterSettings.CLUSTER),
            settings.get(ExporterSettings.REPORT_INTERVAL),
            settings.get(ExporterSettings.SERIES_LIMIT),
            new LegacyConfig(
                settings.get(ExporterSettings.LEGACY_API),
                settings.get(ExporterSettings.LEGACY_METRICS),
                settings.get(ExporterSettings.LEGACY_AUTH_FILE),
                settings.get(ExporterSettings.LEGACY_ALLOWED_CIDRS)),
            settings
                .get(ExporterSettings.STORE)
                .with(
                    new EtcdAccess(
                        settings.get(ExporterSettings.ETCD_PREFIX),
                        settings.get(ExporterSettings.ETCD_AUTH_FILE),
                        settings.get(ExporterSettings.ETCD_CA_FILE),
                        settings.get(ExporterSettings.ETCD_CERT_FILE),
                        settings.get(ExporterSettings.ETCD_KEY_FILE))),
            kubernetes,
            AuthSettings.read(settings, kubernetes, serving.verifiesClients()),
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
    checkEtcd(settings);
    int expected = expectedClients.configured().values().stream().mapToInt(Integer::intValue).sum();
    if (expected > registry.maxClients()) {
      settings.problem(
          ExporterSettings.EXPECTED_CLIENTS,
          "no more clients than " + ExporterSettings.MAX_CLIENTS.key() + " lets in");
    }
  }

  private void checkEtcd(Settings settings) {
    boolean certificate = settings.isGiven(ExporterSettings.ETCD_CERT_FILE);
    if (certificate != settings.isGiven(ExporterSettings.ETCD_KEY_FILE)) {
      settings.problem(
          certificate ? ExporterSettings.ETCD_KEY_FILE : ExporterSettings.ETCD_CERT_FILE,
          "a certificate and its key, or neither of them");
    }
    boolean encrypted = store instanceof StoreConfig.InEtcd etcd && etcd.isEncrypted();
    for (Setting<?> setting : ExporterSettings.ETCD_TLS) {
      if (settings.isGiven(setting) && !encrypted) {
        settings.problem(
            setting, "nothing, for " + ExporterSettings.STORE.key() + " is not etcd:https://…");
      }
    }
  }
}
