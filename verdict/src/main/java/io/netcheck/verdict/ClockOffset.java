// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.util.OptionalLong;

/**
 * How far an agent's clock is ahead, from its heartbeats. A heartbeat that was long on its way makes
 * the clock look late. Two in a row that agree were hardly late by the same time.
 */
final class ClockOffset {
  private static final long AGREE_MILLIS = 300;

  private OptionalLong last = OptionalLong.empty();
  private OptionalLong agreed = OptionalLong.empty();

  void add(long offsetMillis) {
    if (last.isPresent() && Math.abs(last.getAsLong() - offsetMillis) <= AGREE_MILLIS) {
      agreed = OptionalLong.of(Math.max(last.getAsLong(), offsetMillis));
    }
    last = OptionalLong.of(offsetMillis);
  }

  /** In milliseconds; empty while it is not known. */
  OptionalLong millis() {
    return agreed;
  }
}
