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
 * How many datagrams each network lost over the last minute. A heartbeat carries the counts of its
 * own window only, a few probes a link; it takes all of them over a minute to see one in a
 * thousand.
 *
 * <p>Loss is what a network loses of single datagrams: {@code icmp} and {@code udp} count, {@code
 * tcp} does not, for the kernel may repeat a SYN, and {@code mtu} does not, for it asks for a size.
 * Links that are down are left out: they are counted as down, and one dead node must not hide the
 * loss of all others. Refusals are answers, and this host's own errors never were on the network:
 * rows whose last failure was one of these are left out too.
 *
 * <p>A heartbeat that was long in coming carries the counts of all the time since the one before:
 * an outage that is over, say. Its counts are not of this minute, so it is left out.
 *
 * <p>Safe for any number of threads.
 */
@SuppressWarnings("EnumOrdinal") // indexes of arrays that live as long as this object
public final class LossWindow {
  private static final long SLOT_NANOS = Duration.ofSeconds(5).toNanos();
  private static final int SLOTS_SUMMED = 12;
  private static final int SLOTS = SLOTS_SUMMED + 1;
  private static final Set<ProbeKind> DATAGRAMS = EnumSet.of(ProbeKind.ICMP, ProbeKind.UDP);
  private static final List<FailureReason> NOT_LOST =
      List.of(FailureReason.REFUSED, FailureReason.LOCAL);

  /** A window of more intervals than these catches up on a time that is over. */
  private static final int MOST_INTERVALS = 3;

  /** Datagrams over the window. */
  public record Loss(long sent, long lost) {
    /** Lost by sent; empty where nothing was sent. */
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

  /** Counts an accepted heartbeat; once each, or its probes count twice. */
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
    return heartbeat.window().compareTo(heartbeat.interval().multipliedBy(MOST_INTERVALS)) > 0;
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
    // A sender that names a row twice must not take away from what others measured.
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
      // Whoever loses the race counts into the winner's slot.
      ring.compareAndSet(at, slot, new Slot(epoch));
      slot = ring.get(at);
    }
    return slot;
  }
}
