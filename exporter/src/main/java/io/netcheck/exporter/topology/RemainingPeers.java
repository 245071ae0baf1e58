// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.topology;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;

/**
 * Fills up the peers and the observers of agents until each has exactly as many as it should.
 *
 * <p>An agent has a place on a ring for each peer that it lacks, and probes the agent at the next
 * place. Because agents lack as many peers as observers, that is enough for both. Where the next
 * place is of no use, because the agent itself or one of its peers has it, two places of the ring
 * exchange their peers.
 */
final class RemainingPeers {
  private interface LinkTest {
    boolean test(int source, int target);
  }

  private final PeerGraph graph;

  /** The part of {@link #graph} that is chosen here, and so may be changed. */
  private final PeerGraph chosen;

  private final int[] agents;

  /** By agent: the number of its group. */
  private final int[] group;

  private final int degree;

  /** Indexed by place on the ring: who probes, and whom; -1 if it was of no use. */
  private final int[] sources;

  private final int[] targets;

  private RemainingPeers(
      PeerGraph graph, Places places, List<int[]> groups, int degree, long ring) {
    this.graph = graph;
    this.chosen = new PeerGraph(graph.size());
    this.agents = groups.stream().flatMapToInt(Arrays::stream).sorted().toArray();
    this.group = new int[graph.size()];
    for (int i = 0; i < groups.size(); i++) {
      for (int agent : groups.get(i)) {
        group[agent] = i;
      }
    }
    this.degree = degree;
    this.sources = sources(places, ring);
    this.targets = new int[sources.length];
  }

  /**
   * Adds the peers to {@code graph}.
   *
   * @param groups of agents with at most {@code degree} peers and equally many observers
   * @param degree less than the number of agents in {@code groups}
   * @param ring its name, as a number
   */
  static void connect(PeerGraph graph, Places places, List<int[]> groups, int degree, long ring) {
    RemainingPeers remaining = new RemainingPeers(graph, places, groups, degree, ring);
    remaining.takeNext();
    remaining.exchange();
    remaining.complete();
  }

  private int[] sources(Places places, long ring) {
    long[] ordered = new long[Arrays.stream(agents).map(this::lacking).sum()];
    int count = 0;
    for (int agent : agents) {
      for (int i = lacking(agent); i > 0; i--) {
        ordered[count++] = places.place(agent, ring + i);
      }
    }
    Arrays.sort(ordered);
    return Arrays.stream(ordered).mapToInt(Places::agent).toArray();
  }

  private int lacking(int agent) {
    return degree - graph.targetCount(agent);
  }

  private int next(int place) {
    return place + 1 == sources.length ? 0 : place + 1;
  }

  /** Each place takes the next one on the ring. */
  private void takeNext() {
    for (int i = 0; i < sources.length; i++) {
      int target = sources[next(i)];
      boolean free = graph.isFree(sources[i], target);
      targets[i] = free ? target : -1;
      if (free) {
        add(sources[i], target);
      }
    }
  }

  /** A place of no use looks for the next one on the ring with which it can exchange. */
  private void exchange() {
    for (int i = 0; i < sources.length; i++) {
      int wanting = sources[next(i)];
      for (int k = next(i); targets[i] < 0 && k != i; k = next(k)) {
        if (targets[k] >= 0
            && graph.isFree(sources[i], targets[k])
            && graph.isFree(sources[k], wanting)) {
          remove(sources[k], targets[k]);
          add(sources[i], targets[k]);
          add(sources[k], wanting);
          targets[i] = targets[k];
          targets[k] = wanting;
        }
      }
    }
  }

  private void add(int source, int target) {
    graph.add(source, target);
    chosen.add(source, target);
  }

  private void remove(int source, int target) {
    graph.remove(source, target);
    chosen.remove(source, target);
  }

  /**
   * Completes the few that could not exchange, in clusters that have hardly more agents than an
   * agent has peers: along a chain, each agent gives up a peer for another one.
   */
  private void complete() {
    for (int agent : agents) {
      while (lacking(agent) > 0) {
        // Peers in the own group and in each other one are given up only if there is no other way.
        if (!complete(agent, (source, target) -> !chosen.isFree(source, target))
            && !complete(agent, (source, target) -> group[source] != group[target])
            && !complete(agent, (_, _) -> true)) {
          throw new IllegalStateException(
              "cannot happen: " + agents.length + " agents without " + degree + " peers each");
        }
      }
    }
  }

  /**
   * @param optional whether a source may give up a target
   */
  private boolean complete(int first, LinkTest optional) {
    List<Integer> wanting =
        Arrays.stream(agents).filter(it -> graph.observerCount(it) < degree).boxed().toList();
    int[] giver = new int[graph.size()];
    int[] given = new int[graph.size()];
    Arrays.fill(giver, -1);
    giver[first] = first;
    Queue<Integer> chain = new ArrayDeque<>(List.of(first));
    while (!chain.isEmpty()) {
      int source = chain.remove();
      for (int target : wanting) {
        if (graph.isFree(source, target)) {
          shift(first, source, target, giver, given);
          return true;
        }
      }
      for (int target : agents) {
        if (graph.isFree(source, target)) {
          for (int observer : graph.observers(target)) {
            if (giver[observer] < 0 && optional.test(observer, target)) {
              giver[observer] = source;
              given[observer] = target;
              chain.add(observer);
            }
          }
        }
      }
    }
    return false;
  }

  /** The last of the chain gets {@code target}, and each before it what the next one gave up. */
  private void shift(int first, int last, int target, int[] giver, int[] given) {
    int gets = target;
    for (int source = last; source != first; source = giver[source]) {
      exchange(source, given[source], gets);
      gets = given[source];
    }
    add(first, gets);
  }

  private void exchange(int source, int old, int other) {
    graph.remove(source, old);
    if (!chosen.isFree(source, old)) {
      chosen.remove(source, old);
    }
    add(source, other);
  }
}
