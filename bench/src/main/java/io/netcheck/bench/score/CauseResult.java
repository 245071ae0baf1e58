// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.score;

import java.util.List;

/**
 * How one cause in one world was named.
 *
 * @param found whether it was named right when it ended
 * @param seconds until it was named right for the first time; not a number if never
 * @param late whether that was later than it should be
 * @param right names for it that were right
 * @param wrong names for it that were wrong
 * @param before how many of those were shown before the right one
 * @param flicker how often the right name vanished and came back, or changed
 */
public record CauseResult(
    String cause,
    boolean found,
    double seconds,
    boolean late,
    int right,
    List<String> wrong,
    int before,
    int flicker) {
  public CauseResult {
    wrong = List.copyOf(wrong);
  }

  public boolean isPerfect() {
    return found && wrong.isEmpty() && flicker == 0;
  }
}
