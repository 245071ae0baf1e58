// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.protocol.AllowedRanges;
import io.netcheck.protocol.Endpoint;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Which clients the registry accepts, and for how long.
 *
 * @param freshness a client is active while its last heartbeat is not older
 * @param forgetAfter a client that was silent for this long is forgotten
 * @param maxClients clients, at most
 * @param allowed the addresses that agents may claim
 * @param reportedBytes memory for what clients report, an estimate; above it, each may report an
 *     equal part
 * @param mostTargets of an agent in one network; no agent is given so many peers, so results about
 *     more do not count
 */
public record RegistryConfig(
    Duration freshness,
    Duration forgetAfter,
    int maxClients,
    AllowedRanges allowed,
    long reportedBytes,
    int mostTargets) {
  /** With half of the heap for what clients report, about as many targets as they like. */
  public RegistryConfig(
      Duration freshness, Duration forgetAfter, int maxClients, AllowedRanges allowed) {
    this(
        freshness,
        forgetAfter,
        maxClients,
        allowed,
        Runtime.getRuntime().maxMemory() / 2,
        Integer.MAX_VALUE);
  }

  /** The same with another limit of targets. */
  public RegistryConfig withMostTargets(int most) {
    return new RegistryConfig(freshness, forgetAfter, maxClients, allowed, reportedBytes, most);
  }

  /**
   * Whether an agent may claim {@code endpoint}.
   *
   * @throws RefusedException if one of its addresses is not allowed
   */
  void check(Endpoint endpoint) throws RefusedException {
    check("/pod_addresses/", endpoint.podAddresses());
    check("/node_addresses/", endpoint.nodeAddresses());
  }

  private void check(String field, List<InetAddress> addresses) throws RefusedException {
    for (int i = 0; i < addresses.size(); i++) {
      Optional<String> refusal = allowed.refusal(addresses.get(i));
      if (refusal.isPresent()) {
        throw new RefusedException(
            RefusedException.Reason.ADDRESS_NOT_ALLOWED, field + i, refusal.get());
      }
    }
  }
}
