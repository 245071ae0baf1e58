// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import io.netcheck.exporter.client.ClientRecord;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Heartbeat;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** What etcd has of each client, as far as this exporter has read or written it. Thread-safe. */
final class KnownRevisions {
  /** What has not changed is written again after this, and up to twice as long, */
  private static final Duration SLOW_BEAT = Duration.ofSeconds(80);

  /**
   * @param revision at which the client's record was written
   * @param material of the heartbeat in it
   * @param standing what else is in it
   * @param atNanos when this exporter wrote or read it
   */
  record Entry(long revision, long material, long standing, long atNanos) {
    static Entry of(long revision, ClientRecord record, Duration freshness, long atNanos) {
      return new Entry(
          revision,
          ContentDigest.of(record.holder().last()),
          ContentDigest.standing(record, freshness),
          atNanos);
    }

    /** Something that nobody here understands. */
    static Entry unknown(long revision) {
      return new Entry(revision, 0, -1, 0);
    }

    boolean says(Entry other) {
      return material == other.material && standing == other.standing;
    }
  }

  private final ConcurrentMap<ClientId, Entry> entries = new ConcurrentHashMap<>();

  /** The revisions of the keys that say who was forgotten. */
  private final ConcurrentMap<ClientId, Long> forgotten = new ConcurrentHashMap<>();

  Optional<Entry> of(ClientId id) {
    return Optional.ofNullable(entries.get(id));
  }

  void put(ClientId id, Entry entry) {
    entries.put(id, entry);
  }

  /** The revision at which etcd was told that nobody knows it any more; 0 where it was not. */
  long forgotten(ClientId id) {
    return forgotten.getOrDefault(id, 0L);
  }

  void forget(ClientId id, long revision) {
    forgotten.put(id, revision);
  }

  /** etcd says no longer that nobody knows it. */
  void remember(ClientId id) {
    forgotten.remove(id);
  }

  void remove(ClientId id) {
    entries.remove(id);
  }

  /** Nothing is there of it, neither its record nor that it was forgotten. */
  void clear(ClientId id) {
    entries.remove(id);
    forgotten.remove(id);
  }

  void clear() {
    entries.clear();
    forgotten.clear();
  }

  /** Whether the record of its client is to be written because of {@code heartbeat}. */
  boolean isDue(Heartbeat heartbeat, long nowNanos) {
    Entry entry = entries.get(heartbeat.client());
    return entry == null
        || entry.material != ContentDigest.of(heartbeat)
        || isOld(heartbeat.client(), entry, nowNanos);
  }

  /** So that what was written together is not for ever. */
  boolean isOld(ClientId id, Entry entry, long nowNanos) {
    long slow = SLOW_BEAT.toNanos();
    return nowNanos - entry.atNanos > slow + Math.floorMod(id.hashCode() * 0x9E3779B97F4AL, slow);
  }
}
