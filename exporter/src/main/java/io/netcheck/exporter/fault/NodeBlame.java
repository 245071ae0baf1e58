// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.fault;

import io.netcheck.exporter.mesh.LinkSide;
import io.netcheck.exporter.mesh.Mesh;
import io.netcheck.exporter.mesh.MeshNode;
import io.netcheck.exporter.mesh.Plane;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.FailureReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One node explains the failing links of one plane on one of its sides.
 *
 * @param reason why most of these links fail
 */
record NodeBlame(Plane plane, NodeShare share, Optional<FailureReason> reason) {
  /** One observer can be wrong about a node, unless the node's agent is silent as well. */
  private static final int FEWEST_OBSERVERS = 2;

  int node() {
    return share.node();
  }

  LinkSide side() {
    return share.side();
  }

  /** Blames nodes for failing links of this plane, and explains these links. */
  static List<NodeBlame> find(Mesh mesh, PlaneGraph graph) {
    List<NodeBlame> blames = new ArrayList<>();
    NodePeeling.peel(
        graph,
        mesh.nodes().size(),
        (node, side) -> candidate(mesh.nodes().get(node), side, graph),
        share -> {
          int node = share.node();
          blames.add(new NodeBlame(graph.plane(), share, graph.reason(node, share.side())));
          graph.explain(node, share.side());
          if (share.side() == LinkSide.IN) {
            // If no probe reaches a node, no answer reaches it either.
            graph.explain(node, LinkSide.OUT);
          }
        });
    return blames;
  }

  private static Optional<NodeShare> candidate(MeshNode node, LinkSide side, PlaneGraph graph) {
    int failing = graph.down(node.index(), side);
    if (failing == 0) {
      return Optional.empty();
    }
    int measured = graph.measured(node.index(), side);
    AgentKind kind = Plane.agents(graph.plane().network());
    boolean silent = side == LinkSide.IN && node.isSilent(kind);
    // A doubted agent can be merely slow to report while another observer still reaches it.
    boolean lost = silent && (failing == measured || !node.isDoubted(kind));
    boolean enough = failing >= FEWEST_OBSERVERS || lost;
    return enough && failing >= NodePeeling.THRESHOLD * measured
        ? Optional.of(new NodeShare(node.index(), side, failing, measured, silent))
        : Optional.empty();
  }
}
