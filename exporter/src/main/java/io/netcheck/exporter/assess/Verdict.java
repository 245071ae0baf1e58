// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.assess;

import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ExpectedClients;
import io.netcheck.exporter.fault.Fault;
import io.netcheck.exporter.fault.FaultKind;
import io.netcheck.exporter.fault.Finding;
import io.netcheck.exporter.mesh.LinkTotals;
import io.netcheck.report.ReportStatus;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The status of an assessment and the sentence that says it.
 *
 * <p>{@code unknown}: nobody can be believed; or no fault was found, but more than a tenth of the
 * links between agents that stay is not measured, or of the agents measures nothing. {@code
 * critical}: the cluster is split, or at least half of its nodes are unreachable or isolated.
 * {@code degraded}: any other fault, or any link down, or fewer agents than expected. {@code
 * healthy}: the rest.
 */
public record Verdict(ReportStatus status, String summary) {
  /** One link in so many may be unmeasured: in a large cluster somebody is always joining. */
  private static final int MOST_UNMEASURED = 10;

  /** One sentence names no more. */
  private static final int MOST_NAMED = 3;

  public static Verdict of(Assessment assessment, ExpectedClients expected) {
    List<Fault> faults = assessment.faults();
    LinkTotals links = assessment.mesh().totals();
    long believed = assessment.clients().stream().filter(Client::isBelieved).count();
    if (assessment.clients().isEmpty()) {
      return new Verdict(ReportStatus.UNKNOWN, "No agent has reported yet.");
    }
    if (believed == 0) {
      int clients = assessment.clients().size();
      return new Verdict(
          ReportStatus.UNKNOWN,
          clients == 1
              ? "The one known agent does not report: nothing is known."
              : "None of the " + clients + " known agents reports: nothing is known.");
    }
    if (!faults.isEmpty()) {
      return new Verdict(
          isCritical(assessment) ? ReportStatus.CRITICAL : ReportStatus.DEGRADED, name(faults));
    }
    if (links.down() > 0) {
      return new Verdict(
          ReportStatus.DEGRADED, links.down() + " of " + links.total() + " links down.");
    }
    int wanted = expected.of(assessment.clients());
    if (believed < wanted) {
      return new Verdict(
          ReportStatus.DEGRADED, "Only " + believed + " of " + wanted + " expected agents report.");
    }
    int owed = links.total() - assessment.mesh().excused();
    if (owed == 0) {
      return new Verdict(
          ReportStatus.UNKNOWN,
          believed == 1
              ? "Only 1 agent reports, and it has no peers: there is nothing to measure."
              : "The " + believed + " agents measure no links yet.");
    }
    int missing = owed - links.measured();
    long idle = idle(own(assessment.clients()));
    if (MOST_UNMEASURED * missing > owed || MOST_UNMEASURED * idle > believed) {
      return new Verdict(
          ReportStatus.UNKNOWN,
          links.measured()
              + " of "
              + owed
              + " links are measured yet, all of them up"
              + (idle == 0 ? "." : "; " + idle + " of " + believed + " agents measure nothing."));
    }
    boolean complete = missing == 0 && idle(assessment.clients()) == 0;
    return new Verdict(ReportStatus.HEALTHY, healthy(assessment, believed, links, complete));
  }

  /** Agents that tell of no link at all, though there are others of their kind. */
  private static long idle(List<Client> clients) {
    return clients.stream()
        .filter(client -> client.isBelieved())
        .filter(client -> client.planes().stream().allMatch(plane -> plane.targets().isEmpty()))
        .filter(client -> clients.stream().anyMatch(other -> isPeer(client, other)))
        .count();
  }

  /** Some of the predecessors' clients probe no peers, and ours are not told of them. */
  private static List<Client> own(List<Client> clients) {
    return clients.stream().filter(client -> client.software().equals(Client.NETCHECK)).toList();
  }

  private static boolean isPeer(Client client, Client other) {
    return other.id().kind() == client.id().kind()
        && !other.id().equals(client.id())
        && !other.state().isGoing();
  }

  private static String healthy(
      Assessment assessment, long believed, LinkTotals links, boolean complete) {
    int networks = assessment.mesh().networks().size();
    String unknown = links.unknown() == 0 ? "" : ", " + links.unknown() + " not measured,";
    return opening(believed, complete)
        + links.up()
        + " of "
        + links.total()
        + " links up"
        + unknown
        + " in "
        + networks
        + (networks == 1 ? " network." : " networks.");
  }

  private static String opening(long believed, boolean complete) {
    if (!complete) {
      return "Every measured link is up: ";
    }
    return believed == 1
        ? "The 1 agent reaches all of its peers: "
        : "All " + believed + " agents reach each other: ";
  }

  private static boolean isCritical(Assessment assessment) {
    long nodes =
        assessment.faults().stream()
            .filter(fault ->
                fault.kind() == FaultKind.NODE_UNREACHABLE
                    || fault.kind() == FaultKind.NODE_ISOLATED)
            .count();
    return 2 * nodes >= assessment.mesh().nodes().size()
        || assessment.faults().stream().anyMatch(fault -> fault.kind() == FaultKind.CLUSTER_SPLIT);
  }

  private static String name(List<Fault> faults) {
    String named =
        faults.stream().limit(MOST_NAMED).map(Verdict::name).collect(Collectors.joining("; "));
    int more = faults.size() - MOST_NAMED;
    return (faults.size() == 1 ? "1 fault: " : faults.size() + " faults: ")
        + named
        + (more > 0 ? "; and " + more + " more." : ".");
  }

  private static String name(Fault fault) {
    String where = fault.network().equals(Finding.ALL) ? "" : " in network " + fault.network();
    return fault.sentence() + where + ", " + fault.evidence().getFirst();
  }
}
