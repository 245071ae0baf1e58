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
 * Which peers this agent has: those it was given last, and those of the list before that the
 * exporter of the new one cannot know of, because it started later and they have been silent since.
 * Otherwise an exporter that restarts in the middle of an outage would make the dead vanish from
 * everybody's list. Not thread-safe.
 */
public final class PeerDirectory {
  /** As long as an exporter remembers a silent client, unless it was told otherwise. */
  static final Duration KEPT = Duration.ofHours(1);

  private record RetainedPeer(Peer peer, long sinceNanos) {}

  private final ProcessClock clock;
  private final Map<ClientId, RetainedPeer> kept = new TreeMap<>();
  private PeerList given;

  /** When an exporter last vouched for the list; never, for one that comes from a file. */
  private Optional<Long> vouchedNanos = Optional.empty();

  /**
   * @param loaded the peers of an earlier life; the first list that is given replaces them all
   */
  public PeerDirectory(ProcessClock clock, PeerList loaded) {
    this.clock = clock;
    this.given = loaded;
  }

  /** The peers of now, under the generation of the list that was given last. */
  public PeerList peers() {
    Map<ClientId, Peer> all = new TreeMap<>();
    given.peers().forEach(peer -> all.put(peer.id(), peer));
    kept.forEach((id, one) -> all.putIfAbsent(id, one.peer()));
    return new PeerList(given.generation(), all.values().stream().toList());
  }

  /**
   * An exporter answered; returns whether the peers changed by it.
   *
   * @param next its list, where it gave one
   * @param listening for how long that exporter has heard agents, where it vouches for the list
   */
  public boolean heard(Optional<PeerList> next, Optional<Duration> listening) {
    long now = clock.nanoTime();
    boolean changed = kept.values().removeIf(one -> isOver(one, now));
    if (next.isPresent()) {
      if (isYounger(listening, now)) {
        peers().peers().forEach(peer -> kept.putIfAbsent(peer.id(), new RetainedPeer(peer, now)));
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

  private boolean isYounger(Optional<Duration> listening, long now) {
    return listening.isPresent()
        && vouchedNanos.isPresent()
        && listening.get().toNanos() < now - vouchedNanos.get();
  }

  private static boolean isOver(RetainedPeer one, long now) {
    return now - one.sinceNanos() > KEPT.toNanos();
  }
}
