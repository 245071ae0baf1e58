// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.assess;

import io.netcheck.daemon.ClockReading;
import io.netcheck.daemon.LoopWatch;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.TaskScheduler;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes an {@link Assessment} once a second, and soon after a change. Assessments never overlap,
 * and requests for early ones take a small part of one core at most. Thread-safe.
 */
public final class Assessor implements AutoCloseable {
  private static final Duration OLDEST = Duration.ofSeconds(1);

  /** Shorter than {@link #OLDEST}, so that no tick finds the last assessment just young enough. */
  private static final Duration DUE = Duration.ofMillis(900);

  /** Changes rarely come alone, so one early assessment covers those of this time. */
  private static final Duration DEBOUNCE = Duration.ofMillis(100);

  /**
   * An early assessment waits this many times the duration of the last one, so early assessments
   * use a twentieth of a core at most.
   */
  private static final int REST = 20;

  private final Supplier<AssessmentInput> inputs;
  private final AssessmentSequence sequence;
  private final ProcessClock clock;
  private final AtomicBoolean poked = new AtomicBoolean();
  private final TaskScheduler scheduler = new TaskScheduler("assessor");
  private volatile @Nullable Dated latest;
  private volatile long costNanos;

  private record Dated(Assessment assessment, ClockReading at) {}

  /**
   * Starts at once.
   *
   * @param inputs is asked once for each assessment
   */
  public Assessor(
      Supplier<AssessmentInput> inputs, AssessmentSequence sequence, ProcessClock clock) {
    this.inputs = inputs;
    this.sequence = sequence;
    this.clock = clock;
    scheduler.repeat(OLDEST, () -> assess(DUE));
  }

  /** The latest assessment, at most a second old. */
  public Assessment latest() {
    Dated last = latest;
    return last == null || isOlder(last, OLDEST) ? assess(OLDEST) : last.assessment;
  }

  /** The latest assessment, at most a second old, with the situations that led to it. */
  public synchronized ExplainedAssessment explained() {
    latest();
    return sequence.explained();
  }

  /** Requests an assessment soon, because something changed. Cheap, from any thread. */
  public void poke() {
    if (poked.compareAndSet(false, true)) {
      long rest = Math.clamp(REST * costNanos, DEBOUNCE.toNanos(), OLDEST.toNanos());
      scheduler.runAfter(Duration.ofNanos(rest), this::poked);
    }
  }

  private void poked() {
    poked.set(false);
    assess(Duration.ZERO);
  }

  private boolean isOlder(Dated assessment, Duration age) {
    return clock.since(assessment.at.nanoTime()).compareTo(age) > 0;
  }

  private synchronized Assessment assess(Duration oldest) {
    Dated last = latest;
    if (last != null && !oldest.isZero() && !isOlder(last, oldest)) {
      return last.assessment; // another thread was faster
    }
    long started = System.nanoTime();
    ClockReading now = ClockReading.of(clock);
    Assessment assessment = sequence.next(inputs.get(), now);
    latest = new Dated(assessment, now);
    costNanos = System.nanoTime() - started;
    if (!assessment.developing().isEmpty()) {
      poke(); // time alone can decide
    }
    return assessment;
  }

  /** Lets {@code watch} notice if no assessment can be made any more. */
  public void watchedBy(LoopWatch watch) {
    scheduler.watchedBy(watch);
  }

  @Override
  public void close() {
    scheduler.close();
  }
}
