// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.peer;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Peer;
import io.netcheck.protocol.PeerList;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The peers by one exporter: those of its last list, and some of the list before. A peer stays if
 * the exporter of the new list started too late to have heard from it. Otherwise an exporter that
 * restarts during an outage would remove the unreachable peers from the lists of all agents. Not
 * thread-safe.
 */
public final class PeerDirectory {
  /** As long as an exporter remembers a silent client by default. */
  static final Duration KEPT = Duration.ofHours(1);

  /** The largest limit of an exporter. One that lies could otherwise fill the memory with names. */
  static final int MOST_KEPT = 1_000;

  private record RetainedPeer(Peer peer, long sinceNanos) {}

  private final ProcessClock clock;
  private final Map<ClientId, RetainedPeer> kept = new TreeMap<>();
  private PeerList given;

  /** When an exporter last confirmed the list; empty for a list from a file. */
  private Optional<Long> vouchedNanos = Optional.empty();

  /**
   * @param loaded the peers from before a restart; the first list from an exporter replaces them
   */
  public PeerDirectory(ProcessClock clock, PeerList loaded) {
    this.clock = clock;
    this.given = loaded;
  }

  /** The last list. */
  PeerList given() {
    return given;
  }

  /** The current peers, with the generation of the last list. */
  public PeerList peers() {
    Map<ClientId, Peer> all = new TreeMap<>();
    given.peers().forEach(peer -> all.put(peer.id(), peer));
    kept.forEach((id, one) -> all.putIfAbsent(id, one.peer()));
    return new PeerList(given.generation(), all.values().stream().toList());
  }

  /**
   * Takes the answer of an exporter, and returns whether it changed the peers.
   *
   * @param next the new list, if the answer has one
   * @param listening how long that exporter has been receiving heartbeats, if it confirms the list
   */
  public boolean heard(Optional<PeerList> next, Optional<Duration> listening) {
    long now = clock.nanoTime();
    boolean changed = kept.values().removeIf(one -> isOver(one, now));
    if (next.isPresent()) {
      if (isYounger(listening, now)) {
        peers().peers().forEach(peer -> keep(peer, now));
      }
      given = next.get();
      given.peers().forEach(peer -> kept.remove(peer.id()));
      changed = true;
    }
    if (next.isPresent() || listening.isPresent()) {
      vouchedNanos = Optional.of(now);
    }
    return changed;
  }

  private void keep(Peer peer, long now) {
    if (kept.size() < MOST_KEPT) {
      kept.putIfAbsent(peer.id(), new RetainedPeer(peer, now));
    }
  }

  private boolean isYounger(Optional<Duration> listening, long now) {
    return listening.isPresent()
        && vouchedNanos.isPresent()
        && listening.get().toNanos() < now - vouchedNanos.get();
  }

  private static boolean isOver(RetainedPeer one, long now) {
    return now - one.sinceNanos() > KEPT.toNanos();
  }
}
