// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

/**
 * A check that the exporter asks of an agent, in the answer to its heartbeat.
 *
 * @param id names it in the result
 * @param target the agent to check, which need not be a peer
 */
public record CheckOrder(String id, Peer target, CheckQuestion question) {
  /** The exporter never sends more orders in one answer. */
  public static final int MOST = 4;
}
