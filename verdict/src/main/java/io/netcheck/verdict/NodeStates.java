// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.AgentKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The nodes of a situation by their numbers: their zones, and what is known of their agents. */
@SuppressWarnings("EnumOrdinal") // indexes of arrays that live as long as this object
final class NodeStates {
  static final int NO_ZONE = -1;

  private static final byte OVERDUE = 1;
  private static final byte IN_TIME = 2;

  /** A new exporter has heard every agent after this time, also those whose heartbeats are late. */
  private static final long BEGINNING = 20_000_000_000L;

  private static final long SETTLED = 10_000_000_000L;
  private static final long YOUNG = 20_000_000_000L;

  private final EngineMemory memory;
  private final Situation situation;
  private final NodePlaces places;

  /** By slot of {@link NodePlaces}: agents that are known and should be there. */
  private final boolean[] wanted;

  private final boolean[] doubted;

  /** By node, as far as somebody asked: {@link #OVERDUE} or {@link #IN_TIME}. */
  private final byte[] overdue;

  /** The answer of {@link #observedPlanes}, until something changes it. */
  private @Nullable List<ObservedPlane> observed;

  NodeStates(EngineMemory memory, Situation situation) {
    this.memory = memory;
    this.situation = situation;
    places = memory.places();
    doubted = new boolean[places.size() * NodePlaces.KINDS];
    overdue = new byte[places.size()];
    wanted = places.slots();
    for (AgentMemory agent : agents(AgentTrait.GOING)) {
      wanted[NodePlaces.slot(agent.node, agent.kind)] = false;
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
    return places.size();
  }

  /** Nodes with an agent. */
  int known() {
    return places.known();
  }

  /** The number of the node's zone; {@link #NO_ZONE} if unknown. */
  int zone(int node) {
    // A finding may be older than a node.
    return node < places.size() ? places.zone(node) : NO_ZONE;
  }

  String zoneName(int zone) {
    return memory.zones().name(zone);
  }

  String zoneOf(int node) {
    int zone = places.zone(node);
    return zone == NO_ZONE ? "" : zoneName(zone);
  }

  /** The highest number of a zone, plus one. */
  int zones() {
    return places.zones();
  }

  int zoneSize(int zone) {
    return places.zoneSize(zone);
  }

  @Nullable AgentMemory agent(int node, AgentKind kind) {
    return places.agent(NodePlaces.slot(node, kind));
  }

  List<AgentMemory> agents() {
    return memory.agents();
  }

  /** The agents that have a trait, in the order of all. */
  List<AgentMemory> agents(AgentTrait trait) {
    return memory.present().those(trait);
  }

  /** Whether the clocks of two reporting agents differ by more than this. */
  boolean areClocksApart(long millis) {
    return memory.present().areClocksApart(millis);
  }

  boolean isKnown(int node) {
    return places.isKnown(node);
  }

  void doubt(int node, AgentKind kind) {
    doubted[NodePlaces.slot(node, kind)] = true;
    observed = null;
  }

  /** Whether others lost the agent, and it should have answered by now. */
  boolean isDoubted(int node, AgentKind kind) {
    return doubted[NodePlaces.slot(node, kind)];
  }

  /** Whether the last results of the agent count. */
  boolean isBelieved(AgentMemory agent) {
    return AgentTrait.BELIEVED.isOf(agent) && !isDoubted(agent.node, agent.kind);
  }

  /** The agents that probe a node. */
  List<AgentMemory> probers(int node) {
    return memory.probers(node);
  }

  /** The planes that any agent measures. */
  Set<Plane> planesInUse() {
    return places.planesInUse();
  }

  /** The results that count: those of all believed agents, by plane. */
  List<ObservedPlane> observedPlanes() {
    List<ObservedPlane> known = observed;
    if (known != null) {
      return known;
    }
    List<AgentMemory> believed = agents(AgentTrait.BELIEVED);
    List<ObservedPlane> planes = new ArrayList<>(2 * believed.size());
    for (AgentMemory agent : believed) {
      addPlanes(agent, planes);
    }
    observed = planes;
    return planes;
  }

  /** The results that count of the agents that have a trait, by plane. */
  List<ObservedPlane> observedPlanes(AgentTrait trait) {
    List<ObservedPlane> planes = new ArrayList<>();
    agents(trait).forEach(agent -> addObserved(agent, planes));
    return planes;
  }

  /** Adds the results of one agent, if they count. */
  void addObserved(AgentMemory agent, List<ObservedPlane> planes) {
    if (isBelieved(agent)) {
      addPlanes(agent, planes);
    }
  }

  private void addPlanes(AgentMemory agent, List<ObservedPlane> planes) {
    if (!isDoubted(agent.node, agent.kind)) {
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
    if (overdue[node] == 0) {
      overdue[node] = areOverdue(node) ? OVERDUE : IN_TIME;
    }
    return overdue[node] == OVERDUE;
  }

  private boolean areOverdue(int node) {
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
    long begun = source.answeredNanos();
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
    return wanted[NodePlaces.slot(node, kind)]
        || (!isKnown(node) && !situation.ignored().test(name(node)));
  }
}
