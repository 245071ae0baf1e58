// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.sweep;

import io.netcheck.daemon.ClockReading;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.SweepFailure;
import io.netcheck.protocol.SweepReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How far one agent is with its sweep. It goes round the ring of all agents, from itself to itself,
 * and remembers the name at which it is: an agent that comes or goes moves nobody past another. Not
 * thread-safe.
 */
final class SweepSource {
  /** An agent that reaches so few others has another problem than single pairs. */
  static final int MOST_FAILING = 16;

  /** A part of which nothing is told for so long is given up. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** An agent that is not heard here for so long reports to another exporter, or is gone. */
  private static final Duration AWAY = Duration.ofMinutes(2);

  /** Agents can be configured to no longer interval, whatever a heartbeat says. */
  private static final Duration LONGEST = Duration.ofMinutes(5);

  /**
   * One time around the ring.
   *
   * @param begun by the wall clock, for display
   * @param due agents that it should measure
   * @param measured agents that it measured
   */
  record Round(ClockReading begun, int due, int measured) {
    private Round with(int moreDue, int moreMeasured) {
      return new Round(begun, due + moreDue, measured + moreMeasured);
    }
  }

  /** Targets that were handed out, and of which nothing was told yet. */
  record HandedOut(String id, List<ClientId> targets, long sinceNanos) {}

  /** One of the links to a target, which fails once, however often an agent says it. */
  private record LinkOf(Network network, IpFamily family) {}

  private final ClientId self;
  private final String instance;
  private final ClockReading begun;
  private @Nullable ClientId last;
  private @Nullable HandedOut open;
  private Round round;

  /** The first one begins anywhere on the ring, so it is none. */
  private boolean whole;

  private @Nullable Round lastRound;
  private int measured;
  private final Map<ClientId, FailingPair> failing = new HashMap<>();
  private long heardNanos;
  private Duration interval = Duration.ZERO;
  private int peers;

  /**
   * @param instance the life of its process: another one knows nothing of what this one measured
   */
  SweepSource(ClientId self, String instance, ClockReading now) {
    this.self = self;
    this.instance = instance;
    this.begun = now;
    this.round = new Round(now, 0, 0);
    this.heardNanos = now.nanoTime();
  }

  /**
   * It is there.
   *
   * @param peerCount how many peers it has
   * @param nextAfter when its next heartbeat is due
   */
  void heard(int peerCount, Duration nextAfter, long nowNanos) {
    peers = peerCount;
    interval = nextAfter.compareTo(LONGEST) < 0 ? nextAfter : LONGEST;
    heardNanos = nowNanos;
  }

  /** Whether the agent is still in the life that this is about. */
  boolean isOf(String life) {
    return instance.equals(life);
  }

  /** Whether it reports to another exporter by now, or is gone. */
  boolean isAway(long nowNanos) {
    return nowNanos - heardNanos > longer(AWAY, 4).toNanos();
  }

  /** So many of its heartbeats, where these take longer than {@code time}. */
  private Duration longer(Duration time, int heartbeats) {
    Duration several = interval.multipliedBy(heartbeats);
    return several.compareTo(time) > 0 ? several : time;
  }

  /** How many others it probes all the time. */
  int peers() {
    return peers;
  }

  Optional<HandedOut> open() {
    return Optional.ofNullable(open);
  }

  /** Gives up a part of which nothing was told for long; its agents are swept next time. */
  void giveUpOverdue(long nowNanos) {
    if (open != null && nowNanos - open.sinceNanos() > longer(PATIENCE, 3).toNanos()) {
      open = null;
    }
  }

  /** Of the open part, only those that are still there can be named to the agent. */
  void leaveOut(Predicate<ClientId> gone) {
    HandedOut part = open;
    if (part != null) {
      List<ClientId> there = part.targets().stream().filter(gone.negate()).toList();
      round = round.with(there.size() - part.targets().size(), 0);
      open = there.isEmpty() ? null : new HandedOut(part.id(), there, part.sinceNanos());
    }
  }

  void take(SweepReport report, ClockReading now) {
    HandedOut part = open;
    if (part == null || !report.order().filter(part.id()::equals).isPresent()) {
      return;
    }
    open = null;
    Set<String> unmeasured = new HashSet<>(report.unmeasured());
    Map<String, Map<LinkOf, SweepFailure>> failures = new HashMap<>();
    for (SweepFailure failure : report.failures()) {
      // Of a newer agent, kinds of probe can fail that are not known here.
      if (!failure.probes().isEmpty()) {
        failures
            .computeIfAbsent(failure.target(), _ -> new LinkedHashMap<>())
            .putIfAbsent(new LinkOf(failure.network(), failure.family()), failure);
      }
    }
    int more = 0;
    for (ClientId target : part.targets()) {
      List<SweepFailure> found =
          List.copyOf(failures.getOrDefault(target.node(), Map.of()).values());
      if (!found.isEmpty()) {
        more++;
        fails(target, found, now);
      } else if (!unmeasured.contains(target.node())) {
        more++;
        failing.remove(target);
      }
    }
    measured += more;
    round = round.with(0, more);
  }

  private void fails(ClientId target, List<SweepFailure> found, ClockReading now) {
    FailingPair before = failing.get(target);
    if (before != null || failing.size() < MOST_FAILING) {
      failing.put(
          target,
          new FailingPair(
              self,
              target,
              before == null ? now.wallTime() : before.since(),
              now.nanoTime(),
              found));
    }
  }

  /** The pairs that fail, as far as they are remembered. */
  List<FailingPair> failing() {
    return List.copyOf(failing.values());
  }

  /** It reaches {@code target} again, or that one is gone. */
  void forget(ClientId target) {
    failing.remove(target);
  }

  /** Forgets the pairs whose target is not there any more. */
  void forgetAllBut(Predicate<ClientId> there) {
    failing.keySet().removeIf(there.negate());
  }

  /**
   * The agents that are due since it was asked last, without those that are left out; empty if
   * there are none. The next ones come only after {@link #take} or {@link #giveUpOverdue}.
   *
   * @param offset how many places behind this agent the sweep is
   * @param id of the part
   */
  Optional<HandedOut> next(
      SweepRing ring,
      int offset,
      Predicate<ClientId> leftOut,
      int most,
      String id,
      ClockReading now) {
    int aim = (ring.placeOf(self) + offset) % ring.size();
    int from = last == null ? aim : ring.placeAfter(last);
    int steps = Math.floorMod(aim - from, ring.size()) + 1;
    if (open != null || steps > ring.size() / 2) {
      return Optional.empty(); // it is already there, or a little further because agents left
    }
    List<ClientId> targets = new ArrayList<>();
    for (int i = 0; i < steps && targets.size() < most; i++) {
      ClientId next = ring.at(from + i);
      if (next.equals(self)) {
        if (!targets.isEmpty()) {
          break; // no part is of two rounds
        }
        if (whole) {
          lastRound = round;
        }
        whole = true;
        round = new Round(now, 0, 0);
      } else if (!leftOut.test(next)) {
        targets.add(next);
      }
      last = next;
    }
    if (targets.isEmpty()) {
      return Optional.empty();
    }
    round = round.with(targets.size(), 0);
    HandedOut part = new HandedOut(id, List.copyOf(targets), now.nanoTime());
    open = part;
    return Optional.of(part);
  }

  /** Whether it went round the ring once. */
  boolean hasRound() {
    return lastRound != null;
  }

  /**
   * The last complete round. Before there is one, what it measured since it was first heard.
   *
   * @param others agents beside itself and its peers
   */
  Round counted(int others) {
    Round complete = lastRound;
    return complete == null ? new Round(begun, others, Math.min(others, measured)) : complete;
  }
}
