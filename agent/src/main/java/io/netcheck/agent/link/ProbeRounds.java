// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import io.netcheck.agent.probe.Outcome;
import io.netcheck.agent.probe.ProbeTarget;
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
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every link every question once a round. Questions are spread over the first part of the
 * round, and a question's deadline is what is left of it: so a round ends on time, whatever the
 * peers do, and no question is ever open twice. A round that this process could not begin in time
 * is skipped and counted, never queued.
 */
public final class ProbeRounds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProbeRounds.class);

  /**
   * Questions due within one slot leave together: 100 wake-ups a second are enough for any mesh.
   */
  private static final long SLOT_NANOS = 10_000_000L;

  private final LinkTable table;
  private final LinkWatch watch;
  private final ProcessClock clock;
  private final long intervalNanos;
  private final long timeoutNanos;
  private final Thread thread;

  private List<Link> planned = List.of();
  private List<ScheduledProbe> questions = List.of();

  private volatile boolean closed;
  private volatile boolean measuring;
  private volatile Progress progress;

  /**
   * How far the rounds have come.
   *
   * @param completed since the start
   * @param skipped of those that should have been
   * @param last when the last one was completed, by the wall clock; the start before that
   */
  public record Progress(long completed, long skipped, Instant last) {}

  /** One kind of probe of one link. */
  private record ScheduledProbe(
      Link link, ProbeKind kind, Prober prober, Consumer<Outcome> sink, long offsetNanos) {
    void ask(long timeoutNanos) {
      ProbeTarget target = link.targets().get(kind);
      if (target != null) {
        prober.probe(target, System.nanoTime() + timeoutNanos, sink);
      }
    }
  }

  /**
   * Starts at once.
   *
   * @param interval from one round's beginning to the next one's
   * @param timeout of one question; shorter than {@code interval}
   */
  public ProbeRounds(
      LinkTable table, LinkWatch watch, Duration interval, Duration timeout, ProcessClock clock) {
    this.table = table;
    this.watch = watch;
    this.clock = clock;
    this.intervalNanos = interval.toNanos();
    this.timeoutNanos = timeout.toNanos();
    this.progress = new Progress(0, 0, clock.instant());
    this.thread = Thread.ofPlatform().name("rounds").daemon().start(this::run);
  }

  public Progress progress() {
    return progress;
  }

  /** Whether all links that were known at the start have been asked once; there may be none. */
  public boolean areMeasuring() {
    return measuring;
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  private void run() {
    long begin = System.nanoTime();
    while (!closed) {
      try {
        round(begin);
        measuring = true;
      } catch (RuntimeException e) {
        // A round that fails is a bug of ours; the next one may still measure.
        LOG.error("round failed", e);
      }
      long end = begin + intervalNanos;
      if (planned.isEmpty() && sleepUntilLinksOr(end)) {
        begin = System.nanoTime();
        continue;
      }
      sleepUntil(end);
      long late = (System.nanoTime() - end) / intervalNanos;
      Progress before = progress;
      progress = new Progress(before.completed() + 1, before.skipped() + late, clock.instant());
      begin = end + late * intervalNanos;
    }
  }

  private void round(long begin) {
    plan();
    for (ScheduledProbe question : questions) {
      long due = begin + question.offsetNanos();
      if (due - System.nanoTime() > 0) {
        sleepUntil(due);
      }
      if (closed) {
        return;
      }
      question.ask(timeoutNanos);
    }
  }

  /** All links are asked one kind after the other, which spreads the questions of each link. */
  @SuppressWarnings("ReferenceEquality") // the table makes a new list for every change
  private void plan() {
    List<Link> links = table.links();
    if (links == planned) {
      return;
    }
    List<Link> shuffled = new ArrayList<>(links);
    // Otherwise every agent of a cluster would ask the same peer at the same time.
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

  /** The first peers are probed as soon as they are known, not a round later. */
  private boolean sleepUntilLinksOr(long end) {
    while (!closed && System.nanoTime() - end < 0) {
      sleepUntil(Math.min(end, System.nanoTime() + 5 * SLOT_NANOS));
      if (!table.links().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private void sleepUntil(long nanoTime) {
    for (long left = nanoTime - System.nanoTime();
        left > 0 && !closed;
        left = nanoTime - System.nanoTime()) {
      LockSupport.parkNanos(this, left);
    }
  }
}
