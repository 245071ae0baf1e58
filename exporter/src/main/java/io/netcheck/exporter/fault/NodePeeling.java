// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.fault;

import io.netcheck.exporter.mesh.Mesh;
import io.netcheck.exporter.mesh.MeshNode;
import io.netcheck.exporter.mesh.Plane;
import io.netcheck.protocol.AgentKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Finds the nodes that explain failing links, the largest first: whoever fails with the largest
 * share of its observers is to blame for all of its links, these are taken away, and what is left
 * is looked at again. Without taking away, the observers of two dead nodes would look half dead
 * themselves.
 */
final class NodePeeling {
  /** From this share of observers on it is the node and not its links. */
  private static final double THRESHOLD = 0.5;

  /** One observer may be wrong about a node, unless the node is silent as well. */
  private static final int FEWEST_OBSERVERS = 2;

  private final PlaneGraph graph;
  private final List<MeshNode> nodes;

  NodePeeling(Mesh mesh, PlaneGraph graph) {
    this.graph = graph;
    this.nodes = mesh.nodes();
  }

  List<NodeBlame> peel() {
    PriorityQueue<Candidate> candidates = new PriorityQueue<>();
    for (MeshNode node : nodes) {
      look(node.index(), true, candidates);
      look(node.index(), false, candidates);
    }
    List<NodeBlame> blames = new ArrayList<>();
    while (!candidates.isEmpty()) {
      Candidate worst = candidates.remove();
      int node = worst.node;
      if (graph.down(node, worst.inbound) < worst.failing) {
        // Some of its links were explained since. A share never grows, so whoever still has the one
        // it had is the worst, and the others need not be looked at.
        look(node, worst.inbound, candidates);
        continue;
      }
      blames.add(
          new NodeBlame(
              node,
              graph.plane(),
              worst.inbound,
              worst.failing,
              worst.measured,
              graph.reason(node, worst.inbound)));
      graph.explain(node, worst.inbound);
      if (worst.inbound) {
        // Whom nobody reaches, no answer reaches either.
        graph.explain(node, false);
      }
    }
    return blames;
  }

  private void look(int node, boolean inbound, PriorityQueue<Candidate> candidates) {
    int failing = graph.down(node, inbound);
    if (failing == 0) {
      return;
    }
    int measured = graph.measured(node, inbound);
    AgentKind kind = Plane.agents(graph.plane().network());
    boolean silent = inbound && nodes.get(node).isSilent(kind);
    // One that is not late yet may only be slow to speak, while another observer still reaches it.
    boolean lost = silent && (failing == measured || !nodes.get(node).isDoubted(kind));
    boolean enough = failing >= FEWEST_OBSERVERS || lost;
    if (enough && failing >= THRESHOLD * measured) {
      candidates.add(new Candidate(node, inbound, failing, measured, silent));
    }
  }

  /** Ordered by who is to blame first. */
  private record Candidate(int node, boolean inbound, int failing, int measured, boolean silent)
      implements Comparable<Candidate> {
    private static final Comparator<Candidate> ORDER =
        Comparator.<Candidate>comparingDouble(c -> -(double) c.failing / c.measured)
            .thenComparing(c -> !c.silent)
            .thenComparingInt(c -> -c.failing)
            .thenComparing(c -> !c.inbound)
            .thenComparingInt(Candidate::node);

    @Override
    public int compareTo(Candidate other) {
      return ORDER.compare(this, other);
    }
  }
}
