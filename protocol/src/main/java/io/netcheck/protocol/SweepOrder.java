// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.util.List;

/**
 * Agents that the exporter asks an agent to probe once, in the answer to its heartbeat.
 *
 * @param id names it in the report
 * @param targets other agents than the peers; each is probed as a peer would be
 */
public record SweepOrder(String id, List<Peer> targets) {
  /** The exporter never names more targets in one answer. */
  public static final int MOST = 64;

  public SweepOrder {
    targets = List.copyOf(targets);
  }
}
