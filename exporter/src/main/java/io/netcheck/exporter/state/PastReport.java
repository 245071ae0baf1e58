// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.state;

import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.Request;
import io.netcheck.exporter.report.PastReports;
import io.netcheck.exporter.report.ReportQuery;
import io.netcheck.protocol.Network;
import io.netcheck.report.Report;
import io.netcheck.verdict.Plane;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The report of a past time, as far as it is kept: status, faults, nodes, and the states of links.
 * What was measured is not.
 */
public final class PastReport implements PastReports {
  private static final int MOST_FAILING = 1_000;
  private static final int MOST = 10_000;

  private final PastStates states;

  public PastReport(PastStates states) {
    this.states = states;
  }

  @Override
  public Report at(Request request, ReportQuery query) throws HttpError {
    if (query.explain()) {
      throw new HttpError(
          ErrorCode.BAD_QUERY, "parameter explain: what was weighed in the past is not kept");
    }
    Instant moment = AskedTime.of(request, "at").orElseThrow();
    State state = states.at(moment);
    boolean known =
        query.node().isEmpty()
            || state.nodes().stream().anyMatch(row -> row.node().equals(query.node().get()));
    if (!known) {
      throw new HttpError(ErrorCode.NOT_FOUND, "parameter node: no agent was known there");
    }
    return report(state, query);
  }

  private static Report report(State state, ReportQuery query) {
    List<Report.LinkRow> links = new ArrayList<>();
    int omitted = links(state, query, links);
    return new Report(
        Report.SCHEMA,
        state.id(),
        StateJson.time(state.at()),
        state.version(),
        state.cluster(),
        state.status(),
        state.summary(),
        clients(state),
        networks(state, query),
        state.findings().stream().map(FindingRow::fault).toList(),
        List.of(),
        List.of(),
        nodes(state, query),
        List.of(),
        List.of(),
        List.of(),
        links,
        omitted,
        List.of(),
        null,
        null);
  }

  private static Report.Clients clients(State state) {
    Map<String, Integer> states = new TreeMap<>();
    Map<String, Integer> versions = new TreeMap<>();
    int expected = 0;
    for (NodeRow node : state.nodes()) {
      for (NodeRow.Agent agent : node.agents()) {
        states.merge(agent.state(), 1, Integer::sum);
        expected += agent.isGoing() ? 0 : 1;
        if (agent.state().equals("active") && agent.version() != null) {
          versions.merge(agent.version(), 1, Integer::sum);
        }
      }
    }
    return new Report.Clients(
        states.getOrDefault("active", 0),
        states.getOrDefault("stale", 0),
        states.getOrDefault("leaving", 0),
        states.getOrDefault("expected_down", 0),
        states.getOrDefault("absent", 0),
        expected,
        versions,
        List.of(),
        List.of());
  }

  private static List<Report.NetworkRow> networks(State state, ReportQuery query) {
    List<Report.NetworkRow> rows = new ArrayList<>();
    for (Network network : Network.values()) {
      List<PlaneRow> planes =
          state.planes().stream().filter(row -> row.network().equals(network.label())).toList();
      if (planes.isEmpty() || query.network().filter(wanted -> wanted != network).isPresent()) {
        continue;
      }
      int up = planes.stream().mapToInt(row -> row.links().up()).sum();
      int down = planes.stream().mapToInt(row -> row.links().down()).sum();
      int unknown = planes.stream().mapToInt(row -> row.links().unknown()).sum();
      rows.add(
          new Report.NetworkRow(
              network.label(),
              new Report.Counts(up + down + unknown, up, down, unknown),
              up + down == 0 ? null : Double.valueOf(Math.round(1e6 * up / (up + down)) / 1e6),
              null,
              null,
              planes.stream()
                  .map(row -> new Report.FamilyRow(row.ipFamily(), counts(row.links())))
                  .toList(),
              null));
    }
    return rows;
  }

  private static Report.Counts counts(PlaneRow.Links links) {
    return new Report.Counts(links.total(), links.up(), links.down(), links.unknown());
  }

  private static List<Report.NodeRow> nodes(State state, ReportQuery query) {
    return state.nodes().stream()
        .filter(row -> query.node().filter(name -> !name.equals(row.node())).isEmpty())
        .map(row ->
            new Report.NodeRow(
                row.node(),
                row.zone(),
                row.agents().stream()
                    .map(agent ->
                        new Report.ClientRow(
                            agent.kind(),
                            agent.state(),
                            agent.reason(),
                            agent.version(),
                            Report.ClientRow.NETCHECK,
                            null,
                            null,
                            null,
                            null))
                    .toList(),
                List.of()))
        .toList();
  }

  /** Adds the wanted links, and returns how many more there are. */
  private static int links(State state, ReportQuery query, List<Report.LinkRow> links) {
    if (query.links() == ReportQuery.LinkChoice.NONE) {
      return 0;
    }
    boolean all = query.links() == ReportQuery.LinkChoice.ALL;
    int omitted = 0;
    for (LinkRow row : state.links().rows()) {
      Plane plane = Plane.ALL.get(row.plane());
      if (query.network().filter(wanted -> wanted != plane.network()).isPresent()) {
        continue;
      }
      NodeRow source = state.nodes().get(row.source());
      for (int i = 0; i < row.targets().length; i++) {
        NodeRow target = state.nodes().get(row.targets()[i]);
        byte code = row.codes()[i];
        if ((!all && code != LinkCode.DOWN) || !isOf(query.node(), source, target)) {
          continue;
        }
        if (links.size() < (all ? MOST : MOST_FAILING)) {
          links.add(link(plane, source, target, code));
        } else {
          omitted++;
        }
      }
    }
    return omitted;
  }

  private static boolean isOf(Optional<String> node, NodeRow source, NodeRow target) {
    return node.isEmpty() || node.get().equals(source.node()) || node.get().equals(target.node());
  }

  private static Report.LinkRow link(Plane plane, NodeRow source, NodeRow target, byte code) {
    return new Report.LinkRow(
        source.node(),
        target.node(),
        source.zone(),
        target.zone(),
        plane.network().label(),
        plane.family().label(),
        LinkCode.label(code),
        null,
        List.of(),
        null,
        null,
        null);
  }
}
