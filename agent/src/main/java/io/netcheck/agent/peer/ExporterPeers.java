// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.peer;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.HeartbeatAnswer;
import io.netcheck.protocol.Peer;
import io.netcheck.protocol.PeerList;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The peers of this agent by what all its exporters say. Exporters that hear the same agents give
 * equal lists. While the lists differ, the peers are all that some exporter names, because one that
 * has just started, or that some agents cannot reach, knows fewer. If they name different addresses
 * of a peer, the one that was told last counts.
 *
 * <p>An exporter that does not answer for three heartbeats no longer has a say while another one
 * answers, so that a node that is removed meanwhile is not probed for ever. Thread-safe.
 */
public final class ExporterPeers {
  /** An exporter that has not answered for so many intervals is silent. */
  private static final int SILENT_INTERVALS = 3;

  private final ProcessClock clock;
  private final Duration interval;
  private final List<Voice> voices = new ArrayList<>();

  /** Peers that only exporters named that are gone or silent, and until when they stay. */
  private final Map<ClientId, Left> left = new HashMap<>();

  private PeerList peers;

  private record Left(Peer peer, long untilNanos) {}

  /** What an exporter says of a peer, and since when it says so. */
  private record Said(Peer peer, long sinceNanos) {}

  /**
   * @param interval between two heartbeats, unless an exporter asks for a longer one
   * @param loaded the peers from before a restart; the lists of the exporters replace them
   */
  public ExporterPeers(ProcessClock clock, Duration interval, PeerList loaded) {
    this.clock = clock;
    this.interval = interval;
    this.peers = loaded;
  }

  /** The current peers. */
  public synchronized PeerList peers() {
    return peers;
  }

  /**
   * An exporter gets heartbeats from now on. Until it says otherwise, it is told that this agent
   * has the list of another one, so that it gives no shorter list before it has heard all agents.
   */
  public synchronized Voice join() {
    PeerList base =
        speaking().stream().findFirst().map(voice -> voice.directory.given()).orElse(peers);
    Voice voice = new Voice(new PeerDirectory(clock, base));
    voices.add(voice);
    return voice;
  }

  /** One exporter. */
  public final class Voice {
    private final PeerDirectory directory;
    private final Map<ClientId, Said> said = new HashMap<>();

    /** Whether its list counts: it has given or confirmed one, and was not silent since. */
    private boolean counts;

    private long answeredNanos;
    private Duration patience = Duration.ZERO;
    private Duration listening = Duration.ZERO;

    private Voice(PeerDirectory directory) {
      this.directory = directory;
    }

    /** The generation of the list that this exporter gave, or that it does not know yet. */
    public String generation() {
      synchronized (ExporterPeers.this) {
        return directory.given().generation();
      }
    }

    /** Takes an answer of this exporter, and returns whether the peers changed. */
    public boolean heard(HeartbeatAnswer answer) {
      synchronized (ExporterPeers.this) {
        boolean changed = directory.heard(answer.peers(), answer.listening());
        boolean vouches = answer.peers().isPresent() || answer.listening().isPresent();
        answeredNanos = clock.nanoTime();
        patience = answer.stretch().of(interval).multipliedBy(SILENT_INTERVALS);
        if (answer.listening().isPresent()) {
          listening = answer.listening().get();
        }
        if (vouches && (changed || !counts)) {
          note();
          counts = true;
          changed = true;
        }
        return look(changed);
      }
    }

    /** It gets no heartbeats any more. */
    public void leave() {
      synchronized (ExporterPeers.this) {
        voices.remove(this);
        if (counts) {
          retire(this);
        }
      }
    }

    private void note() {
      long now = clock.nanoTime();
      Map<ClientId, Said> before = Map.copyOf(said);
      said.clear();
      for (Peer peer : directory.given().peers()) {
        Said last = before.get(peer.id());
        said.put(peer.id(), last != null && last.peer().equals(peer) ? last : new Said(peer, now));
      }
    }

    private boolean isSilent(long nowNanos) {
      return nowNanos - answeredNanos > patience.toNanos();
    }
  }

  private List<Voice> speaking() {
    long now = clock.nanoTime();
    return voices.stream().filter(voice -> voice.counts && !voice.isSilent(now)).toList();
  }

  /** Returns whether the peers changed. */
  private boolean look(boolean changed) {
    long now = clock.nanoTime();
    List<Voice> speaking = speaking();
    if (speaking.isEmpty()) {
      return false;
    }
    boolean different = changed || left.values().removeIf(one -> one.untilNanos() - now < 0);
    for (Voice voice : voices) {
      if (voice.counts && voice.isSilent(now)) {
        voice.counts = false;
        retire(voice);
        different = true;
      }
    }
    if (!different) {
      return false;
    }
    PeerList merged = merged(speaking);
    boolean news = !merged.equals(peers);
    peers = merged;
    return news;
  }

  /**
   * An exporter is gone or silent. What only it knew stays for as long as an exporter remembers a
   * silent agent, because those that go on may have started too late to have heard from it.
   */
  private void retire(Voice voice) {
    long until = clock.nanoTime() + PeerDirectory.KEPT.toNanos();
    List<Voice> others = speaking();
    for (Peer peer : voice.directory.peers().peers()) {
      boolean known = others.stream().anyMatch(other -> other.said.containsKey(peer.id()));
      if (!known && left.size() < PeerDirectory.MOST_KEPT) {
        left.putIfAbsent(peer.id(), new Left(peer, until));
      }
    }
  }

  private PeerList merged(List<Voice> speaking) {
    Map<ClientId, Said> all = new HashMap<>();
    for (Voice voice : speaking) {
      voice.said.forEach(
          (id, one) -> all.merge(id, one, (a, b) -> b.sinceNanos() - a.sinceNanos() > 0 ? b : a));
    }
    TreeMap<ClientId, Peer> merged = new TreeMap<>();
    all.forEach((id, one) -> merged.put(id, one.peer()));
    left.keySet().removeAll(merged.keySet());
    boolean complete =
        speaking.stream().anyMatch(voice -> voice.listening.compareTo(PeerDirectory.KEPT) >= 0);
    if (!complete) {
      for (Voice voice : speaking) {
        voice.directory.peers().peers().forEach(peer -> merged.putIfAbsent(peer.id(), peer));
      }
      left.values().forEach(one -> merged.put(one.peer().id(), one.peer()));
    }
    return new PeerList(
        speaking.getFirst().directory.given().generation(), List.copyOf(merged.values()));
  }
}
