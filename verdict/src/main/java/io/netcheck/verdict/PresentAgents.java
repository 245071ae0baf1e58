// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The agents of the last situation, in its order, with what rules look for in them. There can be
 * ten thousand, and in most judgements a rule concerns none or a few. Not thread-safe.
 */
final class PresentAgents {
  /** Of an agent whose clock is not known. */
  private static final long NO_CLOCK = Long.MIN_VALUE;

  private List<AgentMemory> all = List.of();

  /** The places of the agents that have a trait. */
  private final Map<AgentTrait, BitSet> places = new EnumMap<>(AgentTrait.class);

  /** By place: how far the clock of a reporting agent is ahead, in milliseconds. */
  private long[] clocks = {};

  PresentAgents() {
    for (AgentTrait trait : AgentTrait.values()) {
      places.put(trait, new BitSet());
    }
  }

  List<AgentMemory> all() {
    return all;
  }

  /** Takes the place of what was there before. */
  void become(List<AgentMemory> agents) {
    all = agents;
    clocks = new long[agents.size()];
    places.values().forEach(BitSet::clear);
    for (int place = 0; place < agents.size(); place++) {
      update(place);
    }
  }

  /** Must be called when something new is known of the agent at a place. */
  void update(int place) {
    AgentMemory agent = all.get(place);
    places.forEach((trait, with) -> with.set(place, trait.isOf(agent)));
    clocks[place] = agent.last().isReporting() ? agent.clock().millis().orElse(NO_CLOCK) : NO_CLOCK;
  }

  boolean isAny(AgentTrait trait) {
    return !with(trait).isEmpty();
  }

  /** Those that have a trait, in the order of all. */
  List<AgentMemory> those(AgentTrait trait) {
    BitSet with = with(trait);
    List<AgentMemory> those = new ArrayList<>(with.cardinality());
    for (int place = with.nextSetBit(0); place >= 0; place = with.nextSetBit(place + 1)) {
      those.add(all.get(place));
    }
    return those;
  }

  private BitSet with(AgentTrait trait) {
    return places.getOrDefault(trait, new BitSet());
  }

  /** Whether the clocks of two reporting agents differ by more than this. */
  boolean areClocksApart(long millis) {
    long least = Long.MAX_VALUE;
    long most = NO_CLOCK;
    for (long clock : clocks) {
      if (clock != NO_CLOCK) {
        least = Math.min(least, clock);
        most = Math.max(most, clock);
      }
    }
    return most != NO_CLOCK && most - least > millis;
  }
}
