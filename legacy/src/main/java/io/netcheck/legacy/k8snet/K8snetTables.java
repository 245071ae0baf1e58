// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.exporter.client.RegistryConfig;
import java.util.HashSet;
import java.util.Set;

/** All that is known: the clients, and what they found. */
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
   * The one text that equals {@code text}; {@code ""} where there is no room for another. For the
   * addresses of clients there always is: nobody can keep their results out by making up others.
   */
  String canonical(String text) {
    String known = texts.of(text);
    return known.isEmpty() && clients.directory().live().contains(text) ? text : known;
  }

  /** Drops what no longer stands. */
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
