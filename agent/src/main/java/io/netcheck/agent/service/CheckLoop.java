// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.LinkState;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one check in every interval until its thread is interrupted. A check never overlaps itself:
 * turns that are due while it is still running are skipped and counted.
 */
final class CheckLoop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(CheckLoop.class);

  private final ScheduledCheck checked;
  private final ProcessClock clock;
  private final Duration timeout;
  private final long intervalNanos;
  private final long offsetNanos;
  private final Semaphore urged = new Semaphore(0);

  /**
   * @param offset of the check within each interval
   */
  CheckLoop(ScheduledCheck checked, ProcessClock clock, ServiceConfig config, Duration offset) {
    this.checked = checked;
    this.clock = clock;
    this.timeout = config.timeout();
    this.intervalNanos = config.interval().toNanos();
    this.offsetNanos = offset.toNanos();
  }

  @Override
  public void run() {
    // Limited, so that a check that uses its whole timeout still ends before its next turn.
    long jitter = Math.min(intervalNanos / 10, (intervalNanos - timeout.toNanos()) / 2);
    long turn = clock.nanoTime() + offsetNanos;
    try {
      while (true) {
        boolean early =
            sleepUntil(turn + ThreadLocalRandom.current().nextLong(Math.max(1, jitter)));
        CheckOutcome outcome = once();
        if (Thread.interrupted()) {
          // The check was interrupted, which says nothing about the service.
          return;
        }
        note(outcome);
        if (!early) {
          turn = next(turn + intervalNanos);
        }
      }
    } catch (InterruptedException _) {
      // Closing interrupts this thread.
    }
  }

  private CheckOutcome once() {
    try {
      return checked.check().run(CheckDeadline.in(timeout, clock));
    } catch (RuntimeException e) {
      checked.describe(LOG.atError()).setCause(e).log("check failed unexpectedly");
      return new CheckOutcome(Optional.of(FailureReason.LOCAL), Map.of(), 0);
    }
  }

  private void note(CheckOutcome outcome) {
    Optional<LinkState> state = checked.tally().add(outcome);
    if (state.isPresent()) {
      switch (state.get()) {
        case UP -> checked.describe(LOG.atInfo()).log("check up");
        case DOWN ->
            checked
                .describe(LOG.atWarn())
                .addKeyValue("reason", outcome.failure().map(FailureReason::label).orElse(""))
                .log("check down");
        case UNKNOWN -> throw new IllegalStateException("a known state never becomes unknown");
      }
    }
  }

  private long next(long turn) {
    long late = clock.nanoTime() - turn;
    if (late <= 0) {
      return turn;
    }
    long missed = late / intervalNanos + 1;
    checked.tally().addSkipped(missed);
    return turn + missed * intervalNanos;
  }

  /** Checks once more before the next turn, at once if no check is running. Thread-safe. */
  void urge() {
    urged.release();
  }

  /** Whether it was urged before that time. */
  private boolean sleepUntil(long nanoTime) throws InterruptedException {
    // Waits even if the turn is late, so that an interrupt is always noticed.
    boolean early = urged.tryAcquire(nanoTime - clock.nanoTime(), TimeUnit.NANOSECONDS);
    urged.drainPermits();
    return early;
  }
}
