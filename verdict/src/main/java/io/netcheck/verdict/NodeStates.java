// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.AgentKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The nodes of a situation by their numbers: their zones, and what is known of their agents. */
@SuppressWarnings("EnumOrdinal") // indexes of arrays that live as long as this object
final class NodeStates {
  static final int NO_ZONE = -1;
  private static final int KINDS = AgentKind.values().length;

  /** A new exporter has heard every agent after this time, also those whose heartbeats are late. */
  private static final long BEGINNING = 20_000_000_000L;

  private static final long SETTLED = 10_000_000_000L;
  private static final long YOUNG = 20_000_000_000L;

  private final EngineMemory memory;
  private final Situation situation;
  private final @Nullable AgentMemory[] agents;
  private final boolean[] doubted;
  private final int[] zones;
  private final int[] zoneSizes;
  private final int known;
  private final Set<Plane> planesInUse = new LinkedHashSet<>();

  /** The answer of {@link #observedPlanes}, until something changes it. */
  private @Nullable List<ObservedPlane> observed;

  NodeStates(EngineMemory memory, Situation situation) {
    this.memory = memory;
    this.situation = situation;
    int nodes = memory.nodes().size();
    agents = new @Nullable AgentMemory[nodes * KINDS];
    doubted = new boolean[nodes * KINDS];
    zones = new int[nodes];
    Arrays.fill(zones, NO_ZONE);
    int count = 0;
    BitSet used = new BitSet();
    for (AgentMemory agent : memory.agents()) {
      if (!isKnown(agent.node)) {
        count++;
      }
      agents[agent.node * KINDS + agent.kind.ordinal()] = agent;
      String zone = agent.last().zone();
      if (!zone.isEmpty() && zones[agent.node] == NO_ZONE) {
        zones[agent.node] = agent.zone(memory.zones());
      }
      for (int code = 0; code < agent.planes.length; code++) {
        if (agent.planes[code] != null && !used.get(code)) {
          used.set(code);
          planesInUse.add(Plane.ALL.get(code));
        }
      }
    }
    known = count;
    zoneSizes = new int[memory.zones().size()];
    for (int zone : zones) {
      if (zone != NO_ZONE) {
        zoneSizes[zone]++;
      }
    }
  }

  long nanos() {
    return situation.nanos();
  }

  String name(int node) {
    return memory.nodes().name(node);
  }

  /** The names of some nodes, sorted. */
  List<String> names(Collection<Integer> some) {
    return some.stream().map(this::name).sorted().toList();
  }

  /** The highest number of a node, plus one. */
  int size() {
    return zones.length;
  }

  /** Nodes with an agent. */
  int known() {
    return known;
  }

  /** The number of the node's zone; {@link #NO_ZONE} if unknown. */
  int zone(int node) {
    // A finding may be older than a node.
    return node < zones.length ? zones[node] : NO_ZONE;
  }

  String zoneName(int zone) {
    return memory.zones().name(zone);
  }

  String zoneOf(int node) {
    return zones[node] == NO_ZONE ? "" : zoneName(zones[node]);
  }

  /** The highest number of a zone, plus one. */
  int zones() {
    return zoneSizes.length;
  }

  int zoneSize(int zone) {
    return zoneSizes[zone];
  }

  @Nullable AgentMemory agent(int node, AgentKind kind) {
    return agents[node * KINDS + kind.ordinal()];
  }

  List<AgentMemory> agents() {
    return memory.agents();
  }

  boolean isKnown(int node) {
    return agents[node * KINDS] != null || agents[node * KINDS + 1] != null;
  }

  void doubt(int node, AgentKind kind) {
    doubted[node * KINDS + kind.ordinal()] = true;
    observed = null;
  }

  /** Whether others lost the agent, and it should have answered by now. */
  boolean isDoubted(int node, AgentKind kind) {
    return doubted[node * KINDS + kind.ordinal()];
  }

  /** Whether the last results of the agent count. */
  boolean isBelieved(AgentMemory agent) {
    Observer last = agent.last();
    return last.isReporting()
        && last.reporting().probing()
        && !agent.isStarved()
        && !isDoubted(agent.node, agent.kind);
  }

  /** The agents that probe a node. */
  List<AgentMemory> probers(int node) {
    return memory.probers(node);
  }

  /** The planes that any agent measures. */
  Set<Plane> planesInUse() {
    return planesInUse;
  }

  /** The results that count: those of all believed agents, by plane. */
  List<ObservedPlane> observedPlanes() {
    List<ObservedPlane> known = observed;
    if (known != null) {
      return known;
    }
    List<ObservedPlane> planes = new ArrayList<>();
    for (AgentMemory agent : agents()) {
      addObserved(agent, planes);
    }
    observed = planes;
    return planes;
  }

  /** Adds the results of one agent, if they count. */
  void addObserved(AgentMemory agent, List<ObservedPlane> planes) {
    if (isBelieved(agent)) {
      for (Plane plane : Plane.ALL) {
        PlaneCells cells = agent.planes[plane.code()];
        if (cells != null) {
          planes.add(new ObservedPlane(agent, plane, cells));
        }
      }
    }
  }

  /** The results that a result of a link is one of; its layer is a plane. */
  @Nullable PlaneCells linkCells(CellList list, int cell) {
    return cells(list.source(cell), Plane.ALL.get(list.layer(cell)));
  }

  /** The results that a result of a single probe is one of; its layer is a {@link ProbeLayer}. */
  @Nullable ProbeCells probeCells(CellList list, int cell) {
    int layer = list.layer(cell);
    PlaneCells cells = cells(list.source(cell), ProbeLayer.plane(layer));
    return cells == null ? null : cells.probes[ProbeLayer.kind(layer).ordinal()];
  }

  private @Nullable PlaneCells cells(int source, Plane plane) {
    AgentMemory agent = agent(source, Plane.agents(plane.network()));
    return agent == null ? null : agent.planes[plane.code()];
  }

  /** Whether the agent should report, and does not or is doubted. */
  boolean isSilent(int node, AgentKind kind) {
    AgentMemory agent = agent(node, kind);
    return agent != null && (agent.last().isSilent() || isDoubted(node, kind));
  }

  /** Whether every agent of the node is silent. */
  boolean isSilent(int node) {
    boolean any = false;
    for (AgentKind kind : AgentKind.values()) {
      AgentMemory agent = agent(node, kind);
      if (agent != null && agent.last().standing() != Observer.Standing.GOING) {
        if (!isSilent(node, kind)) {
          return false;
        }
        any = true;
      }
    }
    return any || !isKnown(node);
  }

  /** Whether every agent of the node is late, or silent for longer. */
  boolean isOverdue(int node) {
    boolean any = false;
    for (AgentKind kind : AgentKind.values()) {
      AgentMemory agent = agent(node, kind);
      if (agent != null && agent.last().standing() != Observer.Standing.GOING) {
        if (!agent.last().isSilent() && !agent.isOverdue(nanos())) {
          return false;
        }
        any = true;
      }
    }
    return any || !isKnown(node);
  }

  /**
   * Whether the window of the source's last heartbeat began when the target's process had been
   * running for some time, and its own as well.
   */
  boolean isSettled(AgentMemory source, int node, AgentKind kind) {
    AgentMemory target = agent(node, kind);
    long begun = source.saidNanos() - source.last().reporting().window().toNanos();
    return target != null
        && begun >= target.changedNanos() + SETTLED
        && begun >= target.lastStarvedNanos() + SETTLED
        && begun >= source.lastStarvedNanos() + SETTLED
        && source.ageNanos(nanos()) > YOUNG
        && target.ageNanos(nanos()) > YOUNG;
  }

  /** Whether the exporter is too young to know that none of the node's agents reports. */
  boolean isUnheardYet(int node) {
    return nanos() - memory.begunNanos() < BEGINNING && !isHeardSince(node, Long.MIN_VALUE);
  }

  /** Whether one of the node's agents was heard since {@code nanos}. */
  boolean isHeardSince(int node, long nanos) {
    for (AgentKind kind : AgentKind.values()) {
      AgentMemory agent = agent(node, kind);
      if (agent != null && !agent.last().life().isEmpty() && agent.saidNanos() >= nanos) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether links to the agent count: it is known and should be there, or other agents knew it
   * before this exporter started.
   */
  boolean isExpected(int node, AgentKind kind) {
    AgentMemory agent = agent(node, kind);
    return agent == null
        ? !isKnown(node) && !situation.ignored().test(name(node))
        : agent.last().standing() != Observer.Standing.GOING;
  }
}
