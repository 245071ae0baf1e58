// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import io.netcheck.exporter.client.ClientRecord;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Heartbeat;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** What this exporter last read or wrote of each client in etcd. Thread-safe. */
final class KnownRevisions {
  /**
   * @param revision at which the client's record was written
   * @param heartbeat the digest of the heartbeat in the record
   * @param context the digest of the rest of the record
   * @param atNanos when this exporter wrote or read it
   */
  record Entry(long revision, long heartbeat, long context, long atNanos) {
    static Entry of(long revision, ClientRecord record, Duration freshness, long atNanos) {
      return new Entry(
          revision,
          ContentDigest.of(record.holder().last()),
          ContentDigest.of(record, freshness),
          atNanos);
    }

    /** A value that this version cannot read. */
    static Entry unknown(long revision) {
      return new Entry(revision, 0, -1, 0);
    }

    boolean says(Entry other) {
      return heartbeat == other.heartbeat && context == other.context;
    }
  }

  private final ConcurrentMap<ClientId, Entry> entries = new ConcurrentHashMap<>();

  /** The revisions of the keys of forgotten clients. */
  private final ConcurrentMap<ClientId, Long> forgotten = new ConcurrentHashMap<>();

  Optional<Entry> of(ClientId id) {
    return Optional.ofNullable(entries.get(id));
  }

  void put(ClientId id, Entry entry) {
    entries.put(id, entry);
  }

  /** The revision of the key that says that the client was forgotten; 0 if there is none. */
  long forgotten(ClientId id) {
    return forgotten.getOrDefault(id, 0L);
  }

  void forget(ClientId id, long revision) {
    forgotten.put(id, revision);
  }

  /** The key that says that the client was forgotten is gone. */
  void remember(ClientId id) {
    forgotten.remove(id);
  }

  void remove(ClientId id) {
    entries.remove(id);
  }

  /** Both keys of the client are gone. */
  void clear(ClientId id) {
    entries.remove(id);
    forgotten.remove(id);
  }

  void clear() {
    entries.clear();
    forgotten.clear();
  }

  /** Whether {@code heartbeat} makes it necessary to write the record of its client. */
  boolean isDue(Heartbeat heartbeat, long nowNanos) {
    Entry entry = entries.get(heartbeat.client());
    return entry == null
        || entry.heartbeat != ContentDigest.of(heartbeat)
        || isOld(heartbeat.client(), entry, nowNanos);
  }

  /** Whether an unchanged record is due; the time differs by client to spread the writes. */
  boolean isOld(ClientId id, Entry entry, long nowNanos) {
    return SlowBeat.isOver(id.hashCode(), nowNanos - entry.atNanos);
  }
}
