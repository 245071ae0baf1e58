// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * Whether a link was ever up with the present address of its target, and for how long that has been
 * probed. Not thread-safe; the link guards it.
 */
final class LinkHistory {
  /** After a change of the address, what answers within this time may be the earlier one. */
  private final long strayNanos;

  private boolean moved;
  private boolean begun;
  private long sinceNanos;
  private boolean worked;

  /**
   * @param stray longer than any answer takes
   */
  LinkHistory(Duration stray) {
    this.strayNanos = stray.toNanos();
  }

  /** The target has another address, so a new history begins. */
  void restart() {
    moved = true;
    begun = false;
    worked = false;
  }

  /** It was up before anybody began to record. */
  void remember() {
    worked = true;
  }

  /** Adds the result of a probe. */
  void record(boolean works, long nowNanos) {
    begin(nowNanos);
    worked |= works && !(moved && nowNanos - sinceNanos < strayNanos);
  }

  /** For how long it has been probed without ever being up; empty if it was up. */
  OptionalLong neverUpNanos(long nowNanos) {
    begin(nowNanos);
    // The first probe may have ended after the one who asks read the clock.
    return worked ? OptionalLong.empty() : OptionalLong.of(Math.max(0, nowNanos - sinceNanos));
  }

  /** Whether it was ever up. */
  boolean hasWorked() {
    return worked;
  }

  private void begin(long nowNanos) {
    if (!begun) {
      begun = true;
      sinceNanos = nowNanos;
    }
  }
}
