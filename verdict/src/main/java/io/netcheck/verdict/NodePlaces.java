// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.AgentKind;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which agents are on each node, and in which zone it is, by the numbers of nodes. It stays the
 * same as long as no agent comes, goes or moves.
 */
@SuppressWarnings("EnumOrdinal") // indexes of arrays that live as long as this object
final class NodePlaces {
  static final int KINDS = AgentKind.values().length;

  private final @Nullable AgentMemory[] agents;
  private final int[] zones;
  private final int[] zoneSizes;
  private final int known;
  private final Set<Plane> planesInUse = new LinkedHashSet<>();

  /**
   * @param nodes how many numbers nodes have
   * @param names the numbers of zones
   */
  NodePlaces(List<AgentMemory> present, int nodes, NameNumbers names) {
    agents = new @Nullable AgentMemory[nodes * KINDS];
    zones = new int[nodes];
    Arrays.fill(zones, NodeStates.NO_ZONE);
    int count = 0;
    BitSet used = new BitSet();
    for (AgentMemory agent : present) {
      if (!isKnown(agent.node)) {
        count++;
      }
      agents[slot(agent.node, agent.kind)] = agent;
      if (!agent.last().zone().isEmpty() && zones[agent.node] == NodeStates.NO_ZONE) {
        zones[agent.node] = agent.zone(names);
      }
      for (int code = 0; code < agent.planes.length; code++) {
        if (agent.planes[code] != null && !used.get(code)) {
          used.set(code);
          planesInUse.add(Plane.ALL.get(code));
        }
      }
    }
    known = count;
    zoneSizes = new int[names.size()];
    for (int zone : zones) {
      if (zone != NodeStates.NO_ZONE) {
        zoneSizes[zone]++;
      }
    }
  }

  /** Where the agent of this kind is in arrays of all agents by node. */
  static int slot(int node, AgentKind kind) {
    return node * KINDS + kind.ordinal();
  }

  /** The highest number of a node, plus one. */
  int size() {
    return zones.length;
  }

  /** Nodes with an agent. */
  int known() {
    return known;
  }

  boolean isKnown(int node) {
    return agents[node * KINDS] != null || agents[node * KINDS + 1] != null;
  }

  /** By slot: whether there is an agent. A copy. */
  boolean[] slots() {
    boolean[] slots = new boolean[agents.length];
    for (int slot = 0; slot < slots.length; slot++) {
      slots[slot] = agents[slot] != null;
    }
    return slots;
  }

  @Nullable AgentMemory agent(int slot) {
    return agents[slot];
  }

  /** The number of the node's zone; {@link NodeStates#NO_ZONE} if unknown. */
  int zone(int node) {
    return zones[node];
  }

  /** The highest number of a zone, plus one. */
  int zones() {
    return zoneSizes.length;
  }

  int zoneSize(int zone) {
    return zoneSizes[zone];
  }

  /** The planes that any agent measures. */
  Set<Plane> planesInUse() {
    return Collections.unmodifiableSet(planesInUse);
  }
}
