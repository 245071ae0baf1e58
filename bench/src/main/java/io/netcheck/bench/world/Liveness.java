// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.world;

import io.netcheck.protocol.LinkState;

/** When an agent takes a link or a probe for down, as the agent's own rule says. */
final class Liveness {
  private static final int ENOUGH_TRIES = 3;
  private static final long DOWN_AFTER_NANOS = 2_500_000_000L;

  private LinkState state = LinkState.UNKNOWN;
  private int unanswered;
  private long silentSince;

  LinkState state() {
    return state;
  }

  /** Adds one result, and returns whether the state changed. */
  boolean record(boolean answered, long now) {
    LinkState before = state;
    if (answered) {
      state = LinkState.UP;
      unanswered = 0;
      silentSince = now;
      return before != LinkState.UP;
    }
    if (before == LinkState.UNKNOWN && unanswered == 0) {
      silentSince = now;
    }
    unanswered++;
    if (unanswered >= ENOUGH_TRIES && now - silentSince >= DOWN_AFTER_NANOS) {
      state = LinkState.DOWN;
    }
    return state != before;
  }
}
