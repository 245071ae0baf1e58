// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.ClientId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the engine knows from earlier situations. Not thread-safe. */
final class EngineMemory {
  private final NameNumbers nodes = new NameNumbers();
  private final NameNumbers zones = new NameNumbers();
  private final Map<ClientId, AgentMemory> agents = new HashMap<>();

  /** The agents of the last situation, in its order. */
  private List<AgentMemory> present = List.of();

  private long begunNanos;
  private boolean begun;

  /** Takes in a situation; returns the agents with a new heartbeat. */
  List<AgentMemory> meet(Situation situation) {
    if (!begun && !situation.observers().isEmpty()) {
      begun = true;
      begunNanos = situation.nanos();
    }
    List<AgentMemory> heard = new ArrayList<>();
    List<AgentMemory> now = new ArrayList<>(situation.observers().size());
    for (Observer observer : situation.observers()) {
      AgentMemory agent = agents.get(observer.id());
      if (agent == null) {
        agent = new AgentMemory(nodes.of(observer.id().node()), observer.id().kind());
        agents.put(observer.id(), agent);
      }
      if (agent.meet(observer, nodes)) {
        heard.add(agent);
      }
      now.add(agent);
    }
    present = now;
    if (agents.size() > now.size()) {
      Set<AgentMemory> known = new HashSet<>(now);
      agents.values().retainAll(known);
    }
    return heard;
  }

  NameNumbers nodes() {
    return nodes;
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
