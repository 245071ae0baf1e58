// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import io.netcheck.agent.probe.AgentIdentity;
import io.netcheck.agent.probe.ProbeTarget;
import io.netcheck.daemon.AddressKey;
import io.netcheck.protocol.ProbeKind;
import java.util.Map;
import java.util.Objects;

/**
 * Which probes were answered on links to agents that were no peers then, or are none any more. If
 * such an agent becomes a peer and does not answer, its link broke: it is not one that never
 * worked.
 *
 * <p>It knows a link by a hash of its key, its address and the kind of probe, in 16 bytes. When it
 * has {@link #MOST} it goes on with a new table and keeps that one until the next is full, so it
 * never forgets the last ones. Thread-safe.
 */
public final class AnsweredLinks {
  /**
   * Of 10,000 agents with six probes each: 2 MiB, and as much again for the table before. A sweep
   * of so many answers the same ones again and adds none, so there is one table only.
   */
  static final int MOST = 65_536;

  private Table table = new Table();
  private Table before = new Table();

  /**
   * A probe was answered.
   *
   * @param rtt in nanoseconds
   * @param pathWorks whether that proves that the path works
   */
  public synchronized void answered(
      LinkKey key, ProbeKind kind, ProbeTarget target, long rtt, boolean pathWorks) {
    long hash = hash(key, kind, target);
    if (table.size == MOST && table.get(hash) == 0) {
      before = table;
      table = new Table();
    }
    table.put(hash, pathWorks ? Math.max(1, rtt) : -Math.max(1, rtt));
  }

  /** Remembers what was answered on a link whose agent is no peer any more. */
  synchronized void keep(Link link) {
    boolean pathWorks = link.hasWorked();
    link.lastRttNanos()
        .forEach((kind, rtt) -> {
          ProbeTarget target = link.targets().get(kind);
          if (target != null) {
            answered(link.key(), kind, target, rtt, pathWorks);
          }
        });
  }

  /** Tells {@code link}, which is new, what was answered. */
  synchronized void remind(Link link) {
    for (Map.Entry<ProbeKind, ProbeTarget> entry : link.targets().entrySet()) {
      long hash = hash(link.key(), entry.getKey(), entry.getValue());
      long last = table.get(hash);
      long rtt = last != 0 ? last : before.get(hash);
      if (rtt != 0) {
        link.remember(entry.getKey(), Math.abs(rtt), rtt > 0);
      }
    }
  }

  /** Round trips by hash. */
  private static final class Table {
    private static final int FIRST_SLOTS = 64;

    /** 0 in a free slot. Twice as many slots as entries, at least. */
    private long[] hashes = new long[FIRST_SLOTS];

    /** Negative if the answer did not prove that the path works. */
    private long[] rttNanos = new long[FIRST_SLOTS];

    private int size;

    /** 0 if there is none. */
    long get(long hash) {
      return rttNanos[slot(hash)];
    }

    void put(long hash, long rtt) {
      if (2 * size >= hashes.length && get(hash) == 0) {
        grow();
      }
      int slot = slot(hash);
      size += hashes[slot] == 0 ? 1 : 0;
      hashes[slot] = hash;
      rttNanos[slot] = rtt;
    }

    /** Where {@code hash} is, or the free slot for it. */
    private int slot(long hash) {
      int mask = hashes.length - 1;
      int slot = (int) (hash >>> 32) & mask;
      while (hashes[slot] != 0 && hashes[slot] != hash) {
        slot = (slot + 1) & mask;
      }
      return slot;
    }

    private void grow() {
      long[] full = hashes;
      long[] rtts = rttNanos;
      hashes = new long[2 * full.length];
      rttNanos = new long[hashes.length];
      size = 0;
      for (int i = 0; i < full.length; i++) {
        if (full[i] != 0) {
          put(full[i], rtts[i]);
        }
      }
    }
  }

  private static long hash(LinkKey key, ProbeKind kind, ProbeTarget target) {
    AddressKey address = AddressKey.of(target.address());
    int place = Objects.hash(key.network(), kind, target.port());
    long hash = mix(AgentIdentity.of(key.peer()).code() ^ place);
    hash = mix(mix(hash ^ address.high()) ^ address.low());
    return hash == 0 ? 1 : hash;
  }

  /** A bijection whose values look random: the finalizer of SplitMix64. */
  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
