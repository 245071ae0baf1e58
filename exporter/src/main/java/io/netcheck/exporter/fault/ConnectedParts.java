// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.fault;

import io.netcheck.exporter.mesh.LinkColumns;
import io.netcheck.exporter.mesh.Mesh;
import io.netcheck.exporter.mesh.MeshNode;
import io.netcheck.exporter.mesh.Plane;
import io.netcheck.protocol.LinkState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The parts into which the living nodes of one plane fall if only links that are up join them. */
final class ConnectedParts {
  private final int[] parent;
  private final List<List<MeshNode>> large = new ArrayList<>();

  ConnectedParts(Mesh mesh, Plane plane) {
    List<MeshNode> nodes = mesh.nodes();
    parent = new int[nodes.size()];
    for (int i = 0; i < parent.length; i++) {
      parent[i] = i;
    }
    LinkColumns links = mesh.links();
    for (int link = 0; link < links.size(); link++) {
      if (links.plane(link).equals(plane) && links.state(link) == LinkState.UP) {
        parent[root(links.source(link))] = root(links.target(link));
      }
    }
    Map<Integer, List<MeshNode>> byRoot = new TreeMap<>();
    for (MeshNode node : nodes) {
      boolean alive =
          node.client(Plane.agents(plane.network())).filter(node::isBelieved).isPresent();
      if (alive) {
        byRoot.computeIfAbsent(root(node.index()), _ -> new ArrayList<>()).add(node);
      }
    }
    byRoot.values().stream()
        .filter(part -> part.size() > 1)
        .sorted(
            Comparator.<List<MeshNode>>comparingInt(part -> -part.size())
                .thenComparingInt(part -> part.getFirst().index()))
        .forEach(large::add);
  }

  /** Parts of more than one living node, the largest first. */
  List<List<MeshNode>> large() {
    return large;
  }

  /** Whether two nodes, given by their index, are in different parts. */
  boolean areApart(int one, int other) {
    return root(one) != root(other);
  }

  boolean isIn(int node, List<MeshNode> part) {
    return root(node) == root(part.getFirst().index());
  }

  private int root(int node) {
    int at = node;
    while (parent[at] != at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  }
}
