// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.mesh;

import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.LinkState;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Collects what the clients report about services, or about names at resolvers. */
final class CheckTally {
  private record What(String name, String via) implements Comparable<What> {
    @Override
    public int compareTo(What other) {
      int byName = name.compareTo(other.name);
      return byName != 0 ? byName : via.compareTo(other.via);
    }
  }

  private static final class Tally {
    int up;
    int down;
    int unknown;
    long micros;
    int timed;
    final TreeSet<String> failing = new TreeSet<>();
    final EnumMap<FailureReason, Integer> reasons = new EnumMap<>(FailureReason.class);
  }

  private final Map<What, Tally> tallies = new TreeMap<>();

  void add(
      String name,
      String via,
      String node,
      LinkState state,
      int micros,
      Optional<FailureReason> reason) {
    Tally tally = tallies.computeIfAbsent(new What(name, via), _ -> new Tally());
    switch (state) {
      case UP -> {
        tally.up++;
        if (micros > 0) {
          tally.micros += micros;
          tally.timed++;
        }
      }
      case DOWN -> {
        tally.down++;
        tally.failing.add(node);
        reason.ifPresent(r -> tally.reasons.merge(r, 1, Integer::sum));
      }
      case UNKNOWN -> tally.unknown++;
    }
  }

  List<CheckSummary> all() {
    List<CheckSummary> all = new ArrayList<>();
    tallies.forEach((what, tally) ->
        all.add(
            new CheckSummary(
                what.name,
                what.via,
                new LinkTotals(tally.up, tally.down, tally.unknown),
                List.copyOf(tally.failing),
                tally.reasons.entrySet().stream()
                    .max(Map.Entry.comparingByValue())
                    .map(Map.Entry::getKey),
                tally.timed == 0 ? 0 : (int) (tally.micros / tally.timed))));
    return all;
  }
}
