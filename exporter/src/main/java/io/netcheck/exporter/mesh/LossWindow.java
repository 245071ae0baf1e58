// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.mesh;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ProbeColumn;
import io.netcheck.protocol.ProbeKind;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * The datagrams that each network lost over the last minute. One heartbeat has only a few probes
 * per link; a loss of one in a thousand shows only in the sum of a minute.
 *
 * <p>Probes {@code icmp} and {@code udp} count. {@code tcp} does not count because the kernel may
 * repeat a SYN, and {@code mtu} does not count because it tests a size. Links that are down do not
 * count: they are reported as down, and one dead node must not hide the loss of all other links.
 * Rows whose last failure was a refusal or an error of the local host do not count either: a
 * refusal is an answer, and a local error never reached the network.
 *
 * <p>A late heartbeat covers all the time since the one before, perhaps an outage that is over. Its
 * counts do not belong to this minute, so it is ignored.
 *
 * <p>Thread-safe.
 */
@SuppressWarnings("EnumOrdinal") // indexes of arrays that live as long as this object
public final class LossWindow {
  private static final long SLOT_NANOS = Duration.ofSeconds(5).toNanos();
  private static final int SLOTS_SUMMED = 12;
  private static final int SLOTS = SLOTS_SUMMED + 1;
  private static final Set<ProbeKind> DATAGRAMS = EnumSet.of(ProbeKind.ICMP, ProbeKind.UDP);
  private static final List<FailureReason> NOT_LOST =
      List.of(FailureReason.REFUSED, FailureReason.LOCAL);

  /** A window of more intervals than this covers a time that is over. */
  private static final int MOST_INTERVALS = 3;

  /** Datagrams over the window. */
  public record Loss(long sent, long lost) {
    /** The share of sent datagrams that were lost; empty if none was sent. */
    public OptionalDouble ratio() {
      return sent == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) lost / sent);
    }
  }

  private static final class Slot {
    final long epoch;
    final LongAdder[] sent = adders();
    final LongAdder[] lost = adders();

    Slot(long epoch) {
      this.epoch = epoch;
    }

    private static LongAdder[] adders() {
      LongAdder[] adders = new LongAdder[Network.values().length];
      for (int i = 0; i < adders.length; i++) {
        adders[i] = new LongAdder();
      }
      return adders;
    }
  }

  private final ProcessClock clock;
  private final AtomicReferenceArray<Slot> ring = new AtomicReferenceArray<>(SLOTS);

  public LossWindow(ProcessClock clock) {
    this.clock = clock;
    for (int i = 0; i < SLOTS; i++) {
      ring.set(i, new Slot(Long.MIN_VALUE));
    }
  }

  /**
   * Counts an accepted heartbeat. Must be called once for each, otherwise its probes count twice.
   */
  public void record(Heartbeat heartbeat) {
    if (heartbeat.planes().isEmpty() || catchesUp(heartbeat)) {
      return;
    }
    Slot slot = slot(epoch());
    for (PlaneResults plane : heartbeat.planes()) {
      for (ProbeKind kind : DATAGRAMS) {
        ProbeColumn column = plane.probes().get(kind);
        if (column != null) {
          count(slot, plane, column);
        }
      }
    }
  }

  private static boolean catchesUp(Heartbeat heartbeat) {
    return heartbeat.window().compareTo(heartbeat.effectiveInterval().multipliedBy(MOST_INTERVALS))
        > 0;
  }

  private static void count(Slot slot, PlaneResults plane, ProbeColumn column) {
    long sent = 0;
    long lost = 0;
    for (int row = 0; row < column.rows(); row++) {
      if (plane.up()[row] != LinkState.DOWN.code()) {
        sent += column.sent()[row];
        lost += column.failed()[row];
      }
    }
    for (FailureReason reason : NOT_LOST) {
      for (int row : column.reasons().getOrDefault(reason, List.of())) {
        if (plane.up()[row] != LinkState.DOWN.code()) {
          sent -= column.sent()[row];
          lost -= column.failed()[row];
        }
      }
    }
    // A sender that names a row twice must not change the counts of other senders.
    slot.sent[plane.network().ordinal()].add(Math.max(0, sent));
    slot.lost[plane.network().ordinal()].add(Math.clamp(lost, 0, Math.max(0, sent)));
  }

  /** The last minute, by network. */
  public Map<Network, Loss> lastMinute() {
    long now = epoch();
    Map<Network, Loss> losses = new EnumMap<>(Network.class);
    for (Network network : Network.values()) {
      long sent = 0;
      long lost = 0;
      for (int i = 0; i < SLOTS; i++) {
        Slot slot = ring.get(i);
        if (slot.epoch > now - SLOTS_SUMMED && slot.epoch <= now) {
          sent += slot.sent[network.ordinal()].sum();
          lost += slot.lost[network.ordinal()].sum();
        }
      }
      losses.put(network, new Loss(sent, lost));
    }
    return losses;
  }

  private long epoch() {
    return Math.floorDiv(clock.nanoTime(), SLOT_NANOS);
  }

  private Slot slot(long epoch) {
    int at = (int) Math.floorMod(epoch, (long) SLOTS);
    Slot slot = ring.get(at);
    if (slot.epoch < epoch) {
      // The thread that loses the race counts into the winner's slot.
      ring.compareAndSet(at, slot, new Slot(epoch));
      slot = ring.get(at);
    }
    return slot;
  }
}
