// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.fault;

import io.netcheck.exporter.mesh.LinkColumns;
import io.netcheck.exporter.mesh.LinkSide;
import io.netcheck.exporter.mesh.Mesh;
import io.netcheck.exporter.mesh.Plane;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.LinkState;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * The links of one plane that are down and not yet explained, by node. Explaining a link removes
 * it, so that the search for the next largest cause sees only the rest.
 */
final class PlaneGraph {
  private final Plane plane;
  private final LinkColumns links;

  /** Down links, not yet explained. */
  private final BitSet open = new BitSet();

  private final List<List<Integer>> downInto;
  private final List<List<Integer>> downFrom;
  private final int[] inMeasured;
  private final int[] outMeasured;
  private final int[] inDown;
  private final int[] outDown;

  /** A graph without links. */
  PlaneGraph(Mesh mesh, Plane plane) {
    this.plane = plane;
    this.links = mesh.links();
    int nodes = mesh.nodes().size();
    inMeasured = new int[nodes];
    outMeasured = new int[nodes];
    inDown = new int[nodes];
    outDown = new int[nodes];
    downInto = lists(nodes);
    downFrom = lists(nodes);
  }

  /** A graph of all links of one plane, with their states in the mesh. */
  static PlaneGraph of(Mesh mesh, Plane plane) {
    PlaneGraph graph = new PlaneGraph(mesh, plane);
    LinkColumns links = mesh.links();
    for (int link = 0; link < links.size(); link++) {
      if (links.plane(link).equals(plane) && links.state(link) != LinkState.UNKNOWN) {
        graph.add(link, links.state(link) == LinkState.DOWN);
      }
    }
    return graph;
  }

  /** Adds a measured link between two known nodes. */
  void add(int link, boolean down) {
    outMeasured[links.source(link)]++;
    inMeasured[links.target(link)]++;
    if (down) {
      open.set(link);
      outDown[links.source(link)]++;
      inDown[links.target(link)]++;
      downInto.get(links.target(link)).add(link);
      downFrom.get(links.source(link)).add(link);
    }
  }

  private static List<List<Integer>> lists(int count) {
    List<List<Integer>> lists = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      lists.add(new ArrayList<>(0));
    }
    return lists;
  }

  Plane plane() {
    return plane;
  }

  LinkColumns links() {
    return links;
  }

  /** Links on this side of a node that are down and not yet explained. */
  int down(int node, LinkSide side) {
    return side == LinkSide.IN ? inDown[node] : outDown[node];
  }

  /** Links on this side of a node that are down, explained or not. */
  int allDown(int node, LinkSide side) {
    return downLinks(node, side).size();
  }

  /** All measured links on this side of a node. */
  int measured(int node, LinkSide side) {
    return side == LinkSide.IN ? inMeasured[node] : outMeasured[node];
  }

  private List<Integer> downLinks(int node, LinkSide side) {
    return (side == LinkSide.IN ? downInto : downFrom).get(node);
  }

  /** Explains the links on this side of a node. */
  void explain(int node, LinkSide side) {
    downLinks(node, side).forEach(this::explain);
  }

  /** Explains every open link that {@code cause} covers. */
  void explain(IntPredicate cause) {
    for (int link : open.stream().filter(cause).toArray()) {
      explain(link);
    }
  }

  private void explain(int link) {
    if (open.get(link)) {
      open.clear(link);
      outDown[links.source(link)]--;
      inDown[links.target(link)]--;
    }
  }

  /** Down links that no cause explains. */
  int[] open() {
    return open.stream().toArray();
  }

  /** Why most of the links on this side of a node fail. */
  Optional<FailureReason> reason(int node, LinkSide side) {
    Map<FailureReason, Integer> counts = new EnumMap<>(FailureReason.class);
    for (int link : downLinks(node, side)) {
      links.reason(link).ifPresent(reason -> counts.merge(reason, 1, Integer::sum));
    }
    return counts.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
  }
}
