// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import io.netcheck.legacy.golang.GoTime;
import java.util.Objects;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The result of one source for its service, with everything that the API returns.
 *
 * @param source the client that posted it
 * @param sourceIp the source that the result itself names
 * @param ports by number; null if the client sent none
 * @param heardNanos when it came, by the exporter's monotonic clock
 */
record ServiceRow(
    String source,
    String sourceIp,
    String targetIp,
    String ping,
    @Nullable SortedMap<Long, String> ports,
    long latencyNanos,
    long durationNanos,
    GoTime timestamp,
    long heardNanos) {
  /** Whether both say the same, apart from times. */
  boolean says(ServiceRow other) {
    return sourceIp.equals(other.sourceIp)
        && targetIp.equals(other.targetIp)
        && ping.equals(other.ping)
        && Objects.equals(ports, other.ports);
  }

  /** The lowest of several ports; k8snet-checker used any. */
  String port() {
    return ports == null || ports.isEmpty() ? "unknown" : ports.firstEntry().getValue();
  }

  /**
   * Whether the service answers. An open port is enough, because the address of a Kubernetes
   * Service does not answer pings.
   */
  boolean isSuccess() {
    return port().equals(ResultRow.OPEN);
  }
}
