// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.AgentKind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Names the causes of silent agents that no other finding explains. Silence is about the path from
 * the agent to the exporter: if peers still reach the agents, many silent ones mean that the
 * exporter does not hear them.
 */
final class SilenceRule {
  /** The share of the agents of a zone, or of all, that one cause silences. */
  private static final double ALMOST_ALL = 0.8;

  /** When the first of several agents is late, the others have been silent for about as long. */
  private static final double OVERDUE_INTERVALS = 1.9;

  private final NodeStates nodes;
  private final LinkCells cells;

  /** The nodes that some peer reaches; filled only if an agent is silent. */
  private final BitSet reached = new BitSet();

  /** Agents whose silence another finding explains. */
  private final Set<AgentMemory> explained;

  SilenceRule(NodeStates nodes, LinkCells cells, Set<AgentMemory> explained) {
    this.nodes = nodes;
    this.cells = cells;
    this.explained = explained;
  }

  List<Draft> drafts() {
    if (nodes.agents(AgentTrait.SILENT).isEmpty()) {
      return List.of();
    }
    List<AgentMemory> wanted = new ArrayList<>();
    List<AgentMemory> late = new ArrayList<>();
    List<AgentMemory> overdue = new ArrayList<>();
    for (AgentMemory agent : nodes.agents()) {
      Observer last = agent.last();
      if (last.standing() == Observer.Standing.GOING) {
        continue;
      }
      wanted.add(agent);
      if (explained.contains(agent)) {
        continue;
      }
      if (last.isSilent()) {
        late.add(agent);
        overdue.add(agent);
      } else if (nodes.nanos() - last.heardNanos()
          > OVERDUE_INTERVALS * last.reporting().interval().toNanos()) {
        overdue.add(agent);
      }
    }
    if (late.isEmpty()) {
      return List.of();
    }
    cells.links(
        new CellVisitor() {
          @Override
          public void fails(int layer, AgentMemory agent, int target, int row, long sinceNanos) {}

          @Override
          public void works(int layer, AgentMemory agent, int target) {
            reached.set(target);
          }
        });
    List<Draft> drafts = new ArrayList<>();
    List<AgentMemory> heardOnce =
        overdue.stream()
            .filter(agent -> agent.last().standing() != Observer.Standing.ABSENT)
            .toList();
    if (heardOnce.size() > 2 && heardOnce.size() >= ALMOST_ALL * wanted.size()) {
      drafts.add(
          blind(
              heardOnce.size() == wanted.size() ? "every agent" : "most agents",
              "",
              heardOnce,
              wanted));
      late.removeAll(heardOnce);
    }
    byKind(late, heardOnce, wanted, drafts);
    byZone(late, heardOnce, wanted, drafts);
    byNode(late).forEach(silent -> drafts.add(missing(silent)));
    // They are late one after the other: who is silent is clear when the last of them is late.
    boolean open = overdue.stream().anyMatch(agent -> agent.last().isReporting());
    return open
        ? drafts.stream().map(draft -> draft.waitingFor("heartbeats that are overdue")).toList()
        : drafts;
  }

  private void byKind(
      List<AgentMemory> late,
      List<AgentMemory> overdue,
      List<AgentMemory> wanted,
      List<Draft> drafts) {
    for (AgentKind kind : AgentKind.values()) {
      List<AgentMemory> silent = overdue.stream().filter(a -> a.kind == kind).toList();
      List<AgentMemory> all = wanted.stream().filter(a -> a.kind == kind).toList();
      boolean onlyKind = all.size() == wanted.size();
      if (!onlyKind
          && silent.size() > 2
          && silent.size() >= ALMOST_ALL * all.size()
          && silent.stream().anyMatch(late::contains)) {
        drafts.add(blind(kind.label() + " agents", "", silent, all));
        late.removeAll(silent);
      }
    }
  }

  private void byZone(
      List<AgentMemory> late,
      List<AgentMemory> overdue,
      List<AgentMemory> wanted,
      List<Draft> drafts) {
    Map<String, List<AgentMemory>> byZone = new TreeMap<>();
    for (AgentMemory agent : overdue) {
      String zone = nodes.zoneOf(agent.node);
      if (!zone.isEmpty()) {
        byZone.computeIfAbsent(zone, _ -> new ArrayList<>()).add(agent);
      }
    }
    byZone.forEach((zone, silent) -> {
      List<AgentMemory> all =
          wanted.stream().filter(agent -> nodes.zoneOf(agent.node).equals(zone)).toList();
      boolean several = silent.stream().map(agent -> agent.node).distinct().count() > 1;
      if (several
          && silent.size() >= ALMOST_ALL * all.size()
          && silent.stream().anyMatch(late::contains)) {
        drafts.add(blind("zone " + zone, zone, silent, all));
        late.removeAll(silent);
      }
    });
  }

  /** The agents of one node are silent for one reason. */
  private static Collection<List<AgentMemory>> byNode(List<AgentMemory> late) {
    Map<Integer, List<AgentMemory>> byNode = new LinkedHashMap<>();
    for (AgentMemory agent : late) {
      byNode.computeIfAbsent(agent.node, _ -> new ArrayList<>()).add(agent);
    }
    return byNode.values();
  }

  private Draft blind(
      String whom, String zone, List<AgentMemory> silent, List<AgentMemory> wanted) {
    long reachedNodes = silent.stream().filter(agent -> reached.get(agent.node)).count();
    List<String> evidence = new ArrayList<>();
    evidence.add(Wording.of(silent.size(), wanted.size(), "agent", "is", "are") + " silent");
    if (reachedNodes > 0) {
      evidence.add("their peers still reach " + reachedNodes + " of them");
    }
    long since = silent.stream().mapToLong(agent -> agent.last().heardNanos()).min().orElse(0);
    return Draft.certain(
        new Finding(
            FaultKind.EXPORTER_BLIND,
            FaultKind.EXPORTER_BLIND.severity(),
            whom,
            FaultScope.ANY,
            FaultPlace.zone(zone),
            0,
            since,
            evidence,
            reachedNodes > 0 ? List.of("the nodes: their peers reach them") : List.of(),
            reachedNodes > 0 ? 0.95 : 0.7,
            "Check the path from these agents to the exporter: DNS, the Service, policies, and the"
                + " exporter's own network."));
  }

  /**
   * @param silent agents of one node
   */
  private Draft missing(List<AgentMemory> silent) {
    int node = silent.getFirst().node;
    boolean reachable = reached.get(node);
    boolean never = silent.stream().allMatch(agent -> agent.last().life().isEmpty());
    long since = silent.stream().mapToLong(agent -> agent.last().heardNanos()).min().orElseThrow();
    List<String> evidence =
        never
            ? List.of("it should run here but never reported")
            : List.of(
                "the exporter receives no heartbeat",
                reachable ? "its peers still reach its node" : "no peer measures its node now");
    return Draft.certain(
        new Finding(
            FaultKind.CLIENT_MISSING,
            FaultKind.CLIENT_MISSING.severity(),
            Wording.names(
                silent.stream().map(agent -> agent.last().id().toString()).sorted().toList()),
            FaultScope.ANY,
            FaultPlace.node(nodes.name(node)),
            0,
            never ? nodes.nanos() : since,
            evidence,
            reachable && !never ? List.of("the node: its peers reach it") : List.of(),
            reachable ? 0.9 : 0.7,
            never
                ? "Check whether the agent is scheduled on this node, and why it does not start."
                : reachable
                    ? "Check the path from this node to the exporter (DNS, the Service, policies),"
                        + " then the agent's log."
                    : "Check whether the node and its agent are running."));
  }
}
