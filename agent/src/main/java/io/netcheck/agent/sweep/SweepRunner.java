// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.sweep;

import io.netcheck.agent.link.AnsweredLinks;
import io.netcheck.agent.link.LinkPlan;
import io.netcheck.agent.peer.AllowedPeers;
import io.netcheck.agent.probe.EventLoop;
import io.netcheck.agent.probe.Outcome;
import io.netcheck.agent.probe.Prober;
import io.netcheck.daemon.AddressKey;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Peer;
import io.netcheck.protocol.SweepFailure;
import io.netcheck.protocol.SweepOrder;
import io.netcheck.protocol.SweepReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Probes the agents of one sweep order after the other, and tells in the next heartbeat what it
 * found. Each exporter has its own. Whatever the exporters ask, together they begin with one agent
 * in a quarter of a second at most ({@link SweepTurns}), and an order has each address only once.
 * Thread-safe.
 */
public final class SweepRunner {
  private static final Logger LOG = LoggerFactory.getLogger(SweepRunner.class);

  /** From one try to the next, or a single lost moment would be a failure. */
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  /** One order that is being done. Only the loop's thread uses it. */
  private static final class Run {
    final SweepOrder order;
    final List<SweptTarget> targets;
    int next;
    int open;

    Run(SweepOrder order, List<SweptTarget> targets) {
      this.order = order;
      this.targets = targets;
      this.open = targets.size();
    }
  }

  private final ClientId self;
  private final AllowedPeers allowed;
  private final LinkPlan plan;
  private final AnsweredLinks answered;
  private final Duration timeout;
  private final SweepTurns turns;
  private final EventLoop loop;
  private final ProcessClock clock;
  private String taken = "";
  private Optional<SweepReport> done = Optional.empty();
  private Optional<SweepReport> offered = Optional.empty();

  /** Only the loop's thread uses these. */
  private Optional<Run> running = Optional.empty();

  private boolean waiting;

  /**
   * @param answered gets what was answered
   * @param timeout of one probe
   * @param turns of all exporters
   */
  public SweepRunner(
      ClientId self,
      AllowedPeers allowed,
      LinkPlan plan,
      AnsweredLinks answered,
      Duration timeout,
      SweepTurns turns,
      EventLoop loop,
      ProcessClock clock) {
    this.self = self;
    this.allowed = allowed;
    this.plan = plan;
    this.answered = answered;
    this.timeout = timeout;
    this.turns = turns;
    this.loop = loop;
    this.clock = clock;
  }

  /**
   * Begins with {@code order}, instead of an earlier one. The exporter repeats an order until it
   * has the report; it is done once. Asks the kernel for routes.
   */
  public void take(SweepOrder order) {
    synchronized (this) {
      if (order.id().equals(taken)) {
        return;
      }
      taken = order.id();
      done = Optional.empty();
    }
    List<SweptTarget> targets = targets(order.targets());
    loop.execute(() -> begin(new Run(order, targets)));
  }

  /** What the next heartbeat says. */
  public synchronized SweepReport offer() {
    offered = done;
    return done.orElse(SweepReport.NOTHING);
  }

  /** The heartbeat with what was offered last was accepted. */
  @SuppressWarnings("ReferenceEquality") // exactly this one, not an equal one
  public synchronized void accepted() {
    if (offered.isPresent() && done.isPresent() && offered.get() == done.get()) {
      done = Optional.empty();
    }
  }

  private List<SweptTarget> targets(List<Peer> peers) {
    Set<AddressKey> addresses = new HashSet<>();
    List<SweptTarget> targets = new ArrayList<>(peers.size());
    for (Peer peer : peers) {
      boolean other = peer.id().kind() == self.kind() && !peer.id().equals(self);
      List<SweptProbe> probes = new ArrayList<>();
      if (other) {
        allowed.of(peer).ifPresent(inside -> addProbes(inside, probes));
      }
      boolean first = true;
      for (SweptProbe probe : probes) {
        first &= !addresses.contains(AddressKey.of(probe.target().address()));
      }
      probes.forEach(probe -> addresses.add(AddressKey.of(probe.target().address())));
      targets.add(new SweptTarget(peer.id().node(), first ? probes : List.of()));
    }
    return targets;
  }

  private void addProbes(Peer peer, List<SweptProbe> probes) {
    plan.links(peer)
        .forEach((key, targets) ->
            targets.forEach((kind, target) -> {
              Prober prober = plan.probers().get(kind);
              if (prober != null) {
                SweptProbe.of(key, target, prober).ifPresent(probes::add);
              }
            }));
  }

  private void begin(Run run) {
    running = Optional.of(run);
    if (run.open == 0) {
      end(run);
    } else if (!waiting) {
      await();
    }
  }

  private void await() {
    waiting = true;
    loop.executeAt(turns.next(clock.nanoTime()), this::goOn);
  }

  /** Begins with the next target, which is due. */
  private void goOn() {
    waiting = false;
    Run run = running.orElse(null);
    if (run == null || run.next == run.targets.size()) {
      return;
    }
    await();
    SweptTarget target = run.targets.get(run.next++);
    try {
      if (target.isDone()) {
        ended(run);
      }
      target.probes().forEach(probe -> send(run, target, probe, 1));
    } catch (RuntimeException e) {
      // A bug. The exporter gives the order up after a while, and the next one may be done.
      LOG.error("sweep failed target={}", target.node(), e);
    }
  }

  private void send(Run run, SweptTarget target, SweptProbe probe, int tries) {
    probe
        .tries()
        .send(
            clock.nanoTime() + timeout.toNanos(),
            outcome -> loop.execute(() -> took(run, target, probe, outcome, tries)));
  }

  private void took(Run run, SweptTarget target, SweptProbe probe, Outcome outcome, int tries) {
    if (outcome instanceof Outcome.Reply reply) {
      answered.answered(
          probe.link(), probe.kind(), probe.target(), reply.rttNanos(), reply.pathWorks());
    }
    if (target.ended(probe, outcome, tries)) {
      loop.executeAt(clock.nanoTime() + RETRY_NANOS, () -> send(run, target, probe, tries + 1));
    } else if (target.isDone()) {
      ended(run);
    }
  }

  private void ended(Run run) {
    run.open--;
    if (run.open == 0) {
      end(run);
    }
  }

  private void end(Run run) {
    if (running.filter(now -> now.equals(run)).isPresent()) {
      running = Optional.empty();
    }
    List<String> unmeasured = new ArrayList<>();
    List<SweepFailure> failures = new ArrayList<>();
    for (SweptTarget target : run.targets) {
      if (target.isUnmeasured()) {
        unmeasured.add(target.node());
      } else {
        failures.addAll(target.failures());
      }
    }
    synchronized (this) {
      if (taken.equals(run.order.id())) {
        done = Optional.of(new SweepReport(Optional.of(taken), unmeasured, failures));
      }
    }
  }
}
