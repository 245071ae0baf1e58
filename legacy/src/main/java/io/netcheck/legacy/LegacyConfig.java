// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy;

import io.netcheck.daemon.settings.ExporterAddress;
import io.netcheck.protocol.Cidr;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which APIs of the predecessors are served, and how.
 *
 * @param metrics whether netchecker's metrics are served as well
 * @param credentials that clients of k8snet-checker must send; empty for none
 * @param sources the addresses that clients can have; empty for all
 * @param exporters all exporters, to which reports are passed on; empty for none
 */
record LegacyConfig(
    Set<Api> apis,
    boolean metrics,
    Optional<BasicCredentials> credentials,
    List<Cidr> sources,
    List<ExporterAddress> exporters) {
  static final LegacyConfig DEFAULT =
      new LegacyConfig(Set.of(Api.values()), false, Optional.empty(), List.of(), List.of());

  public LegacyConfig {
    apis = Set.copyOf(apis);
    sources = List.copyOf(sources);
    exporters = List.copyOf(exporters);
  }

  /** Whether requests from {@code address} are allowed. */
  boolean takesFrom(InetAddress address) {
    return sources.isEmpty() || sources.stream().anyMatch(range -> range.contains(address));
  }

  /** The API of one predecessor. */
  public enum Api {
    K8SNET,
    NETCHECKER
  }
}
