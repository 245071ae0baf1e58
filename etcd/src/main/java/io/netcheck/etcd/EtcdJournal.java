// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.exporter.client.ClientJournal;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Heartbeat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;

/**
 * What this exporter must still tell the other exporters. Bounded by the number of clients.
 * Thread-safe.
 */
final class EtcdJournal implements ClientJournal {
  /** No client sends more in a second. While etcd is unreachable only the last ones matter. */
  private static final int MOST_SEQUENCES = 16;

  /** The heartbeats of one instance since the last report to the other exporters. */
  record HeardHeartbeats(List<Long> sequences, long atNanos, boolean probing) {
    HeardHeartbeats {
      sequences = List.copyOf(sequences);
    }
  }

  /** A client that this exporter forgot, with its last heartbeat. */
  record ForgottenClient(ClientId id, String instance, long sequence) {}

  private final ProcessClock clock;
  private final KnownRevisions revisions;
  private final HeartbeatGaps gaps = new HeartbeatGaps();
  private final ConcurrentMap<ClientInstance, HeardHeartbeats> heard = new ConcurrentHashMap<>();
  private final Set<ClientId> changed = ConcurrentHashMap.newKeySet();
  private final Queue<ForgottenClient> forgotten = new ConcurrentLinkedQueue<>();

  /** Whether the other exporters can be heard, so that their silence means something. */
  private volatile boolean connected;

  EtcdJournal(ProcessClock clock, KnownRevisions revisions) {
    this.clock = clock;
    this.revisions = revisions;
  }

  @Override
  public void heard(Heartbeat heartbeat, boolean holder, boolean probing) {
    long now = clock.nanoTime();
    heard.merge(
        new ClientInstance(heartbeat.client(), heartbeat.instance()),
        new HeardHeartbeats(List.of(heartbeat.sequence()), now, probing),
        EtcdJournal::both);
    if (holder && revisions.isDue(heartbeat, now)) {
      changed.add(heartbeat.client());
    }
  }

  private static HeardHeartbeats both(HeardHeartbeats before, HeardHeartbeats after) {
    List<Long> sequences = new ArrayList<>(before.sequences);
    sequences.addAll(after.sequences);
    int from = Math.max(0, sequences.size() - MOST_SEQUENCES);
    return new HeardHeartbeats(
        sequences.subList(from, sequences.size()), after.atNanos, after.probing);
  }

  @Override
  public void changed(ClientId id) {
    changed.add(id);
  }

  @Override
  public void forgotten(ClientId id, String instance, long sequence) {
    forgotten.add(new ForgottenClient(id, instance, sequence));
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

  /** The heartbeats to report; they stay until {@link #told}. */
  Map<ClientInstance, HeardHeartbeats> heard() {
    return new HashMap<>(heard);
  }

  void told(Map<ClientInstance, HeardHeartbeats> those) {
    those.forEach(heard::remove);
  }

  Set<ClientId> changed() {
    return changed;
  }

  Queue<ForgottenClient> forgotten() {
    return forgotten;
  }
}
