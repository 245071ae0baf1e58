// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.mesh;

import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.Network;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Counts the links of one network while a {@link Mesh} is built. */
@SuppressWarnings("EnumOrdinal") // indexes of arrays that live as long as this object
final class NetworkTally {
  /** Counts of one family: down and up at the code of the state, unknown at the end. */
  private static final int STATES = 3;

  private final Network network;
  private final ZoneNumbers zones;
  private final int[][] families = new int[IpFamily.values().length][STATES];
  private final int rows;

  /** Allocated with the first value, because some clients measure no round trips. */
  private int[] means = {};

  private int measured;
  private int longest;
  private int narrowPaths;
  private int narrowestBytes = Integer.MAX_VALUE;
  private final @Nullable PairCount[] pairs =
      new @Nullable PairCount[ZoneNumbers.NUMBERS * ZoneNumbers.NUMBERS];

  private static final class PairCount {
    final int[] states = new int[STATES];
    long sumMicros;
    int measured;
    int maxMicros;
  }

  NetworkTally(Network network, ZoneNumbers zones, int rows) {
    this.network = network;
    this.zones = zones;
    this.rows = rows;
  }

  void add(IpFamily family, int state, MeshNode source, @Nullable MeshNode target) {
    int slot = state == LinkState.UNKNOWN.code() ? STATES - 1 : state;
    families[family.ordinal()][slot]++;
    if (target != null) {
      pair(source, target).states[slot]++;
    }
  }

  void rtt(int meanMicros, int maxMicros, MeshNode source, MeshNode target) {
    if (measured == 0) {
      means = new int[rows];
    }
    means[measured++] = meanMicros;
    longest = Math.max(longest, maxMicros);
    PairCount pair = pair(source, target);
    pair.sumMicros += meanMicros;
    pair.measured++;
    pair.maxMicros = Math.max(pair.maxMicros, Math.max(meanMicros, maxMicros));
  }

  /** Adds a link whose path carries no more than {@code pathMtuBytes}. */
  void narrow(int pathMtuBytes) {
    narrowPaths++;
    narrowestBytes = Math.min(narrowestBytes, pathMtuBytes);
  }

  private PairCount pair(MeshNode source, MeshNode target) {
    int at = source.zoneIndex * ZoneNumbers.NUMBERS + target.zoneIndex;
    PairCount pair = pairs[at];
    if (pair == null) {
      pair = new PairCount();
      pairs[at] = pair;
    }
    return pair;
  }

  boolean isUsed() {
    for (int[] states : families) {
      if (totals(states).total() > 0) {
        return true;
      }
    }
    return false;
  }

  private static LinkTotals totals(int[] states) {
    return new LinkTotals(
        states[LinkState.UP.code()], states[LinkState.DOWN.code()], states[STATES - 1]);
  }

  NetworkSummary summary() {
    LinkTotals all = LinkTotals.NONE;
    EnumMap<IpFamily, LinkTotals> byFamily = new EnumMap<>(IpFamily.class);
    for (IpFamily family : IpFamily.values()) {
      LinkTotals some = totals(families[family.ordinal()]);
      if (some.total() > 0) {
        byFamily.put(family, some);
        all = all.plus(some);
      }
    }
    return new NetworkSummary(
        network,
        all,
        byFamily,
        RttMicros.of(means, measured, longest),
        narrowPaths == 0
            ? Optional.empty()
            : Optional.of(new NarrowPaths(narrowPaths, narrowestBytes)));
  }

  List<ZonePair> zonePairs() {
    List<ZonePair> all = new ArrayList<>();
    for (int at = 0; at < pairs.length; at++) {
      PairCount pair = pairs[at];
      if (pair != null) {
        all.add(
            new ZonePair(
                network,
                zones.name(at / ZoneNumbers.NUMBERS),
                zones.name(at % ZoneNumbers.NUMBERS),
                totals(pair.states),
                pair.measured == 0 ? 0 : (int) (pair.sumMicros / pair.measured),
                pair.maxMicros));
      }
    }
    all.sort(Comparator.comparing(ZonePair::sourceZone).thenComparing(ZonePair::targetZone));
    return all;
  }
}
