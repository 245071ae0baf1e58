// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.fault;

import io.netcheck.exporter.mesh.Mesh;
import io.netcheck.exporter.mesh.MeshNode;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.ProbeKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;

/**
 * Whom one kind of probe gets no answer from, though another kind does: the nodes that explain it,
 * the largest share first as in {@link NodePeeling}, and the single links that are left. A node is
 * asked for both of its sides at once, because a packet that is too big for it comes neither in nor
 * out.
 */
final class BlockedProbePeeling {
  /** More pairs than these are counted only. */
  static final int MOST = 20;

  /** From this share on it is the node and not its links. */
  private static final double THRESHOLD = 0.5;

  private static final int FEWEST = 2;
  private static final double LINK_CONFIDENCE = 0.6;
  private static final double MOST_CONFIDENCE = 0.95;

  /** One side of a node. */
  private record Side(int node, boolean inbound, int silent, int measured) {
    private static final Comparator<Side> WORST =
        Comparator.<Side>comparingDouble(Side::share)
            .thenComparingInt(Side::silent)
            .thenComparing(Side::inbound)
            .thenComparing(Comparator.comparingInt(Side::node).reversed());

    double share() {
      return (double) silent / measured;
    }
  }

  /** What is known of one node, in whatever plane. */
  private static final class Blamed {
    final Set<Network> networks = EnumSet.noneOf(Network.class);
    Optional<Side> in = Optional.empty();
    Optional<Side> out = Optional.empty();

    void add(Side side) {
      if (side.inbound) {
        in = Optional.of(in.filter(old -> Side.WORST.compare(old, side) >= 0).orElse(side));
      } else {
        out = Optional.of(out.filter(old -> Side.WORST.compare(old, side) >= 0).orElse(side));
      }
    }
  }

  private record Pair(String source, String target) implements Comparable<Pair> {
    private static final Comparator<Pair> ORDER =
        Comparator.comparing(Pair::source).thenComparing(Pair::target);

    @Override
    public int compareTo(Pair other) {
      return ORDER.compare(this, other);
    }
  }

  private final ProbeKind kind;
  private final List<MeshNode> nodes;
  private final Set<Network> used;
  private final Map<Integer, Blamed> blamed = new TreeMap<>();
  private final Map<Pair, Set<Network>> pairs = new TreeMap<>();

  /**
   * @param used the networks in which this kind is used
   */
  BlockedProbePeeling(Mesh mesh, ProbeKind kind, Set<Network> used) {
    this.kind = kind;
    this.nodes = mesh.nodes();
    this.used = used;
  }

  /** Looks at one plane, and takes all of its links away. */
  void look(PlaneGraph graph) {
    Network network = graph.plane().network();
    PriorityQueue<Side> worst = new PriorityQueue<>(Side.WORST.reversed());
    for (MeshNode node : nodes) {
      side(graph, node.index(), true).ifPresent(worst::add);
      side(graph, node.index(), false).ifPresent(worst::add);
    }
    while (!worst.isEmpty()) {
      Side side = worst.remove();
      if (graph.down(side.node, side.inbound) < side.silent) {
        // Some of it was explained since; a share never grows, so it may take its place anew.
        side(graph, side.node, side.inbound).ifPresent(worst::add);
      } else {
        blame(graph, side.node);
      }
    }
    for (int link : graph.open()) {
      Pair pair =
          new Pair(
              nodes.get(graph.links().source(link)).name(),
              nodes.get(graph.links().target(link)).name());
      pairs.computeIfAbsent(pair, _ -> EnumSet.noneOf(Network.class)).add(network);
    }
  }

  private void blame(PlaneGraph graph, int node) {
    Blamed blame = blamed.computeIfAbsent(node, _ -> new Blamed());
    blame.networks.add(graph.plane().network());
    for (boolean inbound : new boolean[] {true, false}) {
      // By all of its links: some may have been explained by the node at their other end.
      side(graph, node, inbound, graph.allDown(node, inbound))
          .ifPresent(side -> {
            blame.add(side);
            graph.explain(node, inbound);
          });
    }
  }

  /** This side of a node, if it explains the links that are still open. */
  private static Optional<Side> side(PlaneGraph graph, int node, boolean inbound) {
    return side(graph, node, inbound, graph.down(node, inbound));
  }

  private static Optional<Side> side(PlaneGraph graph, int node, boolean inbound, int silent) {
    int measured = graph.measured(node, inbound);
    return silent >= FEWEST && silent >= THRESHOLD * measured
        ? Optional.of(new Side(node, inbound, silent, measured))
        : Optional.empty();
  }

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    blamed.forEach((node, blame) -> findings.add(finding(nodes.get(node).name(), blame)));
    pairs.entrySet().stream()
        .limit(MOST)
        .forEach(entry -> findings.add(finding(entry.getKey(), entry.getValue())));
    if (pairs.size() > MOST) {
      findings.add(
          new Finding(
              FaultKind.PROBE_BLOCKED,
              kind + " on other links",
              Finding.ALL,
              List.of(
                  Phrases.count(pairs.size() - MOST, "further link")
                      + " up by other probes"
                      + (pairs.size() == MOST + 1 ? " gets" : " get")
                      + " no answer to "
                      + kind),
              LINK_CONFIDENCE,
              "So many single links have a common cause: look at what they share."));
    }
    return findings;
  }

  private Finding finding(String node, Blamed blame) {
    String way = blame.out.isEmpty() ? " to " : blame.in.isEmpty() ? " from " : " to and from ";
    List<String> evidence = new ArrayList<>();
    blame.in.ifPresent(side ->
        evidence.add(
            side.silent
                + " of "
                + Phrases.count(side.measured, "observer")
                + " whose link to it is up get no answer to "
                + kind));
    blame.out.ifPresent(side ->
        evidence.add(
            "its "
                + kind
                + " gets no answer from "
                + side.silent
                + " of "
                + Phrases.count(side.measured, "node")
                + " that it reaches"));
    Side worst = blame.in.or(() -> blame.out).orElseThrow();
    return new Finding(
        FaultKind.PROBE_BLOCKED,
        kind + way + node,
        Phrases.network(blame.networks, used),
        evidence,
        Math.min(MOST_CONFIDENCE, worst.share() * worst.silent / (worst.silent + 1.0)),
        hint("on node " + node + " and below it"));
  }

  private Finding finding(Pair pair, Set<Network> networks) {
    return new Finding(
        FaultKind.PROBE_BLOCKED,
        kind + " " + pair.source + " -> " + pair.target,
        Phrases.network(networks, used),
        List.of("the link is up by other probes and gets no answer to " + kind),
        LINK_CONFIDENCE,
        hint("on the path from " + pair.source + " to " + pair.target));
  }

  private String hint(String where) {
    return switch (kind) {
      case MTU ->
          "Full-size packets vanish while small ones pass: look at the path MTU, at each interface,"
              + " tunnel and switch port "
              + where
              + ".";
      case ICMP, UDP, TCP ->
          "Look for a policy or a firewall that drops " + kind + " " + where + ".";
    };
  }
}
