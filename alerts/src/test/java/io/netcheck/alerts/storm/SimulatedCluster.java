// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts.storm;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A cluster and its faults, minute by minute. Node numbers start at 1. It has the series that its
 * agents and its exporter would have.
 */
final class SimulatedCluster {
  /** A time after the end of every scenario. */
  static final int EVER = 1_000_000;

  private static final long ANY_SEED = 7;

  final String name;
  final int nodes;
  final int zones;
  final List<Plane> planes;
  final List<Link> links;
  boolean withProbes;

  final During<Link> down = new During<>();

  final During<Link> dropped = new During<>();
  final During<AgentOf> unscraped = new During<>();
  final During<AgentOf> gone = new During<>();
  final During<AgentOf> silent = new During<>();
  final During<AgentOf> refusing = new During<>();
  final During<Boolean> exporterDown = new During<>();
  final During<Boolean> prometheusDown = new During<>();
  final List<Loss> losses = new ArrayList<>();
  final List<Fault> faults = new ArrayList<>();
  final Map<Integer, Double> clocks = new LinkedHashMap<>();
  final During<Integer> dnsDead = new During<>();
  final During<Integer> slow = new During<>();
  int expected;

  record Loss(Predicate<Link> links, Predicate<String> probes, double share, int from, int until) {}

  record Fault(String kind, String subject, int from, int until) {}

  SimulatedCluster(String name, int nodes, int zones, List<Plane> planes) {
    this(name, nodes, zones, planes, nodes - 1);
  }

  /**
   * @param zones the number of zones; 0 for no zone labels
   * @param peers the number of peers of each agent; with fewer than all, agents form a ring in
   *     random order
   */
  SimulatedCluster(String name, int nodes, int zones, List<Plane> planes, int peers) {
    this.name = name;
    this.nodes = nodes;
    this.zones = zones;
    this.planes = planes;
    this.links = links(peers);
    this.expected = nodes;
  }

  IntStream all() {
    return IntStream.rangeClosed(1, nodes);
  }

  Stream<AgentOf> agents() {
    return planes.stream()
        .map(Plane::kind)
        .distinct()
        .flatMap(kind -> all().mapToObj(node -> new AgentOf(kind, node)));
  }

  String zone(int node) {
    return zones == 0 ? "" : "z" + (char) ('a' + (node - 1) * zones / nodes);
  }

  private List<Link> links(int peers) {
    List<Integer> ring = new ArrayList<>(all().boxed().toList());
    if (peers < nodes - 1) {
      Collections.shuffle(ring, new Random(ANY_SEED));
    }
    List<Link> links = new ArrayList<>();
    for (Plane plane : planes) {
      for (int at = 0; at < nodes; at++) {
        for (int next = 1; next <= peers; next++) {
          links.add(new Link(plane, ring.get(at), ring.get((at + next) % nodes)));
        }
      }
    }
    return links;
  }

  /** Cuts these nodes off from all others, from Prometheus and from the exporter. */
  SimulatedCluster die(Predicate<Integer> dead, int from, int until) {
    down.add(link -> dead.test(link.source()) || dead.test(link.target()), from, until);
    unscraped.add(agent -> dead.test(agent.node()), from, until);
    silent.add(agent -> dead.test(agent.node()), from, until);
    return this;
  }

  SimulatedCluster cut(Predicate<Link> links, int from, int until) {
    down.add(links, from, until);
    return this;
  }

  SimulatedCluster lose(
      Predicate<Link> links, Predicate<String> probes, double share, int from, int until) {
    withProbes = true;
    losses.add(new Loss(links, probes, share, from, until));
    return this;
  }

  SimulatedCluster fault(String kind, String subject, int from, int until) {
    faults.add(new Fault(kind, subject, from, until));
    return this;
  }

  SimulatedCluster probed() {
    withProbes = true;
    return this;
  }

  /** The share of a kind of probe that is lost on a link that is up. */
  double loss(Link link, String probe, int minute) {
    return sum(loss ->
        minute >= loss.from
                && minute < loss.until
                && loss.links.test(link)
                && loss.probes.test(probe)
            ? loss.share
            : 0);
  }

  /** The share of failed lookups of a node: twice the share of packets that all its links lose. */
  double failingLookups(int node, int minute) {
    double lost =
        links.stream()
            .filter(link -> link.source() == node)
            .mapToDouble(link -> loss(link, "udp", minute))
            .min()
            .orElse(0);
    return dnsDead.holds(node, minute) ? 1 : lost < 1 ? 2 * lost : 0;
  }

  private double sum(ToDoubleFunction<Loss> share) {
    return Math.min(1, losses.stream().mapToDouble(share).sum());
  }
}
