// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who is there: what the clients are told, and whose results stand. Never changes; a change of the
 * clients makes another one.
 *
 * @param hosts addresses of nodes, each once, sorted
 * @param pods addresses of pods, each once, sorted
 * @param live all of both
 * @param departed addresses of clients that fell silent a short while ago, and when
 */
record ClientDirectory(
    int clients,
    List<String> hosts,
    List<String> pods,
    Set<String> live,
    Map<String, Long> departed) {
  /**
   * Whether what was heard of {@code address} at {@code heardNanos} stands. What is said of a
   * client goes with it; what is said of an address that never was a client's stands for a while.
   */
  boolean stands(String address, long heardNanos, long nowNanos, long patienceNanos) {
    if (live.contains(address)) {
      return true;
    }
    if (nowNanos - heardNanos > patienceNanos) {
      return false;
    }
    Long left = departed.get(address);
    return left == null || left < heardNanos;
  }
}
