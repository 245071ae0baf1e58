// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.history;

import java.time.Duration;

/**
 * How much of the past is kept.
 *
 * @param time how long a change is kept; zero for no history
 * @param bytes of all changes, at most, by {@link HistoryEntry#bytes}
 */
public record HistoryConfig(Duration time, long bytes) {
  /** What is kept if nobody says otherwise. */
  public static final HistoryConfig DEFAULT =
      new HistoryConfig(Duration.ofHours(24), 16L * 1024 * 1024);

  /** Whether anything is kept. */
  public boolean isOn() {
    return time.isPositive() && bytes > 0;
  }
}
