// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.fault;

import io.netcheck.exporter.mesh.LinkColumns;
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
 * The links of one plane that are down and not yet explained, by node. Explaining a link takes it
 * away, so that the next largest cause is looked for in what is left.
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

  /** Without links, until some are added. */
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

  /** The links of one plane, down or not as the mesh has them. */
  static PlaneGraph of(Mesh mesh, Plane plane) {
    PlaneGraph graph = new PlaneGraph(mesh, plane);
    LinkColumns links = mesh.links();
    for (int link = 0; link < links.size(); link++) {
      if (links.plane(link) == plane.code() && links.state(link) != LinkState.UNKNOWN) {
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

  /** Links to ({@code inbound}) or from this node that are down and unexplained. */
  int down(int node, boolean inbound) {
    return inbound ? inDown[node] : outDown[node];
  }

  /** Links to or from this node that are down, explained or not. */
  int allDown(int node, boolean inbound) {
    return (inbound ? downInto : downFrom).get(node).size();
  }

  /** All measured links to or from this node. */
  int measured(int node, boolean inbound) {
    return inbound ? inMeasured[node] : outMeasured[node];
  }

  /** Explains the links to or from a node. */
  void explain(int node, boolean inbound) {
    (inbound ? downInto : downFrom).get(node).forEach(this::explain);
  }

  /** Explains every open link that {@code cause} holds for; answers how many. */
  int explain(IntPredicate cause) {
    int explained = 0;
    for (int link : open.stream().filter(cause).toArray()) {
      explain(link);
      explained++;
    }
    return explained;
  }

  private void explain(int link) {
    if (open.get(link)) {
      open.clear(link);
      outDown[links.source(link)]--;
      inDown[links.target(link)]--;
    }
  }

  /** Down links that nothing explained. */
  int[] open() {
    return open.stream().toArray();
  }

  /** Why most of the links to or from a node fail. */
  Optional<FailureReason> reason(int node, boolean inbound) {
    Map<FailureReason, Integer> counts = new EnumMap<>(FailureReason.class);
    for (int link : (inbound ? downInto : downFrom).get(node)) {
      links.reason(link).ifPresent(reason -> counts.merge(reason, 1, Integer::sum));
    }
    return counts.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
  }
}
