// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import java.time.Instant;
import java.util.Optional;

/**
 * A heartbeat of a k8snet-checker client; {@code ""} for fields that it did not send.
 *
 * @param timestamp by the wall clock of the client; only comparable with its own heartbeats
 */
record NodeInfo(
    String namespace, String nodeIp, String podIp, String podName, Optional<Instant> timestamp) {
  boolean isComplete() {
    return !nodeIp.isEmpty() && !podIp.isEmpty() && !podName.isEmpty();
  }
}
