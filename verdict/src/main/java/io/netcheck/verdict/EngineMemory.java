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

  /** The agents of the last situation, in its order. */
  private List<AgentMemory> present = List.of();

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
    for (AgentMemory agent : present) {
      agent.addUsed(usedNodes, usedZones);
    }
    return new Forgotten(nodes.forgetUnused(usedNodes), zones.forgetUnused(usedZones));
  }

  /** Takes in a situation; returns the agents with a new heartbeat. */
  List<AgentMemory> meet(Situation situation) {
    if (!begun && !situation.observers().isEmpty()) {
      begun = true;
      begunNanos = situation.nanos();
    }
    List<AgentMemory> heard = new ArrayList<>();
    List<AgentMemory> now = new ArrayList<>(situation.observers().size());
    for (Observer observer : situation.observers()) {
      AgentMemory agent = agent(observer.id(), now.size());
      if (agent.meet(observer, nodes)) {
        heard.add(agent);
        if (agent.isRearranged()) {
          probers = null;
        }
      }
      now.add(agent);
    }
    present = now;
    if (agents.size() > now.size()) {
      Set<AgentMemory> known = new HashSet<>(now);
      agents.values().retainAll(known);
      probers = null;
    }
    return heard;
  }

  /**
   * @param place where it was in the last situation, if there are the same agents
   */
  private AgentMemory agent(ClientId id, int place) {
    if (place < present.size() && present.get(place).last().id().equals(id)) {
      return present.get(place);
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
    for (AgentMemory agent : present) {
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

  List<AgentMemory> agents() {
    return present;
  }

  /** When the first agent was heard. */
  long begunNanos() {
    return begunNanos;
  }
}
