// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import io.netcheck.agent.probe.Outcome;
import io.netcheck.protocol.LinkState;
import java.time.Duration;
import java.util.Optional;

/**
 * The results of one kind of probe over one link: totals for Prometheus, and a window for the
 * heartbeats to each exporter, which restarts only when that exporter accepts one. Not thread-safe;
 * the link guards it.
 */
final class ProbeRecord {
  private final LinkLiveness liveness;
  private final ProbeCounts total = new ProbeCounts();

  /** By the number of the exporter. The window of one that is new begins with the link. */
  private final PerExporter<OpenWindow> windows =
      new PerExporter<>(new OpenWindow(), OpenWindow::new);

  private long lastRttNanos;

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
            windows.forEach(window -> window.add(failure));
            yield false;
          }
        };
    return telling && liveness.record(answered, nowNanos);
  }

  private void note(long rttNanos) {
    lastRttNanos = rttNanos;
    total.timed++;
    total.rttNanos += rttNanos;
    windows.forEach(window -> window.note(rttNanos));
  }

  Reading read() {
    return new Reading(liveness.state(), total.sent, total.sent - total.answered, lastRttNanos);
  }

  /** The results since the last heartbeat that this exporter accepted. */
  Window offer(int exporter) {
    OpenWindow window = windows.of(exporter);
    window.offer(total);
    long answered = total.answered - window.accepted.answered;
    long sent = total.sent - window.accepted.sent;
    long timed = total.timed - window.accepted.timed;
    long mean = timed == 0 ? lastRttNanos : (total.rttNanos - window.accepted.rttNanos) / timed;
    return new Window(
        liveness.state(),
        sent,
        sent - answered,
        mean,
        timed == 0 ? lastRttNanos : window.maxNanos,
        window.failure.failure());
  }

  /** This exporter accepted the heartbeat with the last {@link #offer}. */
  void accept(int exporter) {
    windows.of(exporter).accept();
  }

  /** The window of {@code exporter} is now that of {@code other}. */
  void follow(int exporter, int other) {
    windows.follow(exporter, other);
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

  /** What the next heartbeat to one exporter tells. */
  private static final class OpenWindow {
    /** The totals at the time of the last accepted heartbeat. */
    private final ProbeCounts accepted = new ProbeCounts();

    /** The totals at the time of the last {@link #offer}. */
    private final ProbeCounts offered = new ProbeCounts();

    private final MostTelling failure = new MostTelling();
    private final MostTelling sinceOfferedFailure = new MostTelling();
    private long maxNanos;
    private long sinceOfferedMaxNanos;

    OpenWindow() {}

    OpenWindow(OpenWindow other) {
      accepted.copy(other.accepted);
      failure.replaceBy(other.failure);
      maxNanos = other.maxNanos;
    }

    void add(Outcome.Failure one) {
      failure.add(one);
      sinceOfferedFailure.add(one);
    }

    void note(long rttNanos) {
      maxNanos = Math.max(maxNanos, rttNanos);
      sinceOfferedMaxNanos = Math.max(sinceOfferedMaxNanos, rttNanos);
    }

    void offer(ProbeCounts total) {
      offered.copy(total);
      sinceOfferedMaxNanos = 0;
      sinceOfferedFailure.clear();
    }

    void accept() {
      accepted.copy(offered);
      maxNanos = sinceOfferedMaxNanos;
      failure.replaceBy(sinceOfferedFailure);
    }
  }

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
