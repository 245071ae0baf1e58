// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.PlaneResults;
import java.time.Duration;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** What the engine remembers of one agent between its heartbeats. */
final class AgentMemory {
  /** Of rounds that are expected in the time between two heartbeats. */
  private static final double STARVED = 0.5;

  /** The same for one that was just starved: it gets more in some seconds than in others. */
  private static final double RECOVERED = 0.75;

  private static final long MOMENT = 30_000_000_000L;

  /** The mean of a shorter window says little about the usual round trip. */
  private static final Duration LEAST_TIMED = Duration.ofSeconds(2);

  private static final double ENOUGH_SECONDS = 4;

  /** Clocks drift by less than one part in this many. */
  private static final long MOST_DRIFT = 1_000;

  private static final long MOST_LATE = 30_000_000_000L;

  /** A heartbeat is late by less at times. */
  private static final long LATE = 1_000_000_000L;

  final int node;
  final AgentKind kind;
  private final long begunNanos;
  final @Nullable PlaneCells[] planes = new @Nullable PlaneCells[Plane.ALL.size()];
  private @Nullable Observer last;

  /** When it began its present life, or got another address; 0 if it never changed here. */
  private long changedNanos;

  private boolean changedAddress;

  /** The heartbeat up to which its pace is known, and how long it was paused since. */
  private Observer.@Nullable Reporting paced;

  private long pausedMillis;

  /** The most rounds in a second that it ever completed between two heartbeats. */
  private double bestPace;

  /** Since when its process has got too little time; 0 if it gets enough. */
  private long starvedNanos;

  /** When it last said that it got too little time. */
  private long lastStarvedNanos = Long.MIN_VALUE / 2;

  /** How old its process was when this engine first heard it, in nanoseconds. */
  private long firstUptimeNanos = Long.MAX_VALUE;

  /** The least time that a heartbeat of this life took, on a scale of its own. */
  private long leastTripNanos;

  private final ClockOffset clock = new ClockOffset();

  /** Whether its last heartbeat was about other peers than the one before. */
  private boolean rearranged;

  // What is asked of many agents in each judgement is kept here: the rest is several objects away.

  private long saidNanos;
  private long answeredNanos;
  private long startedNanos;
  private long dueNanos;

  /** The last zone that was asked for, and its number. */
  private String zoneName = "";

  private int zone = NodeStates.NO_ZONE;

  /**
   * @param begunNanos when the engine began
   */
  AgentMemory(int node, AgentKind kind, long begunNanos) {
    this.node = node;
    this.kind = kind;
    this.begunNanos = begunNanos;
  }

  /** Takes in what is known now. Returns whether there is a heartbeat that was not known. */
  boolean meet(Observer now, NameNumbers nodes) {
    boolean heard = hear(now, nodes);
    long uptime = now.reporting().uptime().toNanos();
    saidNanos = Math.max(uptime + leastTripNanos, now.heardNanos() - MOST_LATE);
    answeredNanos = saidNanos - now.reporting().window().toNanos();
    startedNanos = now.heardNanos() - uptime;
    dueNanos = now.heardNanos() + now.reporting().interval().toNanos() * 5 / 4 + LATE;
    return heard;
  }

  @SuppressWarnings("ReferenceEquality") // the same object, not an equal one
  private boolean hear(Observer now, NameNumbers nodes) {
    Observer before = last;
    last = now;
    if (before != null && now.planes() == before.planes() && isSameHeartbeat(before, now)) {
      return false;
    }
    boolean heard = !now.life().isEmpty();
    if (!heard) {
      return false;
    }
    if (before == null || !before.life().equals(now.life())) {
      firstUptimeNanos = now.reporting().uptime().toNanos();
      paced = null;
    }
    if (before == null || before.life().isEmpty()) {
      if (now.heardNanos() - firstUptimeNanos > begunNanos) {
        // It has started since: its peers may know an earlier life, from before this engine.
        changedNanos = now.heardNanos();
        changedAddress = true;
      }
    } else if (!before.life().equals(now.life())) {
      changedNanos = now.heardNanos();
      changedAddress = !before.endpoint().equals(now.endpoint());
      bestPace = 0;
      starvedNanos = 0;
      clock.restart();
    }
    pace(before, now);
    clock.add(now);
    trip(before, now);
    rearranged = false;
    for (int code = 0; code < planes.length; code++) {
      if (find(now, code) == null) {
        rearranged |= planes[code] != null;
        planes[code] = null;
      }
    }
    boolean timed = now.reporting().window().compareTo(LEAST_TIMED) >= 0;
    for (PlaneResults results : now.planes()) {
      int code = Plane.code(results.network(), results.family());
      PlaneCells cells = planes[code];
      if (cells == null) {
        cells = new PlaneCells();
        planes[code] = cells;
        rearranged = true;
      }
      rearranged |= cells.hear(results, nodes, now.heardNanos(), timed);
    }
    return true;
  }

  private void trip(@Nullable Observer before, Observer now) {
    long trip = now.heardNanos() - now.reporting().uptime().toNanos();
    boolean external = !now.reporting().hasWindow(); // they do not tell their uptime
    if (external || before == null || !before.life().equals(now.life())) {
      leastTripNanos = trip;
    } else if (!before.reporting().uptime().equals(now.reporting().uptime())) {
      // The least one is forgotten slowly, because two clocks drift and may pause.
      long forgotten = (now.heardNanos() - before.heardNanos()) / MOST_DRIFT;
      leastTripNanos = Math.min(leastTripNanos + Math.max(0, forgotten), trip);
    }
  }

  private static @Nullable PlaneResults find(Observer observer, int code) {
    for (PlaneResults results : observer.planes()) {
      if (Plane.code(results.network(), results.family()) == code) {
        return results;
      }
    }
    return null;
  }

  private static boolean isSameHeartbeat(Observer before, Observer now) {
    return before.life().equals(now.life())
        && before.reporting().sequence() == now.reporting().sequence();
  }

  /** Rounds in a second between two heartbeats; 0 if they follow too soon to tell. */
  private static double pace(Observer.Reporting before, Observer.Reporting now) {
    double seconds = now.uptime().minus(before.uptime()).toMillis() / 1_000.0;
    return seconds < ENOUGH_SECONDS ? 0 : (now.rounds() - before.rounds()) / seconds;
  }

  private void pace(@Nullable Observer last, Observer now) {
    Observer.Reporting before = paced;
    if (before == null || last == null) {
      paced = now.reporting();
      pausedMillis = 0;
      return;
    }
    if (!isStarved()) { // one that was may catch up on rounds
      bestPace = Math.max(bestPace, pace(last.reporting(), now.reporting()));
    }
    pausedMillis += now.reporting().paused().toMillis();
    double seconds = now.reporting().uptime().minus(before.uptime()).toMillis() / 1_000.0;
    if (seconds < ENOUGH_SECONDS) {
      return; // a round more or less would decide
    }
    long rounds = now.reporting().rounds() - before.rounds();
    double share = bestPace == 0 ? 1 : (rounds + 1) / seconds / bestPace;
    double awake = Math.min(share, 1 - pausedMillis / 1_000.0 / seconds);
    if (awake < STARVED) {
      lastStarvedNanos = now.heardNanos();
    }
    boolean starved =
        awake < STARVED
            || (isStarved() && awake < RECOVERED && now.heardNanos() - lastStarvedNanos < MOMENT);
    starvedNanos = !starved ? 0 : starvedNanos == 0 ? now.heardNanos() : starvedNanos;
    paced = now.reporting();
    pausedMillis = 0;
  }

  /** Whether its last heartbeat was about other peers than the one before. */
  boolean isRearranged() {
    return rearranged;
  }

  /** The number of the zone that it names. */
  int zone(NameNumbers zones) {
    String name = last().zone();
    if (zone == NodeStates.NO_ZONE || !name.equals(zoneName)) {
      zoneName = name;
      zone = zones.of(name);
    }
    return zone;
  }

  /** Adds the numbers that this memory holds. */
  void addUsed(BitSet nodes, BitSet zones) {
    nodes.set(node);
    if (zone != NodeStates.NO_ZONE) {
      zones.set(zone);
    }
    for (@Nullable PlaneCells cells : planes) {
      for (int row = 0; cells != null && row < cells.rows(); row++) {
        nodes.set(cells.targets[row]);
      }
    }
  }

  /** When it sent its last heartbeat, as far as the fastest one of its life tells. */
  long saidNanos() {
    return saidNanos;
  }

  /** When it sent the last heartbeat whose answer it got before it said what it says now. */
  long answeredNanos() {
    return answeredNanos;
  }

  Observer last() {
    Observer known = last;
    if (known == null) {
      throw new IllegalStateException("not met yet");
    }
    return known;
  }

  /** Whether its process got too little time between its last two heartbeats. */
  boolean isStarved() {
    return starvedNanos != 0;
  }

  /** Whether its next heartbeat is late, by more than a heartbeat is late at times. */
  boolean isOverdue(long nowNanos) {
    return nowNanos > dueNanos;
  }

  boolean isStarvedFor(long nanos, long nowNanos) {
    return starvedNanos != 0 && nowNanos - starvedNanos >= nanos;
  }

  /** When it last said that its process got too little time. */
  long lastStarvedNanos() {
    return lastStarvedNanos;
  }

  /** How long its process has been running. */
  long ageNanos(long nowNanos) {
    return nowNanos - startedNanos;
  }

  /** Whether this engine has heard it since about the start of its process. */
  boolean isKnownFromStart() {
    return firstUptimeNanos < LinkCells.JOINING;
  }

  long changedNanos() {
    return changedNanos;
  }

  boolean hasChangedAddress() {
    return changedAddress;
  }

  ClockOffset clock() {
    return clock;
  }
}
