// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.exporter.client.RegistryConfig;
import java.util.HashSet;
import java.util.Set;

/** The clients and their results. */
record K8snetTables(
    ClientTable clients,
    ResultTable hosts,
    ResultTable pods,
    ServiceTable services,
    CanonicalText texts) {
  private static final int TEXTS_A_CLIENT = 4;

  static K8snetTables of(RegistryConfig config, ProcessClock clock) {
    return new K8snetTables(
        new ClientTable(config, clock),
        new ResultTable(config.maxClients()),
        new ResultTable(config.maxClients()),
        new ServiceTable(config.maxClients()),
        new CanonicalText(TEXTS_A_CLIENT * config.maxClients()));
  }

  /**
   * The canonical text that equals {@code text}; {@code ""} if there is no room for it. There is
   * always room for addresses of clients, so invented addresses cannot displace their results.
   */
  String canonical(String text) {
    String known = texts.of(text);
    return known.isEmpty() && clients.directory().live().contains(text) ? text : known;
  }

  /** Drops results that are no longer valid. */
  void sweep() {
    ClientDirectory directory = clients.directory();
    long now = clients.nowNanos();
    hosts.sweep(directory, now, clients.patienceNanos());
    pods.sweep(directory, now, clients.patienceNanos());
    services.sweep(directory, now, clients.patienceNanos());
    if (texts.isCrowded()) {
      Set<String> used = new HashSet<>();
      hosts.addTexts(used);
      pods.addTexts(used);
      texts.keepOnly(used);
    }
  }
}
