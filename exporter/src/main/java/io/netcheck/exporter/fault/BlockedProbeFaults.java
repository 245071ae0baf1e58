// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.fault;

import static java.util.Objects.requireNonNull;

import io.netcheck.exporter.mesh.LinkSide;
import io.netcheck.exporter.mesh.Mesh;
import io.netcheck.exporter.mesh.MeshNode;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.ProbeKind;
import io.netcheck.verdict.FaultKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds nodes and links at which one kind of probe gets no answer although another kind does: first
 * the nodes that explain it ({@link NodePeeling}), then the single links that are left. Both sides
 * of a node count at once, because a packet that is too big for the node passes neither in nor out.
 */
final class BlockedProbeFaults {
  /** So many pairs get a finding of their own; one more finding counts the rest. */
  static final int MOST = 20;

  private static final int FEWEST = 2;
  private static final double LINK_CONFIDENCE = 0.6;
  private static final double MOST_CONFIDENCE = 0.95;

  /** What is known of one blamed node, in all planes. */
  private static final class Blamed {
    final Set<Network> networks = EnumSet.noneOf(Network.class);
    final Map<LinkSide, NodeShare> worst = new EnumMap<>(LinkSide.class);

    void add(NodeShare share) {
      worst.merge(share.side(), share, (old, other) -> old.compareTo(other) <= 0 ? old : other);
    }
  }

  private record NamePair(String source, String target) implements Comparable<NamePair> {
    private static final Comparator<NamePair> ORDER =
        Comparator.comparing(NamePair::source).thenComparing(NamePair::target);

    @Override
    public int compareTo(NamePair other) {
      return ORDER.compare(this, other);
    }
  }

  private final ProbeKind kind;
  private final List<MeshNode> nodes;
  private final Set<Network> used;
  private final Map<Integer, Blamed> blamed = new TreeMap<>();
  private final Map<NamePair, Set<Network>> pairs = new TreeMap<>();

  /**
   * @param used the networks in which agents use this kind of probe
   */
  BlockedProbeFaults(Mesh mesh, ProbeKind kind, Set<Network> used) {
    this.kind = kind;
    this.nodes = mesh.nodes();
    this.used = used;
  }

  /** Looks at one plane, and explains all of its links. */
  void look(PlaneGraph graph) {
    Network network = graph.plane().network();
    NodePeeling.peel(
        graph,
        nodes.size(),
        (node, side) -> share(graph, node, side, graph.down(node, side)),
        share -> blame(graph, share.node()));
    for (int link : graph.open()) {
      NamePair pair =
          new NamePair(
              nodes.get(graph.links().source(link)).name(),
              nodes.get(graph.links().target(link)).name());
      pairs.computeIfAbsent(pair, _ -> EnumSet.noneOf(Network.class)).add(network);
    }
  }

  private void blame(PlaneGraph graph, int node) {
    Blamed blame = blamed.computeIfAbsent(node, _ -> new Blamed());
    blame.networks.add(graph.plane().network());
    for (LinkSide side : LinkSide.values()) {
      // All links of the node count here: the node at the other end can have explained some before.
      share(graph, node, side, graph.allDown(node, side))
          .ifPresent(share -> {
            blame.add(share);
            graph.explain(node, side);
          });
    }
  }

  private static Optional<NodeShare> share(PlaneGraph graph, int node, LinkSide side, int silent) {
    int measured = graph.measured(node, side);
    return silent >= FEWEST && silent >= NodePeeling.THRESHOLD * measured
        ? Optional.of(new NodeShare(node, side, silent, measured, false))
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
              "So many single links probably have a common cause. Check what they" + " share."));
    }
    return findings;
  }

  private Finding finding(String node, Blamed blame) {
    NodeShare in = blame.worst.get(LinkSide.IN);
    NodeShare out = blame.worst.get(LinkSide.OUT);
    String way = out == null ? " to " : in == null ? " from " : " to and from ";
    List<String> evidence = new ArrayList<>();
    if (in != null) {
      evidence.add(
          in.failing()
              + " of "
              + Phrases.count(in.measured(), "observer")
              + " whose link to it is up get no answer to "
              + kind);
    }
    if (out != null) {
      evidence.add(
          "its "
              + kind
              + " gets no answer from "
              + out.failing()
              + " of "
              + Phrases.count(out.measured(), "node")
              + " that it reaches");
    }
    NodeShare worst = in == null ? requireNonNull(out) : in;
    return new Finding(
        FaultKind.PROBE_BLOCKED,
        kind + way + node,
        Phrases.network(blame.networks, used),
        evidence,
        Math.min(MOST_CONFIDENCE, worst.confidence()),
        hint("on node " + node + " and below it"));
  }

  private Finding finding(NamePair pair, Set<Network> networks) {
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
          "Full-size packets are lost while small ones pass. Check the path MTU of"
              + " each interface, tunnel and switch port "
              + where
              + ".";
      case ICMP, UDP, TCP ->
          "Check for a policy or a firewall that drops " + kind + " " + where + ".";
    };
  }
}
