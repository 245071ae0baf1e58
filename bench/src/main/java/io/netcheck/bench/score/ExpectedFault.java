// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.score;

import java.util.List;
import java.util.Set;

/**
 * A cause in a world, and what the engine should call it.
 *
 * @param cause the row of the table
 * @param places the nodes and zones that have to do with it, as words of subjects
 * @param answers those that are right; several only where no observer could tell them apart. None
 *     if nothing may be shown
 * @param interim names that do not count, but may be shown for a while
 */
public record ExpectedFault(
    String cause, Set<String> places, List<RightAnswer> answers, Interim interim, Course course) {
  /** Names that may be shown until some time after the start. */
  public record Interim(List<RightAnswer> answers, long nanos) {
    public static final Interim NONE = new Interim(List.of(), 0);

    public Interim {
      answers = List.copyOf(answers);
    }
  }

  /**
   * Nanoseconds since the world began.
   *
   * @param start when it begins
   * @param judged from when on it must be named; later than the start if the verdict begins anew
   * @param due when it should have been named
   * @param end when it is over
   * @param forgotten when a verdict must no longer name it
   */
  public record Course(long start, long judged, long due, long end, long forgotten) {}

  /**
   * The scope of a fault that has just been found, or that has healed in part, may be too small.
   */
  private static final long WIDENING_NANOS = 8_000_000_000L;

  public ExpectedFault {
    places = Set.copyOf(places);
    answers = List.copyOf(answers);
  }

  public long start() {
    return course.start();
  }

  public long end() {
    return course.end();
  }

  boolean isJudged(long now) {
    return now >= course.judged() && now <= end();
  }

  /** Whether {@code fault} is a right name for it at this moment. */
  boolean allows(ShownFault fault, long now) {
    if (now < start() || now > course.forgotten()) {
      return false;
    }
    boolean widening = now <= course.judged() + WIDENING_NANOS || now > end();
    boolean early = now <= start() + interim.nanos() || now > end();
    return matches(fault)
        || (early && interim.answers().stream().anyMatch(answer -> answer.isWidening(fault)))
        || (widening && answers.stream().anyMatch(answer -> answer.isWidening(fault)));
  }

  /** Whether {@code fault} names it right in all respects. */
  boolean matches(ShownFault fault) {
    return answers.stream().anyMatch(answer -> answer.matches(fault));
  }
}
