// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.util.List;

/**
 * Tells that no path is dead any more, because fewer connections are lost than chance would spare.
 * A source port that failed may not be used again for some time, so agents say for longer that it
 * fails.
 */
final class HealedPaths {
  /** In nats: chance spares so many connections once in about thirty times. */
  private static final double HEALED = 3.5;

  private HealedPaths() {}

  /**
   * @param links with the same dead paths, as far as they lose connections
   */
  static boolean areHealed(List<FlowCounts> links) {
    double all = 0;
    double lost = 0;
    double late = 0;
    double lateLost = 0;
    long lastLost = Long.MIN_VALUE;
    for (FlowCounts link : links) {
      all += link.connections();
      lost += link.lostConnections();
      late += link.lateConnections();
      lateLost += link.lateLostConnections();
      lastLost = Math.max(lastLost, link.lostConnectionNanos());
    }
    double answered = 0;
    for (FlowCounts link : links) {
      answered += link.answeredSince(lastLost);
    }
    double rate = lost / (Math.max(lost, all - answered) + 1);
    return rate > 0
        && (surprise(lateLost, late, rate) > HEALED || surprise(0, answered, rate) > HEALED);
  }

  /** In nats, how unlikely it is that so few of them are lost (the Chernoff bound). */
  private static double surprise(double lost, double all, double rate) {
    double share = all == 0 ? rate : lost / all;
    if (share >= rate) {
      return 0;
    }
    double passed = (1 - share) * Math.log((1 - share) / (1 - rate));
    return all * (passed + (share == 0 ? 0 : share * Math.log(share / rate)));
  }
}
