// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.util.OptionalLong;

/**
 * How far an agent's clock is ahead, from its heartbeats. A heartbeat that is long on its way makes
 * the clock look late. How long it was on its way shows in the agent's own monotonic time: the
 * heartbeat that was fastest is the measure for the others.
 */
final class ClockOffset {
  private static final long AGREE_MILLIS = 500;
  private static final long NANOS = 1_000_000;

  /** Two heartbeats in a row may be late by the same time, or of one moment. */
  private static final int AGREEING = 3;

  private long fastest = Long.MAX_VALUE;
  private int agreeing;
  private OptionalLong last = OptionalLong.empty();
  private OptionalLong agreed = OptionalLong.empty();

  void add(Observer heartbeat) {
    long transit = heartbeat.heardNanos() / NANOS - heartbeat.reporting().uptime().toMillis();
    fastest = Math.min(fastest, transit);
    long offset = heartbeat.clockOffset().toMillis() + transit - fastest;
    boolean agrees = last.isPresent() && Math.abs(last.getAsLong() - offset) <= AGREE_MILLIS;
    agreeing = agrees ? agreeing + 1 : 1;
    if (agreeing >= AGREEING) {
      agreed = OptionalLong.of(offset);
    } else if ((agrees || transit - fastest <= AGREE_MILLIS) && isOther(offset)) {
      // One that was on time is enough to doubt what was known.
      agreed = OptionalLong.empty();
    }
    last = OptionalLong.of(offset);
  }

  private boolean isOther(long offset) {
    return agreed.isPresent() && Math.abs(agreed.getAsLong() - offset) > AGREE_MILLIS;
  }

  /** Forgets everything: the process of the agent began anew. */
  void restart() {
    fastest = Long.MAX_VALUE;
    agreeing = 0;
    last = OptionalLong.empty();
    agreed = OptionalLong.empty();
  }

  /** In milliseconds; empty while it is not known. */
  OptionalLong millis() {
    return agreed;
  }
}
