// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.legacy;

import java.util.Optional;
import java.util.Set;

/**
 * Which of the predecessors' APIs are served, and how.
 *
 * @param metrics whether netchecker's own metrics are served as well
 * @param credentials what k8snet-checker's clients must send, where anything
 */
public record LegacyConfig(Set<Api> apis, boolean metrics, Optional<Credentials> credentials) {
  public static final LegacyConfig DEFAULT =
      new LegacyConfig(Set.of(Api.values()), false, Optional.empty());

  public LegacyConfig {
    apis = Set.copyOf(apis);
  }

  /** One predecessor. */
  public enum Api {
    K8SNET,
    NETCHECKER
  }
}
