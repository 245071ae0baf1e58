// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.assess;

import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ClientState;
import io.netcheck.exporter.client.ExpectedClients;
import io.netcheck.exporter.mesh.Link;
import io.netcheck.exporter.mesh.LinkColumns;
import io.netcheck.exporter.mesh.LinkTotals;
import io.netcheck.exporter.mesh.Mesh;
import io.netcheck.protocol.LinkState;
import io.netcheck.report.ReportStatus;
import io.netcheck.verdict.FaultKind;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The status of the cluster and one sentence that explains it.
 *
 * <ul>
 *   <li>{@code unknown}: no agent is believed. Or there is no fault, but more than a tenth of the
 *       links between agents that stay is not measured, or more than a tenth of the agents measures
 *       nothing.
 *   <li>{@code critical}: the cluster is split, or at least half of its nodes are unreachable or
 *       isolated.
 *   <li>{@code degraded}: any other fault, any link that is down and not of a node that joins, or
 *       fewer agents than expected. What only informs is no fault here.
 *   <li>{@code healthy}: none of these.
 * </ul>
 */
public record Verdict(ReportStatus status, String summary) {
  /** One link in ten may be unmeasured, because in a large cluster some agent is always joining. */
  private static final int MOST_UNMEASURED = 10;

  /** Faults that the sentence names, at most. */
  private static final int MOST_NAMED = 3;

  static Verdict of(
      List<Client> clients,
      ExpectedClients expected,
      Mesh mesh,
      List<Fault> all,
      List<DevelopingFailure> developing) {
    List<Fault> faults = all.stream().filter(Fault::isBroken).toList();
    List<Fault> notes = all.stream().filter(fault -> !fault.isBroken()).toList();
    LinkTotals links = mesh.totals();
    long believed = clients.stream().filter(Client::isBelieved).count();
    if (clients.isEmpty()) {
      return unknown("No agent has reported yet.");
    }
    if (believed == 0) {
      return unknown(
          (clients.size() == 1
                  ? "The only known agent does not report"
                  : "None of the " + clients.size() + " known agents reports")
              + ", so the state of the cluster is unknown.");
    }
    if (!faults.isEmpty()) {
      return new Verdict(
          isCritical(mesh, faults) ? ReportStatus.CRITICAL : ReportStatus.DEGRADED,
          nameFaults(faults));
    }
    int down = down(mesh.links(), notes);
    if (down > 0) {
      return new Verdict(
          ReportStatus.DEGRADED,
          down
              + " of "
              + links.total()
              + " links are down"
              + (developing.isEmpty() ? "." : "; " + nameDeveloping(developing)));
    }
    if (believed < expected.total()) {
      return new Verdict(
          ReportStatus.DEGRADED,
          "Only " + believed + " of " + expected.total() + " expected agents report.");
    }
    int owed = links.total() - mesh.excused();
    if (owed == 0) {
      return unknown(
          believed == 1
              ? "Only 1 agent reports, and it has no peers, so there is nothing to measure."
              : "The " + believed + " agents have not measured any link yet.");
    }
    int missing = owed - links.measured();
    // Without external clients: some probe no peers, and agents do not probe them.
    long idle = idle(clients, mesh, Verdict::isOwn);
    if (MOST_UNMEASURED * missing > owed || MOST_UNMEASURED * idle > believed) {
      return unknown(
          "Only "
              + links.measured()
              + " of "
              + owed
              + " links have been measured"
              + (links.down() == 0 ? ", all of them are up" : "")
              + (idle == 0 ? "." : "; " + idle + " of " + believed + " agents measure nothing."));
    }
    boolean complete = missing == 0 && idle(clients, mesh, _ -> true) == 0;
    if (!developing.isEmpty()) {
      return new Verdict(ReportStatus.HEALTHY, "Something fails: " + nameDeveloping(developing));
    }
    String opening =
        notes.isEmpty() ? opening(believed, complete) : "No fault: " + names(notes) + "; ";
    return new Verdict(ReportStatus.HEALTHY, opening + counts(mesh) + withoutAgent(clients));
  }

  /** Names the nodes that have no agent, perhaps on purpose. */
  private static String withoutAgent(List<Client> clients) {
    List<String> nodes =
        clients.stream()
            .filter(client -> client.state() == ClientState.EXPECTED_DOWN && !client.isHeard())
            .map(client -> client.id().node())
            .toList();
    if (nodes.isEmpty()) {
      return "";
    }
    int more = nodes.size() - MOST_NAMED;
    return (nodes.size() == 1
            ? " 1 node has no agent: "
            : " " + nodes.size() + " nodes have no agent: ")
        + String.join(", ", nodes.subList(0, Math.min(nodes.size(), MOST_NAMED)))
        + (more > 0 ? ", and " + more + " more." : ".");
  }

  /** Links that are down, but not those of the nodes that {@code notes} excuse. */
  private static int down(LinkColumns links, List<Fault> notes) {
    if (links.down() == 0 || notes.isEmpty()) {
      return links.down();
    }
    Set<String> excused =
        notes.stream()
            .flatMap(note -> Stream.of(note.finding().place().node(), note.ignored()))
            .collect(Collectors.toSet());
    int down = 0;
    for (int link = 0; link < links.size(); link++) {
      if (links.state(link) == LinkState.DOWN) {
        Link.Key key = links.link(link).key();
        if (!excused.contains(key.source()) && !excused.contains(key.target())) {
          down++;
        }
      }
    }
    return down;
  }

  private static String nameDeveloping(List<DevelopingFailure> developing) {
    int more = developing.size() - MOST_NAMED;
    return "the cause is not certain yet: "
        + developing.stream()
            .limit(MOST_NAMED)
            .map(failure -> failure.where() + " (waiting for " + failure.waitingFor() + ")")
            .collect(Collectors.joining("; "))
        + (more > 0 ? "; and " + more + " more." : ".");
  }

  private static Verdict unknown(String summary) {
    return new Verdict(ReportStatus.UNKNOWN, summary);
  }

  /** Of some agents, those that report no link at all, though there are others of their kind. */
  private static long idle(List<Client> clients, Mesh mesh, Predicate<Client> some) {
    long idle = 0;
    for (int at = 0; at < clients.size(); at++) {
      Client client = clients.get(at);
      if (client.isBelieved()
          && !mesh.isMeasuring(at)
          && some.test(client)
          && clients.stream().anyMatch(other -> some.test(other) && isPeer(client, other))) {
        idle++;
      }
    }
    return idle;
  }

  private static boolean isOwn(Client client) {
    return client.identity().software().equals(Client.NETCHECK);
  }

  private static boolean isPeer(Client client, Client other) {
    return other.id().kind() == client.id().kind()
        && !other.id().equals(client.id())
        && !other.state().isGoing();
  }

  private static String counts(Mesh mesh) {
    LinkTotals links = mesh.totals();
    int networks = mesh.networkCount();
    String unknown = links.unknown() == 0 ? "" : ", " + links.unknown() + " not measured,";
    return links.up()
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

  private static boolean isCritical(Mesh mesh, List<Fault> faults) {
    long nodes =
        faults.stream()
            .filter(fault ->
                fault.kind() == FaultKind.NODE_UNREACHABLE
                    || fault.kind() == FaultKind.NODE_ISOLATED)
            .count();
    return 2 * nodes >= mesh.size()
        || faults.stream().anyMatch(fault -> fault.kind() == FaultKind.CLUSTER_SPLIT);
  }

  private static String nameFaults(List<Fault> faults) {
    String named = names(faults);
    int more = faults.size() - MOST_NAMED;
    return (faults.size() == 1 ? "1 fault: " : faults.size() + " faults: ")
        + named
        + (more > 0 ? "; and " + more + " more." : ".");
  }

  private static String names(List<Fault> faults) {
    return faults.stream().limit(MOST_NAMED).map(Verdict::name).collect(Collectors.joining("; "));
  }

  private static String name(Fault fault) {
    return fault.finding().sentence() + ", " + fault.finding().evidence().getFirst();
  }
}
