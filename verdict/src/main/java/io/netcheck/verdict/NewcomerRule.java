// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.AgentKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Tells links that never worked from broken ones. */
final class NewcomerRule {
  private static final Duration ONE_MINUTE = Duration.ofMinutes(1);

  private final NodeStates nodes;
  private final LinkCells cells;

  NewcomerRule(NodeStates nodes, LinkCells cells) {
    this.nodes = nodes;
    this.cells = cells;
  }

  List<Draft> drafts() {
    Set<Integer> joining = new TreeSet<>();
    Set<Integer> never = new TreeSet<>();
    int links = 0;
    Duration longest = Duration.ZERO;
    for (AgentMemory agent : nodes.agents(AgentTrait.FAILS)) {
      if (!nodes.isBelieved(agent)) {
        continue;
      }
      for (@Nullable PlaneCells plane : agent.planes) {
        if (plane == null || plane.down + plane.silentProbes == 0) {
          continue;
        }
        AgentKind kind = agent.kind;
        for (int row = 0; row < plane.rows(); row++) {
          int target = plane.targets[row];
          LinkCells.Weight weight = weight(agent, plane, row, kind);
          if (weight == LinkCells.Weight.JOINING) {
            joining.add(younger(agent, target, kind));
          } else if (weight == LinkCells.Weight.NEVER_WORKED) {
            never.add(target);
            links++;
            Duration told = plane.neverUp(row);
            longest = told != null && told.compareTo(longest) > 0 ? told : longest;
          }
        }
      }
    }
    List<Draft> drafts = new ArrayList<>();
    if (!never.isEmpty()) {
      drafts.add(never(never, links, longest));
    }
    joining.forEach(node -> drafts.add(joining(node)));
    return drafts;
  }

  /** What the failures of a row are: those of the link, or of a probe on a link that is up. */
  private LinkCells.Weight weight(AgentMemory agent, PlaneCells plane, int row, AgentKind kind) {
    // Most rows do not fail, or worked before, so this comes first.
    if (plane.isDown(row) && plane.hasWorked(row) && plane.neverUp(row) == null) {
      return LinkCells.Weight.COUNTS;
    }
    if (plane.isUp(row) && plane.silentProbes == 0) {
      return LinkCells.Weight.COUNTS;
    }
    if (!nodes.isExpected(plane.targets[row], kind)) {
      return LinkCells.Weight.COUNTS;
    }
    if (plane.isDown(row)) {
      return cells.weight(agent, plane, row, kind);
    }
    for (int probe = 0; probe < PlaneCells.KINDS.length; probe++) {
      ProbeCells column = plane.probes[probe];
      if (plane.isUp(row) && column != null && column.isDown(row)) {
        LinkCells.Weight weight = cells.weight(agent, plane, column, row, kind);
        if (weight != LinkCells.Weight.COUNTS) {
          return weight;
        }
      }
    }
    return LinkCells.Weight.COUNTS;
  }

  private int younger(AgentMemory source, int target, AgentKind kind) {
    AgentMemory other = nodes.agent(target, kind);
    long now = nodes.nanos();
    return other != null && other.ageNanos(now) <= source.ageNanos(now) ? target : source.node;
  }

  /**
   * @param longest for how long their agents have tried, as far as these tell
   */
  private Draft never(Set<Integer> targets, int links, Duration longest) {
    List<String> names = nodes.names(targets);
    String tried =
        longest.compareTo(ONE_MINUTE) < 0 ? "" : " up to " + longest.toMinutes() + " min ago";
    return Draft.certain(
        new Finding(
            FaultKind.NEVER_WORKED,
            FaultKind.NEVER_WORKED.severity(),
            Wording.names(names),
            FaultScope.ANY,
            targets.size() == 1 ? FaultPlace.node(names.getFirst()) : FaultPlace.NONE,
            1,
            0,
            List.of(
                Wording.count(links, "link")
                    + (links == 1 ? " has" : " have")
                    + " had no answer since they were first probed"
                    + tried,
                "the agents at both ends report"),
            List.of("a fault of today: these links never worked"),
            0.9,
            "Check whether a packet filter or a policy blocks the probes to these nodes from the"
                + " start."));
  }

  private Draft joining(int node) {
    return Draft.certain(
        new Finding(
            FaultKind.JOINING,
            FaultKind.JOINING.severity(),
            nodes.name(node),
            FaultScope.ANY,
            FaultPlace.node(nodes.name(node)),
            0,
            0,
            List.of(
                "its agent started less than a minute ago, or has had its address for less, and not"
                    + " all of its links work yet"),
            List.of(),
            0.9,
            "Wait: the network plugin of a new node needs some time."));
  }
}
