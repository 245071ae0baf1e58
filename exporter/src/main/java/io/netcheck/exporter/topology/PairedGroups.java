// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.topology;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Gives agents peers in the other groups: two in each, as far as they have room. Such peers probe
 * each other, so that each of the two has one peer and one observer more.
 *
 * <p>For each pair of groups, an agent takes the next agents of the other group on a ring that both
 * share. It passes by those that have no room. An agent keeps as much room as it needs itself; with
 * the rest it serves groups that are larger than its own.
 */
final class PairedGroups {
  /** One peer in a group cannot be told from a fault of the path to it. */
  private static final int WANTED = 2;

  /** Those who look further would depend on agents that are far away. */
  private static final int MOST_STEPS = 128;

  private final PeerGraph graph;
  private final Places places;
  private final List<int[]> groups;
  private final long[] names;

  /** By agent: how many peers in other groups it can still get, and how many of them it needs. */
  private final int[] room;

  private final int[] reserved;

  private PairedGroups(PeerGraph graph, Places places, List<int[]> groups, long[] names) {
    this.graph = graph;
    this.places = places;
    this.groups = groups;
    this.names = names;
    this.room = new int[graph.size()];
    this.reserved = new int[graph.size()];
  }

  /**
   * Adds the peers to {@code graph}.
   *
   * @param names of the groups, as numbers
   * @param budget by group: how many peers in other groups each of its agents can have
   */
  static void connect(
      PeerGraph graph, Places places, List<int[]> groups, long[] names, int[] budget) {
    new PairedGroups(graph, places, groups, names).connect(budget);
  }

  private void connect(int[] budget) {
    List<Pair> pairs = pairs(budget);
    for (int step = 0; step < MOST_STEPS && !pairs.isEmpty(); step++) {
      int turn = step;
      pairs.removeIf(pair -> !pair.walk(turn));
    }
  }

  private List<Pair> pairs(int[] budget) {
    int[] wanted = new int[groups.size()];
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = Math.min(WANTED, budget[i] / (groups.size() - 1));
      for (int agent : groups.get(i)) {
        room[agent] = budget[i];
      }
    }
    List<Pair> pairs = new ArrayList<>();
    if (Arrays.stream(wanted).allMatch(count -> count == 0)) {
      return pairs;
    }
    for (int i = 0; i < wanted.length; i++) {
      for (int k = i + 1; k < wanted.length; k++) {
        if (wanted[i] + wanted[k] > 0) {
          pairs.add(new Pair(i, k, wanted));
        }
      }
    }
    return pairs;
  }

  /** Two groups whose agents look for peers in the other one. */
  private final class Pair {
    private final Side first;
    private final Side second;

    Pair(int first, int second, int[] wanted) {
      long ring = names[first] + names[second];
      long[] firstRing = places.ring(groups.get(first), ring);
      long[] secondRing = places.ring(groups.get(second), ring);
      this.first = new Side(firstRing, secondRing, wanted[first]);
      this.second = new Side(secondRing, firstRing, wanted[second]);
    }

    /** Lets each agent that looks for peers try the next one; whether any still looks. */
    boolean walk(int step) {
      first.walk(step, second);
      second.walk(step, first);
      return first.looking.length + second.looking.length > 0;
    }
  }

  private final class Side {
    private final long[] own;
    private final long[] others;

    /** How many peers each agent still needs, by its index in {@code own}. */
    private final int[] need;

    /** Indexes in {@code own} of the agents that need peers. */
    private int[] looking;

    Side(long[] own, long[] others, int wanted) {
      this.own = own;
      this.others = others;
      int each = Math.min(wanted, others.length);
      this.need = new int[own.length];
      Arrays.fill(need, each);
      this.looking = new int[each == 0 ? 0 : own.length];
      for (int i = 0; i < looking.length; i++) {
        looking[i] = i;
        reserved[Places.agent(own[i])] += each;
      }
    }

    void walk(int step, Side side) {
      if (step == others.length || looking.length == 0) {
        looking = new int[0];
        return;
      }
      int left = 0;
      for (int index : looking) {
        if (need[index] > 0) {
          ask(index, (Places.after(others, own[index]) + step) % others.length, side);
        }
        if (need[index] > 0) {
          looking[left++] = index;
        }
      }
      looking = Arrays.copyOf(looking, left);
    }

    private void ask(int index, int otherIndex, Side side) {
      int agent = Places.agent(own[index]);
      int other = Places.agent(others[otherIndex]);
      boolean welcome = side.need[otherIndex] > 0 || room[other] > reserved[other];
      if (welcome && graph.isFree(agent, other)) {
        graph.add(agent, other);
        graph.add(other, agent);
        take(index);
        side.take(otherIndex);
      }
    }

    private void take(int index) {
      int agent = Places.agent(own[index]);
      room[agent]--;
      if (need[index] > 0) {
        need[index]--;
        reserved[agent]--;
      }
    }
  }
}
