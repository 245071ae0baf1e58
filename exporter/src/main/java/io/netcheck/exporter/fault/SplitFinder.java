// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.fault;

import io.netcheck.exporter.mesh.Mesh;
import io.netcheck.exporter.mesh.MeshNode;
import io.netcheck.protocol.Network;
import io.netcheck.verdict.FaultKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Finds parts of the cluster that are connected within but not with each other. */
final class SplitFinder {
  private static final double LIVE_CONFIDENCE = 0.9;

  private static final class Split {
    final Set<Network> networks = EnumSet.noneOf(Network.class);
    int nodes;
    int rest;
    int links;
  }

  private final Mesh mesh;
  private final Map<String, Split> splits = new TreeMap<>();

  SplitFinder(Mesh mesh) {
    this.mesh = mesh;
  }

  /** Looks for parts in one plane, and explains the failing links between them. */
  void look(PlaneGraph graph) {
    ConnectedParts parts = new ConnectedParts(mesh, graph.plane());
    List<List<MeshNode>> large = parts.large();
    for (int i = large.size() - 1; i > 0; i--) {
      List<MeshNode> part = large.get(i);
      int failing = 0;
      for (int link : graph.open()) {
        if (leaves(graph, parts, part, link)) {
          failing++;
        }
      }
      // Fewer failing links do not prove that the whole part is cut off: they can be single links.
      if (failing >= part.size()) {
        graph.explain(link -> leaves(graph, parts, part, link));
        Split split =
            splits.computeIfAbsent(
                Phrases.names(part.stream().map(MeshNode::name).toList()), _ -> new Split());
        split.networks.add(graph.plane().network());
        split.nodes = part.size();
        split.rest = large.stream().mapToInt(List::size).sum() - part.size();
        split.links += failing;
      }
    }
  }

  /** Whether a link joins the part with another large part. Single nodes are examined later. */
  private static boolean leaves(
      PlaneGraph graph, ConnectedParts parts, List<MeshNode> part, int link) {
    int source = graph.links().source(link);
    int target = graph.links().target(link);
    return parts.areApart(source, target)
        && (parts.isIn(source, part) || parts.isIn(target, part))
        && isLarge(parts, source)
        && isLarge(parts, target);
  }

  private static boolean isLarge(ConnectedParts parts, int node) {
    return parts.large().stream().anyMatch(part -> parts.isIn(node, part));
  }

  List<Finding> findings() {
    Set<Network> measured = MeasuredNetworks.networks(mesh);
    List<Finding> findings = new ArrayList<>();
    splits.forEach((subject, split) ->
        findings.add(
            new Finding(
                FaultKind.CLUSTER_SPLIT,
                subject,
                Phrases.network(split.networks, measured),
                List.of(
                    "none of "
                        + Phrases.count(split.links, "link")
                        + " between these "
                        + Phrases.count(split.nodes, "node")
                        + " and the other "
                        + split.rest
                        + " is up",
                    "within each part the links are up"),
                LIVE_CONFIDENCE,
                "Check what connects the two parts: a switch, a route, a firewall or a"
                    + " tunnel of the overlay.")));
    return findings;
  }
}
