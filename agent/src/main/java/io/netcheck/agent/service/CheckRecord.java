// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.LinkState;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The results of one check since the start. Thread-safe. */
final class CheckRecord {
  /** This many failures in a row make the state down. One success makes it up. */
  static final int TRIES = 3;

  /** Upper bounds of the duration buckets in nanoseconds, without the last one, infinity. */
  private static final long[] BOUNDS = {
    500_000,
    1_000_000,
    2_500_000,
    5_000_000,
    10_000_000,
    25_000_000,
    100_000_000,
    250_000_000,
    1_000_000_000,
    2_500_000_000L
  };

  private final Map<FailureReason, Long> failures = new EnumMap<>(FailureReason.class);
  private final long[] buckets = new long[BOUNDS.length + 1];
  private LinkState state = LinkState.UNKNOWN;
  private long checks;
  private long failed;
  private long skipped;
  private long sumNanos;
  private int failuresInARow;
  private Optional<CheckOutcome> last = Optional.empty();
  private Optional<FailureReason> lastReason = Optional.empty();
  private long lastOkNanos;
  private long synRetries;
  private boolean applies = true;
  private Optional<Instant> tlsNotAfter = Optional.empty();

  /** Adds one outcome, and returns the new state if it changed. */
  synchronized Optional<LinkState> add(CheckOutcome outcome) {
    LinkState before = state;
    applies = outcome.applies();
    if (!applies) {
      // It had addresses before: what was found then says nothing now.
      state = LinkState.UNKNOWN;
      failuresInARow = 0;
      return Optional.empty();
    }
    checks++;
    synRetries += outcome.synRetries();
    if (outcome.tlsNotAfter().isPresent()) {
      tlsNotAfter = outcome.tlsNotAfter();
    }
    last = Optional.of(outcome);
    if (outcome.failure().isPresent()) {
      failed++;
      failures.merge(outcome.failure().get(), 1L, Long::sum);
      lastReason = outcome.failure();
      if (++failuresInARow >= TRIES) {
        state = LinkState.DOWN;
      }
    } else {
      failuresInARow = 0;
      state = LinkState.UP;
      lastOkNanos = outcome.totalNanos();
      sumNanos += outcome.totalNanos();
      buckets[bucket(outcome.totalNanos())]++;
    }
    return state == before ? Optional.empty() : Optional.of(state);
  }

  /** Adds checks that were not started, because the one before was still running. */
  synchronized void addSkipped(long more) {
    skipped += more;
  }

  synchronized Snapshot snapshot() {
    return new Snapshot(
        applies,
        state,
        new Counts(checks, failed, synRetries),
        skipped,
        Map.copyOf(failures),
        last.map(CheckOutcome::phaseNanos).orElse(Map.of()),
        lastReason,
        lastOkNanos,
        buckets.clone(),
        sumNanos,
        tlsNotAfter);
  }

  /** The bounds in seconds, including infinity. */
  static double[] boundsSeconds() {
    double[] seconds = new double[BOUNDS.length + 1];
    for (int i = 0; i < BOUNDS.length; i++) {
      seconds[i] = BOUNDS[i] / 1e9;
    }
    seconds[BOUNDS.length] = Double.POSITIVE_INFINITY;
    return seconds;
  }

  private static int bucket(long nanos) {
    int i = 0;
    while (i < BOUNDS.length && nanos > BOUNDS[i]) {
      i++;
    }
    return i;
  }

  /** The counts at one moment. */
  record Counts(long checks, long failed, long synRetries) {
    Counts since(Counts before) {
      return new Counts(
          checks - before.checks, failed - before.failed, synRetries - before.synRetries);
    }
  }

  /**
   * The results at one moment.
   *
   * @param applies false if there is nothing to check now
   * @param failures counts by reason, without the reasons that never occurred
   * @param phaseNanos of the last check
   * @param lastReason of the last failure since the start
   * @param lastOkNanos how long the last successful check took; 0 if there was none
   * @param buckets counts of successful checks by duration, not cumulative
   * @param sumNanos duration of all successful checks together
   * @param tlsNotAfter when the first certificate that the service sent last expires
   */
  @SuppressWarnings("ArrayRecordComponent") // copies, made for this snapshot alone
  record Snapshot(
      boolean applies,
      LinkState state,
      Counts counts,
      long skipped,
      Map<FailureReason, Long> failures,
      Map<CheckPhase, Long> phaseNanos,
      Optional<FailureReason> lastReason,
      long lastOkNanos,
      long[] buckets,
      long sumNanos,
      Optional<Instant> tlsNotAfter) {
    long failures(FailureReason reason) {
      return failures.getOrDefault(reason, 0L);
    }
  }
}
