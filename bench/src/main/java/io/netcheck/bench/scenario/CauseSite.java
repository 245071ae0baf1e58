// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.scenario;

import io.netcheck.bench.world.ClusterPlan;
import io.netcheck.bench.world.Impairment;
import io.netcheck.bench.world.PacketFilter;
import io.netcheck.bench.world.Route;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** Where the causes of one world are put: nodes and zones are taken once. */
final class CauseSite {
  private final ClusterPlan plan;
  private final SplittableRandom random;
  private final BitSet free = new BitSet();
  private final RightAnswers answers;

  CauseSite(ClusterPlan plan, SplittableRandom random) {
    this.plan = plan;
    this.random = random;
    this.answers = new RightAnswers(plan);
    free.set(0, plan.nodes());
    // What lies behind the exporter's own node is hidden if that node breaks.
    free.clear(plan.exporter());
  }

  ClusterPlan plan() {
    return plan;
  }

  RightAnswers answers() {
    return answers;
  }

  SplittableRandom random() {
    return random;
  }

  <T> T one(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** A node that is now taken. */
  int node() {
    int[] left = free.stream().toArray();
    int node = left[random.nextInt(left.length)];
    free.clear(node);
    return node;
  }

  int left() {
    return free.cardinality();
  }

  /** A zone whose nodes are now taken. */
  int zone(int other) {
    int zone = random.nextInt(plan.zones());
    while (zone == other) {
      zone = random.nextInt(plan.zones());
    }
    free.andNot(plan.members(zone));
    return zone;
  }

  /** Nothing else can be seen from here. */
  void takeAll() {
    free.clear();
  }

  String name(int node) {
    return plan.node(node);
  }

  Set<String> names(BitSet nodes) {
    return nodes.stream().mapToObj(plan::node).collect(Collectors.toSet());
  }

  BitSet others(int node) {
    return Route.without(Route.all(plan), Route.only(node));
  }

  Route into(int node) {
    return new Route(others(node), Route.only(node));
  }

  Route outOf(int node) {
    return into(node).reversed();
  }

  static List<Impairment> drop(PacketFilter filter, Route... routes) {
    return List.of(routes).stream().map(route -> Impairment.drop(route, filter)).toList();
  }
}
