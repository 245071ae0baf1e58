// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy;

import io.netcheck.protocol.Cidr;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which of the predecessors' APIs are served, and how.
 *
 * @param metrics whether netchecker's own metrics are served as well
 * @param credentials what k8snet-checker's clients must send, where anything
 * @param sources where their clients may be; empty for everywhere
 */
public record LegacyConfig(
    Set<Api> apis, boolean metrics, Optional<BasicCredentials> credentials, List<Cidr> sources) {
  public static final LegacyConfig DEFAULT =
      new LegacyConfig(Set.of(Api.values()), false, Optional.empty(), List.of());

  public LegacyConfig {
    apis = Set.copyOf(apis);
    sources = List.copyOf(sources);
  }

  /** Whether a request from {@code address} is answered. */
  boolean takesFrom(InetAddress address) {
    return sources.isEmpty() || sources.stream().anyMatch(range -> range.contains(address));
  }

  /** One predecessor. */
  public enum Api {
    K8SNET,
    NETCHECKER
  }
}
