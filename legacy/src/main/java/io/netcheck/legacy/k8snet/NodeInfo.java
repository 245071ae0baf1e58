// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import java.time.Instant;
import java.util.Optional;

/**
 * A heartbeat as a k8snet-checker client sends it; {@code ""} where it did not say.
 *
 * @param timestamp the client's wall clock; good for telling two of its own heartbeats apart only
 */
record NodeInfo(
    String namespace, String nodeIp, String podIp, String podName, Optional<Instant> timestamp) {
  boolean isComplete() {
    return !nodeIp.isEmpty() && !podIp.isEmpty() && !podName.isEmpty();
  }
}
