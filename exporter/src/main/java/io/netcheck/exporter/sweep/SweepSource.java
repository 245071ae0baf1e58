// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.sweep;

import io.netcheck.daemon.ClockReading;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.SweepFailure;
import io.netcheck.protocol.SweepReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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

  private final ClientId self;
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
  private int peers;

  SweepSource(ClientId self, ClockReading now) {
    this.self = self;
    this.begun = now;
    this.round = new Round(now, 0, 0);
    this.heardNanos = now.nanoTime();
  }

  /**
   * It is there.
   *
   * @param peerCount how many peers it has
   */
  void heard(int peerCount, long nowNanos) {
    peers = peerCount;
    heardNanos = nowNanos;
  }

  long heardNanos() {
    return heardNanos;
  }

  /** How many others it probes all the time. */
  int peers() {
    return peers;
  }

  Optional<HandedOut> open() {
    return Optional.ofNullable(open);
  }

  /** Nothing is told of the open part any more. */
  void giveUp() {
    open = null;
  }

  void take(SweepReport report, ClockReading now) {
    HandedOut part = open;
    if (part == null || !report.order().filter(part.id()::equals).isPresent()) {
      return;
    }
    open = null;
    Set<String> unmeasured = new HashSet<>(report.unmeasured());
    Map<String, List<SweepFailure>> failures = new HashMap<>();
    for (SweepFailure failure : report.failures()) {
      failures.computeIfAbsent(failure.target(), _ -> new ArrayList<>()).add(failure);
    }
    int more = 0;
    for (ClientId target : part.targets()) {
      List<SweepFailure> found = failures.getOrDefault(target.node(), List.of());
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

  /**
   * The agents that are due since it was asked last, without those that are left out; empty if
   * there are none. The next ones come only after {@link #take} or {@link #giveUp}.
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
