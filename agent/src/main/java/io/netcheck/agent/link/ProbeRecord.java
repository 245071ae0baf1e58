// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import io.netcheck.agent.probe.Outcome;
import io.netcheck.protocol.LinkState;
import java.time.Duration;
import java.util.Optional;

/**
 * The results of one kind of probe over one link: totals for Prometheus, and a window for the
 * heartbeat, which restarts only when a heartbeat is accepted. Not thread-safe; the link guards it.
 */
final class ProbeRecord {
  private final LinkLiveness liveness;
  private final ProbeCounts total = new ProbeCounts();

  /** The totals at the time of the last accepted heartbeat. */
  private final ProbeCounts accepted = new ProbeCounts();

  /** The totals at the time of the last {@link #offer}. */
  private final ProbeCounts offered = new ProbeCounts();

  private long lastRttNanos;
  private long windowMaxNanos;
  private long sinceOfferedMaxNanos;
  private final MostTelling windowFailure = new MostTelling();
  private final MostTelling sinceOfferedFailure = new MostTelling();

  ProbeRecord(Duration downAfter) {
    this.liveness = new LinkLiveness(downAfter);
  }

  /** It was answered before anybody began to record. */
  void remember(long rttNanos) {
    lastRttNanos = rttNanos;
  }

  /**
   * Adds one outcome, and returns whether the probe's state changed.
   *
   * @param telling whether the outcome tells the state of the probe
   */
  boolean record(Outcome outcome, boolean telling, long nowNanos) {
    total.sent++;
    boolean answered =
        switch (outcome) {
          case Outcome.Reply reply -> {
            total.answered++;
            note(reply.rttNanos());
            yield true;
          }
          case Outcome.LateReply _ -> {
            total.answered++;
            yield true;
          }
          case Outcome.Unmeasured _ ->
              throw new IllegalArgumentException("an outcome that says nothing");
          case Outcome.Failure failure -> {
            windowFailure.add(failure);
            sinceOfferedFailure.add(failure);
            yield false;
          }
        };
    return telling && liveness.record(answered, nowNanos);
  }

  private void note(long rttNanos) {
    lastRttNanos = rttNanos;
    total.timed++;
    total.rttNanos += rttNanos;
    windowMaxNanos = Math.max(windowMaxNanos, rttNanos);
    sinceOfferedMaxNanos = Math.max(sinceOfferedMaxNanos, rttNanos);
  }

  Reading read() {
    return new Reading(liveness.state(), total.sent, total.sent - total.answered, lastRttNanos);
  }

  /** The results since the last accepted heartbeat. */
  Window offer() {
    offered.copy(total);
    sinceOfferedMaxNanos = 0;
    sinceOfferedFailure.clear();
    long answered = total.answered - accepted.answered;
    long sent = total.sent - accepted.sent;
    long timed = total.timed - accepted.timed;
    long mean = timed == 0 ? lastRttNanos : (total.rttNanos - accepted.rttNanos) / timed;
    return new Window(
        liveness.state(),
        sent,
        sent - answered,
        mean,
        timed == 0 ? lastRttNanos : windowMaxNanos,
        windowFailure.failure());
  }

  /** The heartbeat with the last {@link #offer} was accepted. */
  void accept() {
    accepted.copy(offered);
    windowMaxNanos = sinceOfferedMaxNanos;
    windowFailure.replaceBy(sinceOfferedFailure);
  }

  /** The totals of a probe at one moment; {@code lastRttNanos} is 0 before the first answer. */
  record Reading(LinkState state, long sent, long failed, long lastRttNanos) {}

  /**
   * One row of a heartbeat's column.
   *
   * @param failure the one that tells most
   */
  record Window(
      LinkState state,
      long sent,
      long failed,
      long rttMeanNanos,
      long rttMaxNanos,
      Optional<Outcome.Failure> failure) {}

  private static final class ProbeCounts {
    private long sent;
    private long answered;

    /** Of these, the answers whose round trip is known. */
    private long timed;

    private long rttNanos;

    void copy(ProbeCounts other) {
      sent = other.sent;
      answered = other.answered;
      timed = other.timed;
      rttNanos = other.rttNanos;
    }
  }
}
