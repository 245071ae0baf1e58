// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import io.netcheck.agent.probe.AgentIdentity;
import io.netcheck.agent.probe.ProbeTarget;
import io.netcheck.daemon.AddressKey;
import io.netcheck.protocol.ProbeKind;
import java.util.Map;
import java.util.Objects;

/**
 * Which probes were answered on links to agents that were no peers then. If such an agent becomes a
 * peer and does not answer, its link broke: it is not one that never worked.
 *
 * <p>It knows a link by a hash of its key, its address and the kind of probe, in 16 bytes. When it
 * is full it forgets everything, because the next sweep tells it again. Thread-safe.
 */
public final class AnsweredLinks {
  /** Of 5,000 agents with six probes each. */
  private static final int MOST = 32_768;

  private static final int FIRST_SLOTS = 64;

  /** 0 in a free slot. Twice as many slots as entries, at least. */
  private long[] hashes = new long[FIRST_SLOTS];

  /** Negative if the answer did not prove that the path works. */
  private long[] rttNanos = new long[FIRST_SLOTS];

  private int size;

  /**
   * A probe was answered.
   *
   * @param rtt in nanoseconds
   * @param pathWorks whether that proves that the path works
   */
  public synchronized void answered(
      LinkKey key, ProbeKind kind, ProbeTarget target, long rtt, boolean pathWorks) {
    if (size == MOST) {
      hashes = new long[FIRST_SLOTS];
      rttNanos = new long[FIRST_SLOTS];
      size = 0;
    } else if (2 * size >= hashes.length) {
      grow();
    }
    put(hash(key, kind, target), pathWorks ? Math.max(1, rtt) : -Math.max(1, rtt));
  }

  /** Tells {@code link}, which is new, what was answered. */
  synchronized void remind(Link link) {
    for (Map.Entry<ProbeKind, ProbeTarget> entry : link.targets().entrySet()) {
      long rtt = rttNanos[slot(hash(link.key(), entry.getKey(), entry.getValue()))];
      if (rtt != 0) {
        link.remember(entry.getKey(), Math.abs(rtt), rtt > 0);
      }
    }
  }

  private void put(long hash, long rtt) {
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
    long[] before = hashes;
    long[] rtts = rttNanos;
    hashes = new long[2 * before.length];
    rttNanos = new long[hashes.length];
    size = 0;
    for (int i = 0; i < before.length; i++) {
      if (before[i] != 0) {
        put(before[i], rtts[i]);
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
