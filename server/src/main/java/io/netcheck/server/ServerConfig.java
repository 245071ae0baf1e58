// SPDX-License-Identifier: Apache-2.0
package io.netcheck.server;

import io.netcheck.auth.AuthConfig;
import io.netcheck.auth.AuthSettings;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.settings.Settings;
import io.netcheck.daemon.web.ServingConfig;
import io.netcheck.exporter.ClusterSource;
import io.netcheck.exporter.Exporter;
import io.netcheck.exporter.ExporterConfig;
import io.netcheck.exporter.ExporterParts;
import io.netcheck.exporter.ExternalClients;
import io.netcheck.exporter.store.StoreFactory;
import io.netcheck.exporter.store.StoreKind;
import io.netcheck.kubernetes.KubernetesCluster;
import io.netcheck.kubernetes.KubernetesConfig;
import io.netcheck.kubernetes.KubernetesConfig.Access;
import io.netcheck.kubernetes.KubernetesSettings;
import java.util.Optional;

/**
 * The configuration of the exporter process.
 *
 * @param store where the exporter keeps its state
 * @param kubernetes which cluster's API is asked about nodes and pods; empty for none
 * @param external the clients that report by another protocol
 */
public record ServerConfig(
    ExporterConfig exporter,
    StoreFactory store,
    Optional<KubernetesConfig> kubernetes,
    ExternalClients.Factory external) {
  /**
   * Reads {@link ServerSettings}. Wrong values are noted in {@code settings}; then the result must
   * not be used.
   */
  public static ServerConfig of(Settings settings) {
    ExternalClients.Factory external = ServerSettings.EXTERNAL.read(settings);
    Optional<KubernetesConfig> kubernetes = KubernetesSettings.read(settings, external.pods());
    boolean inPod = kubernetes.filter(it -> it.access() instanceof Access.InCluster).isPresent();
    ServingConfig serving = ServingConfig.read(settings);
    AuthConfig auth =
        AuthSettings.read(
            settings,
            new AuthConfig.Environment(kubernetes.isPresent(), inPod, serving.verifiesClients()));
    StoreFactory store = settings.get(ServerSettings.STORE);
    for (StoreKind kind : ServerSettings.STORES) {
      store = kind.complete(store, settings);
    }
    return new ServerConfig(
        ExporterConfig.of(settings, auth, serving), store, kubernetes, external);
  }

  /**
   * Starts the exporter.
   *
   * @throws io.netcheck.daemon.StartException if it cannot listen or cannot read its access to the
   *     Kubernetes API
   */
  public Exporter start(ProcessClock clock) {
    // Without Kubernetes no class of its client library is loaded: they need more memory than all
    // the rest.
    ClusterSource cluster =
        kubernetes
            .<ClusterSource>map(it -> new KubernetesCluster(it, exporter.auth(), clock))
            .orElse(ClusterSource.NONE);
    return new Exporter(exporter, new ExporterParts(cluster, store, external), clock);
  }
}
