// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.check;

import io.netcheck.exporter.mesh.Link;
import io.netcheck.protocol.CheckLine;
import io.netcheck.protocol.CheckResult;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.TraceHop;
import io.netcheck.verdict.FaultKind;
import io.netcheck.verdict.FaultPlace;
import io.netcheck.verdict.FaultScope;
import io.netcheck.verdict.Finding;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Which links belong to a fault whose path is traced, and what a trace says about it. */
final class TracedPaths {
  /** The kinds whose links are down, so that a trace ends where packets do. */
  private static final Set<FaultKind> KINDS =
      EnumSet.of(
          FaultKind.CLUSTER_SPLIT,
          FaultKind.ZONE_CUT_OFF,
          FaultKind.ZONE_PAIR_DOWN,
          FaultKind.NETWORK_DOWN,
          FaultKind.NODE_UNREACHABLE,
          FaultKind.NODE_ISOLATED,
          FaultKind.LINK_DOWN,
          FaultKind.REJECTED,
          FaultKind.NEVER_WORKED,
          FaultKind.NOT_EXPLAINED);

  private TracedPaths() {}

  static boolean isTraced(FaultKind kind) {
    return KINDS.contains(kind);
  }

  /** Whether {@code link} is one that {@code finding} is about. */
  static boolean isOn(Link link, Finding finding) {
    return contains(finding.scope().network(), link.key().network().label())
        && contains(finding.scope().family(), link.key().family().label())
        && isAt(link, finding.place());
  }

  private static boolean contains(String labels, String label) {
    return labels.equals(FaultScope.ALL) || List.of(labels.split(",", -1)).contains(label);
  }

  private static boolean isAt(Link link, FaultPlace place) {
    Link.Key key = link.key();
    if (!place.node().isEmpty()) {
      return key.source().equals(place.node()) || key.target().equals(place.node());
    }
    if (!place.zone().isEmpty()) {
      return link.sourceZone().equals(place.zone()) != link.targetZone().equals(place.zone());
    }
    return place.source().isEmpty()
        || isBetween(place, key.source(), key.target())
        || isBetween(place, link.sourceZone(), link.targetZone());
  }

  private static boolean isBetween(FaultPlace place, String source, String target) {
    return (place.source().equals(source) && place.target().equals(target))
        || (place.source().equals(target) && place.target().equals(source));
  }

  /** What the trace found; empty if it has no result. */
  static Optional<CheckLine.Traced> trace(OrderTicket ticket) {
    return ticket
        .result()
        .map(CheckResult::lines)
        .flatMap(lines ->
            lines.stream()
                .filter(CheckLine.Traced.class::isInstance)
                .map(CheckLine.Traced.class::cast)
                .findFirst());
  }

  /**
   * What the trace of {@code link} says; empty if it has no result.
   *
   * @param before the path on which the link worked, if it is known
   */
  static Optional<String> sentence(Link.Key link, OrderTicket ticket, Optional<KnownPath> before) {
    return trace(ticket)
        .map(trace ->
            "trace from "
                + link.source()
                + " to "
                + link.target()
                + address(link, ticket)
                + ": "
                + end(link, trace)
                + (trace.isFailed()
                    ? before.map(path -> earlier(path, ticket.createdNanos())).orElse("")
                    : ""));
  }

  private static String earlier(KnownPath path, long nanos) {
    long minutes = TimeUnit.NANOSECONDS.toMinutes(nanos - path.atNanos());
    return "; " + (minutes < 1 ? "less than a minute" : minutes + " min") + " before, one " + path;
  }

  private static String address(Link.Key link, OrderTicket ticket) {
    return ticket.order().target().endpoint().addresses(link.network()).stream()
        .filter(address -> IpFamily.of(address) == link.family())
        .findFirst()
        .map(InetAddress::getHostAddress)
        .map(text -> " (" + text + ")")
        .orElse("");
  }

  private static String end(Link.Key link, CheckLine.Traced trace) {
    if (trace.hops().isEmpty()) {
      return "no hop answered";
    }
    TraceHop last = trace.hops().getLast();
    if (trace.failure().isEmpty()) {
      return "it arrives, at hop " + last.number();
    }
    FailureReason reason = trace.failure().get();
    if (last.number() == 0) {
      return link.source() + " itself says " + reason;
    }
    String hop = last.address().getHostAddress() + ", at hop " + last.number();
    return reason == FailureReason.TIMEOUT
        ? "the last hop that answered is " + hop
        : "the last hop that answered is " + hop + ", which says " + reason;
  }
}
