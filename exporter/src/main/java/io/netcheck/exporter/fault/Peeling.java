// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.fault;

import io.netcheck.exporter.mesh.Mesh;
import io.netcheck.exporter.mesh.MeshNode;
import io.netcheck.exporter.mesh.Plane;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the nodes that explain failing links, the largest first: whoever fails with the largest
 * share of its observers is to blame for all of its links, these are taken away, and what is left
 * is looked at again. Without taking away, the observers of two dead nodes would look half dead
 * themselves.
 */
final class Peeling {
  /** From this share of observers on it is the node and not its links. */
  private static final double THRESHOLD = 0.5;

  /** One observer may be wrong about a node, unless the node is silent as well. */
  private static final int FEWEST_OBSERVERS = 2;

  private final PlaneGraph graph;
  private final List<MeshNode> nodes;

  Peeling(Mesh mesh, PlaneGraph graph) {
    this.graph = graph;
    this.nodes = mesh.nodes();
  }

  List<Blame> peel() {
    List<Blame> blames = new ArrayList<>();
    for (Candidate worst = worst(); worst != null; worst = worst()) {
      blames.add(
          new Blame(
              worst.node,
              graph.plane(),
              worst.inbound,
              worst.failing,
              worst.measured,
              graph.reason(worst.node, worst.inbound)));
      graph.explain(worst.node, worst.inbound);
      if (worst.inbound) {
        // Whom nobody reaches, no answer reaches either.
        graph.explain(worst.node, false);
      }
    }
    return blames;
  }

  private record Candidate(int node, boolean inbound, int failing, int measured, boolean silent) {
    boolean isWorseThan(@Nullable Candidate other) {
      if (other == null) {
        return true;
      }
      // Shares as fractions, so that equal ones are equal.
      long mine = (long) failing * other.measured;
      long theirs = (long) other.failing * measured;
      if (mine != theirs) {
        return mine > theirs;
      }
      if (silent != other.silent) {
        return silent;
      }
      return failing > other.failing || (failing == other.failing && inbound && !other.inbound);
    }
  }

  private @Nullable Candidate worst() {
    Candidate worst = null;
    for (MeshNode node : nodes) {
      for (boolean inbound : new boolean[] {true, false}) {
        int failing = graph.down(node.index(), inbound);
        if (failing == 0) {
          continue;
        }
        int measured = graph.measured(node.index(), inbound);
        boolean silent = inbound && node.isSilent(Plane.agents(graph.plane().network()));
        boolean enough = failing >= FEWEST_OBSERVERS || silent;
        if (enough && failing >= THRESHOLD * measured) {
          Candidate candidate = new Candidate(node.index(), inbound, failing, measured, silent);
          if (candidate.isWorseThan(worst)) {
            worst = candidate;
          }
        }
      }
    }
    return worst;
  }
}
