// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.fault;

import io.netcheck.exporter.mesh.LinkColumns;
import io.netcheck.exporter.mesh.Mesh;
import io.netcheck.exporter.mesh.Plane;
import io.netcheck.protocol.LinkState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds causes by the share of observers that fail. In each plane it looks first for the parts of a
 * split, then for nodes that explain the rest ({@link NodePeeling}), then for single links. After
 * that it looks for agents, probes, services and DNS names that no blamed node explains.
 */
public final class ObserverShareFaultFinder implements FaultFinder {
  @Override
  public List<Finding> find(Situation situation) {
    Mesh mesh = situation.mesh();
    SplitFinder splits = new SplitFinder(mesh);
    NodeFaults nodes = new NodeFaults(mesh);
    LinkFaults links = new LinkFaults(mesh);
    for (Plane plane : failing(mesh.links())) {
      PlaneGraph graph = PlaneGraph.of(mesh, plane);
      splits.look(graph);
      nodes.look(graph);
      for (int link : graph.open()) {
        links.add(link);
      }
    }
    Set<String> guilty = nodes.guilty();
    List<Finding> findings = new ArrayList<>(splits.findings());
    findings.addAll(nodes.findings());
    findings.addAll(new AgentFaults(situation).findings(guilty));
    findings.addAll(new ProbeFaults(mesh).findings(guilty));
    findings.addAll(new CheckFaults(situation, guilty).findings());
    findings.addAll(links.findings());
    findings.sort(Comparator.comparing(Finding::kind)); // stable: within a kind by name
    return List.copyOf(findings);
  }

  private static List<Plane> failing(LinkColumns links) {
    if (links.down() == 0) {
      return List.of();
    }
    Set<Plane> planes = new HashSet<>();
    for (int link = 0; link < links.size(); link++) {
      if (links.state(link) == LinkState.DOWN) {
        planes.add(links.plane(link));
      }
    }
    return Plane.ALL.stream().filter(planes::contains).toList();
  }
}
