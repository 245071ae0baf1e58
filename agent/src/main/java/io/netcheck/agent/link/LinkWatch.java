// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import io.netcheck.agent.history.FlightRecorder;
import io.netcheck.agent.history.HistoryTrack;
import io.netcheck.agent.probe.Outcome;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.ProbeKind;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records every outcome in its link and in the totals. Logs every change of a link's state, and
 * notifies the listeners. Thread-safe.
 */
public final class LinkWatch {
  private static final Logger LOG = LoggerFactory.getLogger(LinkWatch.class);

  private final ProcessClock clock;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final OutcomeTotals totals;
  private final FlightRecorder recorder;

  /**
   * @param totals the sums over all links
   * @param recorder keeps what they saw
   */
  public LinkWatch(ProcessClock clock, OutcomeTotals totals, FlightRecorder recorder) {
    this.clock = clock;
    this.totals = totals;
    this.recorder = recorder;
  }

  /** Calls {@code listener} on every change, on the event loop, so it must not block. */
  public void listen(Runnable listener) {
    listeners.add(listener);
  }

  /** Receives the outcomes of {@code kind} over {@code link}. */
  Consumer<Outcome> sink(Link link, ProbeKind kind) {
    OutcomeTotals.Cell cell = totals.cell(link.key().network(), kind);
    HistoryTrack ofProbe = recorder.track(link.series().of(kind));
    HistoryTrack ofLink = recorder.track(link.series());
    return raw -> {
      if (raw instanceof Outcome.Unmeasured) {
        return;
      }
      long nowNanos = clock.nanoTime();
      Outcome outcome = link.compare(kind, raw, nowNanos);
      cell.add(outcome);
      Link.Change change = link.record(kind, outcome, nowNanos);
      ofProbe.add(outcome, nowNanos);
      if (change == Link.Change.NONE) {
        return;
      }
      if (change == Link.Change.LINK) {
        ofLink.add(link.state(), nowNanos);
        log(link, kind, outcome);
      }
      listeners.forEach(Runnable::run);
    };
  }

  private void log(Link link, ProbeKind kind, Outcome outcome) {
    LinkKey key = link.key();
    LinkState state = link.state();
    if (state == LinkState.DOWN) {
      FailureReason reason =
          outcome instanceof Outcome.Failure failure ? failure.reason() : FailureReason.TIMEOUT;
      LOG.warn(
          "link down network={} ip_family={} target_node={} probe={} reason={}",
          key.network(),
          key.family(),
          key.peer().node(),
          kind,
          reason);
    } else {
      LOG.info(
          "link {} network={} ip_family={} target_node={} probe={}",
          state,
          key.network(),
          key.family(),
          key.peer().node(),
          kind);
    }
  }
}
