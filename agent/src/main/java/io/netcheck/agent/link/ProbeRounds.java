// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import io.netcheck.agent.probe.EventLoop;
import io.netcheck.agent.probe.Outcome;
import io.netcheck.agent.probe.Prober;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.ProbeKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends every probe of every link once per round. The probes are spread over the first part of the
 * round, so that even the last one times out before the round ends. A round therefore always ends
 * on time, and a probe never overlaps its predecessor. A round that could not start in time is
 * skipped and counted, never queued.
 */
public final class ProbeRounds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProbeRounds.class);

  /**
   * Probes that are due within one slot are sent together, to limit the wake-ups to 100 per second.
   */
  private static final long SLOT_NANOS = 10_000_000L;

  /** How soon the first peers are noticed. */
  private static final long WAIT_NANOS = 5 * SLOT_NANOS;

  private final LinkTable table;
  private final LinkWatch watch;
  private final ProcessClock clock;
  private final long intervalNanos;
  private final long timeoutNanos;
  private final PauseLog pauses;
  private final EventLoop loop;

  // Only the loop's thread uses these.
  private List<Link> planned = List.of();
  private List<ScheduledProbe> questions = List.of();
  private long begin;
  private int asked;
  private boolean closed;

  private volatile boolean measuring;
  private volatile Progress progress;

  /**
   * The progress of the rounds.
   *
   * @param completed rounds since the start
   * @param skipped rounds that could not start in time
   * @param last when the last round was completed, by the wall clock; initially the start
   */
  public record Progress(long completed, long skipped, Instant last) {}

  /** One kind of probe of one link. */
  private record ScheduledProbe(
      Link link, ProbeKind kind, Prober prober, Consumer<Outcome> sink, long offsetNanos) {
    void ask(long deadlineNanos) {
      link.next(kind)
          .ifPresent(target -> {
            prober.probe(target, deadlineNanos, sink);
            if (link.wantsNewFlow(kind)) {
              prober.probeNewFlow(target, deadlineNanos, sink);
            }
          });
    }
  }

  /**
   * Starts at once.
   *
   * @param loop asks the questions; that is where most of them are sent, and it is awake anyway
   * @param interval from the start of one round to the start of the next
   * @param timeout of one probe; shorter than {@code interval}
   */
  public ProbeRounds(
      EventLoop loop,
      LinkTable table,
      LinkWatch watch,
      Duration interval,
      Duration timeout,
      ProcessClock clock) {
    this.loop = loop;
    this.table = table;
    this.watch = watch;
    this.clock = clock;
    this.intervalNanos = interval.toNanos();
    this.timeoutNanos = timeout.toNanos();
    this.progress = new Progress(0, 0, clock.instant());
    this.pauses = new PauseLog(clock.nanoTime());
    loop.execute(() -> round(clock.nanoTime()));
  }

  public Progress progress() {
    return progress;
  }

  /** The pauses of this process. */
  public PauseTotals pauses() {
    return pauses.totals();
  }

  /** Whether all links that were known at the start have been probed once. */
  public boolean areMeasuring() {
    return measuring;
  }

  /** Asks nothing more. */
  @Override
  public void close() {
    loop.exclusively(() -> closed = true);
  }

  private void round(long beginNanos) {
    begin = beginNanos;
    asked = 0;
    step(() -> {
      plan();
      ask();
    });
  }

  /** Does a part of the round, and sets a timer for what follows. */
  private void step(Runnable part) {
    if (closed) {
      return;
    }
    try {
      part.run();
      if (asked == questions.size()) {
        measuring = true;
      }
    } catch (RuntimeException e) {
      // A failed round is a bug. The next round may still measure.
      LOG.error("round failed", e);
      asked = questions.size();
    }
    long end = begin + intervalNanos;
    if (asked < questions.size()) {
      loop.executeAt(due(asked), () -> step(this::ask));
    } else if (planned.isEmpty()) {
      loop.executeAt(Math.min(end, clock.nanoTime() + WAIT_NANOS), this::awaitLinks);
    } else {
      loop.executeAt(end, this::endRound);
    }
  }

  /** Asks what is due. */
  private void ask() {
    for (; asked < questions.size(); asked++) {
      long due = due(asked);
      long now = clock.nanoTime();
      if (due - now > 0) {
        return;
      }
      pauses.awake(due, now);
      questions.get(asked).ask(now + timeoutNanos);
    }
  }

  private long due(int question) {
    return begin + questions.get(question).offsetNanos();
  }

  private void endRound() {
    if (closed) {
      return;
    }
    long end = begin + intervalNanos;
    long now = clock.nanoTime();
    pauses.awake(end, now);
    long late = (now - end) / intervalNanos;
    Progress before = progress;
    progress = new Progress(before.completed() + 1, before.skipped() + late, clock.instant());
    round(end + late * intervalNanos);
  }

  /** Plans one kind of probe after the other, which spreads the probes of each link. */
  @SuppressWarnings("ReferenceEquality") // the table creates a new list for every change
  private void plan() {
    List<Link> links = table.links();
    if (links == planned) {
      return;
    }
    List<Link> shuffled = new ArrayList<>(links);
    // Otherwise all agents of a cluster would probe the same peer at the same time.
    Collections.shuffle(shuffled, ThreadLocalRandom.current());
    int total = shuffled.stream().mapToInt(link -> link.probes().size()).sum();
    List<ScheduledProbe> plan = new ArrayList<>(total);
    for (Map.Entry<ProbeKind, Prober> prober : table.plan().probers().entrySet()) {
      for (Link link : shuffled) {
        if (link.probes().contains(prober.getKey())) {
          plan.add(
              new ScheduledProbe(
                  link,
                  prober.getKey(),
                  prober.getValue(),
                  watch.sink(link, prober.getKey()),
                  offset(plan.size(), total)));
        }
      }
    }
    questions = List.copyOf(plan);
    planned = links;
  }

  private long offset(int index, int total) {
    long exact = (intervalNanos - timeoutNanos) * index / total;
    return exact - exact % SLOT_NANOS;
  }

  /** Probes the first peers as soon as they are known, not one round later. */
  private void awaitLinks() {
    long now = clock.nanoTime();
    if (begin + intervalNanos - now <= 0) {
      endRound();
    } else if (table.links().isEmpty()) {
      step(() -> {});
    } else {
      round(now);
    }
  }
}
