// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Names what makes round trips longer than they usually are. Each link is compared with its own
 * past; the links that are slower are covered by causes as links that are down are.
 */
final class LatencyRule {
  private static final double MICROS = 1_000;

  /** A single link must be slow for this many heartbeats in a row: there are many of them. */
  private static final int PAIR_SLOW_FOR = 4;

  private final NodeStates nodes;

  LatencyRule(NodeStates nodes) {
    this.nodes = nodes;
  }

  List<Draft> drafts(LinkCells.Gathered gathered) {
    new LatencyCells(nodes, gathered).gather();
    if (gathered.failing.size() == 0) {
      return List.of();
    }
    List<Draft> drafts = new ArrayList<>();
    CoverSearch search =
        new CoverSearch(Plane.ALL.size(), gathered, Long.MIN_VALUE, nodes, List.of());
    for (Cause cause : search.causes()) {
      if (!(cause.subject() instanceof Subject.NodePair) || isLasting(cause, gathered.failing)) {
        drafts.add(
            Draft.of(
                finding(cause, gathered.failing),
                Draft.Failures.of(cause, gathered.failing, nodes)));
      }
    }
    return drafts;
  }

  private boolean isLasting(Cause cause, CellList failing) {
    for (int cell : cause.cells()) {
      PlaneCells cells = nodes.linkCells(failing, cell);
      if (cells == null || cells.slow[failing.row(cell)] < PAIR_SLOW_FOR) {
        return false;
      }
    }
    return true;
  }

  private Finding finding(Cause cause, CellList failing) {
    double usual = 0;
    for (int cell : cause.cells()) {
      PlaneCells cells = nodes.linkCells(failing, cell);
      usual += cells == null ? 0 : cells.usualMicros[failing.row(cell)];
    }
    Cause both = Wording.bothWays(cause.subject());
    return new Finding(
        FaultKind.LATENCY_HIGH,
        FaultKind.LATENCY_HIGH.severity(),
        Wording.subject(both, nodes),
        Wording.scope(cause.planes(failing), nodes.planesInUse(), FaultScope.ALL),
        Wording.place(both, nodes),
        0,
        cause.firstNanos(failing),
        List.of(
            String.format(
                Locale.ROOT,
                "%s of nodes are slower than usual; usual is %.1f ms",
                Wording.count(cause.pairs(), "pair"),
                usual / cause.cells().length / MICROS),
            "against it: " + Wording.count(cause.against(), "such pair") + " as fast as usual"),
        List.of(),
        0.95,
        "Look for a longer route, a queue that fills, or a host that is short of CPU time.");
  }
}
