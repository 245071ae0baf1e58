// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.mesh;

import io.netcheck.protocol.DnsResult;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.ServiceResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Collects what the clients report about services, or about names at resolvers. */
final class CheckTally {
  private static final class Tally {
    int up;
    int down;
    int unknown;
    long micros;
    int timed;
    long synRetries;
    Optional<Instant> tlsNotAfter = Optional.empty();
    final TreeSet<String> failing = new TreeSet<>();
    final EnumMap<FailureReason, Integer> reasons = new EnumMap<>(FailureReason.class);
  }

  private final Map<CheckSummary.Subject, Tally> tallies = new TreeMap<>();

  /**
   * @param believed whether what the client says about states counts
   */
  void add(ServiceResult result, String node, boolean believed) {
    Tally tally =
        tally(result.service(), result.probe(), result.family().map(IpFamily::label).orElse(""));
    state(tally, node, believed ? result.state() : LinkState.UNKNOWN, result.reason());
    if (believed && result.state() == LinkState.UP) {
      time(tally, result.totalMicros());
    }
    tally.synRetries += result.synRetries();
    if (result.tlsNotAfter().isPresent()
        && tally.tlsNotAfter.filter(result.tlsNotAfter().get()::isAfter).isEmpty()) {
      tally.tlsNotAfter = result.tlsNotAfter();
    }
  }

  /**
   * @param believed whether what the client says about states counts
   */
  void add(DnsResult result, String node, boolean believed) {
    Tally tally = tally(result.name(), result.resolver(), result.transport().label());
    state(tally, node, believed ? result.state() : LinkState.UNKNOWN, result.reason());
    if (believed && result.state() == LinkState.UP) {
      time(tally, result.lookupMicros());
    }
  }

  private Tally tally(String name, String via, String variant) {
    return tallies.computeIfAbsent(new CheckSummary.Subject(name, via, variant), _ -> new Tally());
  }

  private static void state(
      Tally tally, String node, LinkState state, Optional<FailureReason> reason) {
    switch (state) {
      case UP -> tally.up++;
      case DOWN -> {
        tally.down++;
        tally.failing.add(node);
        reason.ifPresent(r -> tally.reasons.merge(r, 1, Integer::sum));
      }
      case UNKNOWN -> tally.unknown++;
    }
  }

  private static void time(Tally tally, int micros) {
    if (micros > 0) {
      tally.micros += micros;
      tally.timed++;
    }
  }

  List<CheckSummary> all() {
    List<CheckSummary> all = new ArrayList<>();
    tallies.forEach((subject, tally) ->
        all.add(
            new CheckSummary(
                subject,
                new LinkTotals(tally.up, tally.down, tally.unknown),
                List.copyOf(tally.failing),
                tally.reasons.entrySet().stream()
                    .max(Map.Entry.comparingByValue())
                    .map(Map.Entry::getKey),
                tally.timed == 0 ? 0 : (int) (tally.micros / tally.timed),
                (int) Math.min(Integer.MAX_VALUE, tally.synRetries),
                tally.tlsNotAfter)));
    return all;
  }
}
