// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts;

import io.netcheck.exporter.catalogue.ExporterMetric;
import io.netcheck.testing.KnownLabels;
import io.netcheck.verdict.FaultKind;
import io.netcheck.verdict.FaultSeverity;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A fault as the exporter shows it.
 *
 * @param place its labels {@code node}, {@code zone}, {@code source} and {@code target}, without
 *     empty ones
 */
public record FaultSample(
    FaultKind kind, FaultSeverity severity, String subject, Map<String, String> place) {
  /** At least one for each kind, with each form that the subject and the place can have. */
  static final List<FaultSample> ALL =
      List.of(
          of(FaultKind.CLUSTER_SPLIT, "n1, n2, n3"),
          of(FaultKind.ZONE_CUT_OFF, "a", "zone", "a"),
          pair(FaultKind.ZONE_PAIR_DOWN, "a", " <-> ", "b"),
          pair(FaultKind.ZONE_PAIR_DOWN, "b", " -> ", "c"),
          of(FaultKind.NETWORK_DOWN, "network pod"),
          of(FaultKind.NETWORK_DOWN, "IPv6"),
          node(FaultKind.NODE_UNREACHABLE, "n2", "n2"),
          node(FaultKind.NODE_ISOLATED, "n2", "n2"),
          of(FaultKind.EXPORTER_BLIND, "zone b", "zone", "b"),
          of(FaultKind.EXPORTER_BLIND, "every agent"),
          of(FaultKind.SOME_PATHS_FAILING, "everywhere"),
          pair(FaultKind.SOME_PATHS_FAILING, "a", " <-> ", "b"),
          node(FaultKind.AGENT_DOWN, "host/n2", "n2"),
          node(FaultKind.CLIENT_MISSING, "pod/n3", "n3"),
          node(FaultKind.AGENT_STALLED, "host/n2", "n2"),
          node(FaultKind.DUPLICATE_CLIENT, "host/n2", "n2"),
          node(FaultKind.WRONG_RESPONDER, "n2", "n2"),
          pair(FaultKind.WRONG_RESPONDER, "n1", " -> ", "n2"),
          node(FaultKind.REJECTED, "from n2", "n2"),
          of(FaultKind.REJECTED, "everywhere"),
          node(FaultKind.NEW_FLOWS_FAILING, "n2", "n2"),
          of(FaultKind.PROBE_BLOCKED, "udp"),
          node(FaultKind.PROBE_BLOCKED, "udp to and from n2", "n2"),
          node(FaultKind.MTU_BLACK_HOLE, "to n2", "n2"),
          node(FaultKind.PACKET_LOSS, "n2", "n2"),
          new FaultSample(
              FaultKind.PACKET_LOSS, FaultSeverity.CRITICAL, "n3", Map.of("node", "n3")),
          of(FaultKind.PACKET_LOSS, "everywhere"),
          pair(FaultKind.LATENCY_HIGH, "a", " <-> ", "b"),
          pair(FaultKind.FLAPPING, "n1", " <-> ", "n2"),
          of(FaultKind.SERVICE_FAILING, "web"),
          of(FaultKind.SERVICE_FAILING, "web from zone a", "zone", "a"),
          of(FaultKind.DNS_FAILING, "a.test at 10.0.0.10"),
          node(FaultKind.DNS_FAILING, "on node n2", "n2"),
          pair(FaultKind.LINK_DOWN, "n1", " -> ", "n2"),
          of(FaultKind.LINK_DOWN, "of other nodes"),
          node(FaultKind.CLOCK_OFF, "n2", "n2"),
          node(FaultKind.NEVER_WORKED, "n2", "n2"),
          of(FaultKind.NEVER_WORKED, "n3, n4"),
          of(FaultKind.NOT_EXPLAINED, "many links"),
          node(FaultKind.JOINING, "n7", "n7"));

  /** A fault with the usual severity of its kind. */
  public static FaultSample of(FaultKind kind, String subject, String... place) {
    Map<String, String> labels = new TreeMap<>();
    for (int at = 0; at < place.length; at += 2) {
      labels.put(place[at], place[at + 1]);
    }
    return new FaultSample(kind, kind.severity(), subject, labels);
  }

  /** A fault of one node. */
  public static FaultSample node(FaultKind kind, String subject, String node) {
    return of(kind, subject, "node", node, "zone", "a");
  }

  /** A fault between two nodes or zones. */
  public static FaultSample pair(FaultKind kind, String source, String arrow, String target) {
    return of(kind, source + arrow + target, "source", source, "target", target);
  }

  /** The series, without the braces around its labels if {@code target} has none. */
  public String series(KnownLabels target) {
    KnownLabels labels =
        target.and(
            "kind",
            kind.label(),
            "severity",
            severity.toString(),
            "subject",
            subject,
            "network",
            "pod",
            "ip_family",
            "all",
            "probe",
            "udp");
    for (String label : List.of("node", "zone", "source", "target")) {
      labels = labels.and(label, place.getOrDefault(label, ""));
    }
    return ExporterMetric.FAULT.name()
        + labels.text(ExporterMetric.FAULT.labels(), ExporterMetric.FAULT.optional());
  }
}
