// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.ClientId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the engine knows from earlier situations. Not thread-safe. */
final class EngineMemory {
  /** Names are forgotten between one and two times this long after their last use. */
  private static final long SWEEP_EVERY = 600_000_000_000L;

  private final NameNumbers nodes = new NameNumbers();
  private final NameNumbers zones = new NameNumbers();
  private final Map<ClientId, AgentMemory> agents = new HashMap<>();

  private final PresentAgents present = new PresentAgents();

  /** The observers of the last situation. */
  private List<Observer> met = List.of();

  /** Null until somebody asks, and when an agent has come, gone or moved. */
  private @Nullable NodePlaces places;

  /** By node: the agents that probe it; null until somebody asks. */
  private @Nullable List<List<AgentMemory>> probers;

  private long begunNanos;
  private boolean begun;
  private long sweptNanos;

  /** Numbers that mean something else from now on. */
  record Forgotten(BitSet nodes, BitSet zones) {}

  /** Whether it is time for {@link #forgetUnused}. */
  boolean isSweepDue(long nanos) {
    return nanos - sweptNanos >= SWEEP_EVERY;
  }

  /**
   * Forgets the names of nodes and zones that no agent has mentioned for a while. Nodes come and
   * go, and an agent can make up names without end. Whatever else holds a number forgets it sooner,
   * but the counts of losses, which must be told.
   */
  Forgotten forgetUnused(long nanos) {
    sweptNanos = nanos;
    BitSet usedNodes = new BitSet();
    BitSet usedZones = new BitSet();
    for (AgentMemory agent : agents()) {
      agent.addUsed(usedNodes, usedZones);
    }
    return new Forgotten(nodes.forgetUnused(usedNodes), zones.forgetUnused(usedZones));
  }

  /**
   * Takes in a situation; returns the agents with a new heartbeat. An observer that is the same
   * object as before tells nothing new.
   */
  @SuppressWarnings("ReferenceEquality")
  List<AgentMemory> meet(Situation situation) {
    if (!begun && !situation.observers().isEmpty()) {
      begun = true;
      begunNanos = situation.nanos();
    }
    List<Observer> before = met;
    met = situation.observers();
    boolean same = areOfSameAgents(before, met);
    List<AgentMemory> heard = new ArrayList<>();
    List<AgentMemory> now = same ? agents() : new ArrayList<>(met.size());
    for (int place = 0; place < met.size(); place++) {
      Observer observer = met.get(place);
      if (same && observer == before.get(place)) {
        continue;
      }
      AgentMemory agent = same ? now.get(place) : agent(observer.id(), place);
      if (agent.meet(observer, nodes)) {
        heard.add(agent);
        if (agent.isRearranged()) {
          probers = null;
          places = null;
        }
      }
      if (!same) {
        now.add(agent);
        continue;
      }
      present.update(place);
      if (!observer.zone().equals(before.get(place).zone())) {
        places = null;
      }
    }
    if (!same) {
      replace(now);
    }
    return heard;
  }

  private void replace(List<AgentMemory> now) {
    present.become(now);
    places = null;
    if (agents.size() > now.size()) {
      Set<AgentMemory> known = new HashSet<>(now);
      agents.values().retainAll(known);
      probers = null;
    }
  }

  @SuppressWarnings("ReferenceEquality") // what is not the same object is compared
  private static boolean areOfSameAgents(List<Observer> before, List<Observer> now) {
    if (before.size() != now.size()) {
      return false;
    }
    for (int place = 0; place < now.size(); place++) {
      Observer observer = now.get(place);
      if (observer != before.get(place) && !observer.id().equals(before.get(place).id())) {
        return false;
      }
    }
    return true;
  }

  /**
   * @param place where it was in the last situation, if none has come or gone before it
   */
  private AgentMemory agent(ClientId id, int place) {
    if (place < agents().size() && agents().get(place).last().id().equals(id)) {
      return agents().get(place);
    }
    return agents.computeIfAbsent(
        id, _ -> new AgentMemory(nodes.of(id.node()), id.kind(), begunNanos));
  }

  NameNumbers nodes() {
    return nodes;
  }

  /** The agents that probe a node. */
  List<AgentMemory> probers(int node) {
    List<List<AgentMemory>> known = probers;
    if (known == null) {
      known = findProbers();
      probers = known;
    }
    return node < known.size() ? known.get(node) : List.of();
  }

  private List<List<AgentMemory>> findProbers() {
    List<List<AgentMemory>> found = new ArrayList<>();
    for (int node = 0; node < nodes.size(); node++) {
      found.add(new ArrayList<>(0));
    }
    for (AgentMemory agent : agents()) {
      for (@Nullable PlaneCells cells : agent.planes) {
        for (int row = 0; cells != null && row < cells.rows(); row++) {
          List<AgentMemory> ofTarget = found.get(cells.targets[row]);
          // The planes of an agent often have the same targets.
          if (ofTarget.isEmpty() || !ofTarget.getLast().equals(agent)) {
            ofTarget.add(agent);
          }
        }
      }
    }
    return found;
  }

  NameNumbers zones() {
    return zones;
  }

  /** The agents of the last situation. */
  PresentAgents present() {
    return present;
  }

  List<AgentMemory> agents() {
    return present.all();
  }

  NodePlaces places() {
    NodePlaces known = places;
    if (known == null || known.size() != nodes.size()) {
      known = new NodePlaces(agents(), nodes.size(), zones);
      places = known;
    }
    return known;
  }

  /** When the first agent was heard. */
  long begunNanos() {
    return begunNanos;
  }
}
