// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.score;

import java.util.List;
import java.util.Set;

/**
 * A cause in a world, and what the engine should call it.
 *
 * @param cause the row of the table
 * @param places the nodes and zones that have to do with it, as words of subjects
 * @param answers those that are right; several only where no observer could tell them apart
 * @param start when it begins, nanoseconds since the world began
 * @param end when it is over
 */
public record ExpectedFault(
    String cause, Set<String> places, List<RightAnswer> answers, long start, long end) {
  /** A verdict may still name a cause for this long after it is over. */
  private static final long GRACE_NANOS = 10_000_000_000L;

  /**
   * The scope of a fault that has just been found, or that has healed in part, may be too small.
   */
  private static final long WIDENING_NANOS = 8_000_000_000L;

  public ExpectedFault {
    places = Set.copyOf(places);
    answers = List.copyOf(answers);
  }

  boolean isActive(long now) {
    return now >= start && now <= end;
  }

  /** Whether {@code fault} is a right name for it at this moment. */
  boolean allows(ShownFault fault, long now) {
    if (now < start || now > end + GRACE_NANOS) {
      return false;
    }
    boolean settled = now > start + WIDENING_NANOS && now <= end;
    return matches(fault)
        || (!settled && answers.stream().anyMatch(answer -> answer.isWidening(fault)));
  }

  /** Whether {@code fault} names it right in all respects. */
  boolean matches(ShownFault fault) {
    return answers.stream().anyMatch(answer -> answer.matches(fault));
  }
}
