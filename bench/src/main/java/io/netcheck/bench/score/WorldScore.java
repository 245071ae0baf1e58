// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Scores one world while it runs: is told every assessment. */
public final class WorldScore {
  /** The row of faults that were shown while there was no cause at all. */
  public static final String QUIET = "(quiet)";

  private static final double NANOS_PER_SECOND = 1e9;

  /** A name that was shown at least once. */
  private record Naming(double confidence, boolean right) {}

  /** How one expected fault is named from its start to its end. */
  private static final class Course {
    final ExpectedFault expected;
    final Set<String> right = new HashSet<>();
    final Map<String, Long> wrong = new LinkedHashMap<>();
    private long first = -1;

    /** The right name that was shown last; empty while none is. */
    private Optional<String> shown = Optional.empty();

    private int flicker;

    Course(ExpectedFault expected) {
      this.expected = expected;
    }

    void see(List<ShownFault> faults, long now) {
      if (!expected.isJudged(now)) {
        return;
      }
      Optional<String> name =
          faults.stream()
              .filter(expected::matches)
              .findFirst()
              .map(fault -> fault.kind() + " " + fault.subject());
      if (name.isPresent() && first >= 0 && !name.equals(shown)) {
        flicker++;
      }
      if (name.isPresent() && first < 0) {
        first = now;
      }
      shown = name;
    }

    CauseResult result() {
      long before = wrong.values().stream().filter(at -> first < 0 || at < first).count();
      return new CauseResult(
          expected.cause(),
          expected.answers().isEmpty() ? wrong.isEmpty() : shown.isPresent(),
          first < 0 ? Double.NaN : (first - expected.course().judged()) / NANOS_PER_SECOND,
          !expected.answers().isEmpty() && (first < 0 || first > expected.course().due()),
          right.size(),
          List.copyOf(wrong.keySet()),
          (int) before,
          flicker);
    }
  }

  private final List<Course> courses;
  private final Map<String, Naming> namings = new LinkedHashMap<>();
  private final Set<String> quiet = new HashSet<>();

  public WorldScore(List<ExpectedFault> expected) {
    this.courses = expected.stream().map(Course::new).toList();
  }

  /** Takes in what is shown at a moment. */
  public void see(List<ShownFault> faults, long now) {
    for (Course course : courses) {
      course.see(faults, now);
    }
    for (ShownFault fault : faults) {
      Optional<Course> match =
          courses.stream().filter(course -> course.expected.allows(fault, now)).findFirst();
      match.ifPresent(course -> course.right.add(fault.kind() + " " + fault.subject()));
      if (match.isEmpty()) {
        blame(fault, now);
      }
      namings.merge(
          fault.name(),
          new Naming(fault.confidence(), match.isPresent()),
          (old, more) ->
              new Naming(Math.max(old.confidence, more.confidence), old.right && more.right));
    }
  }

  /** Whether a fault is right at a moment, for a reader. */
  public boolean isRight(ShownFault fault, long now) {
    return courses.stream().anyMatch(course -> course.expected.allows(fault, now));
  }

  /** Counts a wrong name for the cause that it most likely stands for. */
  private void blame(ShownFault fault, long now) {
    Set<String> words = new HashSet<>(Arrays.asList(fault.subject().split("[ ,/]+", -1)));
    List<Course> begun = courses.stream().filter(course -> now >= course.expected.start()).toList();
    Optional<Course> near =
        begun.stream()
            .filter(course -> course.expected.places().stream().anyMatch(words::contains))
            .findFirst()
            .or(() -> begun.stream().findFirst());
    if (near.isEmpty()) {
      quiet.add(fault.name());
    } else {
      near.get().wrong.putIfAbsent(fault.name(), now);
    }
  }

  public List<CauseResult> results() {
    List<CauseResult> results = new ArrayList<>(courses.stream().map(Course::result).toList());
    if (!quiet.isEmpty() || courses.isEmpty()) {
      results.add(
          new CauseResult(QUIET, true, Double.NaN, false, 0, List.copyOf(quiet), quiet.size(), 0));
    }
    return results;
  }

  /** Adds each name that was shown to the calibration. */
  public void calibrate(Calibration calibration) {
    namings.values().forEach(naming -> calibration.add(naming.confidence, naming.right));
  }
}
