// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.exporter.client.ClientJournal;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Heartbeat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;

/** What this exporter has to tell the others, until it has. Bounded by the number of clients. */
final class EtcdJournal implements ClientJournal {
  /** Nobody sends more within a second; while etcd is away only the last ones matter. */
  private static final int MOST_SEQUENCES = 16;

  /** One life of a client. */
  record Spoken(ClientId id, String instance) {}

  /** What was heard of it since the others were told. */
  record Heard(List<Long> sequences, long atNanos, boolean probing) {
    Heard {
      sequences = List.copyOf(sequences);
    }
  }

  /** A client that is known no more. */
  record Forgotten(ClientId id, String instance, long sequence) {}

  private final ProcessClock clock;
  private final KnownRevisions shelf;
  private final HeartbeatGaps gaps = new HeartbeatGaps();
  private final ConcurrentMap<Spoken, Heard> heard = new ConcurrentHashMap<>();
  private final Set<ClientId> changed = ConcurrentHashMap.newKeySet();
  private final Queue<Forgotten> forgotten = new ConcurrentLinkedQueue<>();

  /** Whether the others can be heard, so that what they do not say means something. */
  private volatile boolean connected;

  EtcdJournal(ProcessClock clock, KnownRevisions shelf) {
    this.clock = clock;
    this.shelf = shelf;
  }

  @Override
  public void heard(Heartbeat heartbeat, boolean holder, boolean probing) {
    long now = clock.nanoTime();
    heard.merge(
        new Spoken(heartbeat.client(), heartbeat.instance()),
        new Heard(List.of(heartbeat.sequence()), now, probing),
        EtcdJournal::both);
    if (holder && shelf.isDue(heartbeat, now)) {
      changed.add(heartbeat.client());
    }
  }

  private static Heard both(Heard before, Heard after) {
    List<Long> sequences = new ArrayList<>(before.sequences);
    sequences.addAll(after.sequences);
    int from = Math.max(0, sequences.size() - MOST_SEQUENCES);
    return new Heard(sequences.subList(from, sequences.size()), after.atNanos, after.probing);
  }

  @Override
  public void changed(ClientId id) {
    changed.add(id);
  }

  @Override
  public void forgotten(ClientId id, String instance, long sequence) {
    forgotten.add(new Forgotten(id, instance, sequence));
  }

  @Override
  public long missed(Heartbeat next, long count) {
    return connected
        ? gaps.note(next.client(), next.instance(), next.sequence(), count, clock.nanoTime())
        : 0;
  }

  void connected(boolean yes) {
    connected = yes;
    if (!yes) {
      gaps.clear();
    }
  }

  HeartbeatGaps gaps() {
    return gaps;
  }

  /** What was heard; it stays until {@link #told} is. */
  Map<Spoken, Heard> heard() {
    return Map.copyOf(heard);
  }

  void told(Map<Spoken, Heard> those) {
    those.forEach(heard::remove);
  }

  Set<ClientId> changed() {
    return changed;
  }

  Queue<Forgotten> forgotten() {
    return forgotten;
  }
}
