// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import io.netcheck.legacy.golang.GoTime;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What one source found of its service; kept whole, since it is answered whole.
 *
 * @param source who posted it
 * @param sourceIp whom the result itself names
 * @param ports by number; null where the client sent none
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
  /** Of several ports the lowest; the program took any. */
  String port() {
    return ports == null || ports.isEmpty() ? "unknown" : ports.firstEntry().getValue();
  }

  /**
   * Whether the service answers. An open port does: the address of a Kubernetes Service answers no
   * ping.
   */
  boolean isSuccess() {
    return port().equals(ResultRow.OPEN);
  }
}
