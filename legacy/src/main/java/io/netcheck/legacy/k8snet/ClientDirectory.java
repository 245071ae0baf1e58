// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The current clients: their addresses for the other clients, and whose results are valid.
 * Immutable; a change of the clients creates a new one.
 *
 * @param hosts the distinct addresses of nodes, sorted
 * @param pods the distinct addresses of pods, sorted
 * @param live all of these addresses
 * @param departed the addresses of clients that became silent recently, and when
 */
record ClientDirectory(
    int clients,
    List<String> hosts,
    List<String> pods,
    Set<String> live,
    Map<String, Long> departed) {
  /**
   * Whether a result about {@code address} from {@code heardNanos} is valid. Results about a client
   * end with it. Results about an address that never was a client's stay valid for a while.
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
