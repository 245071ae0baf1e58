// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.metrics;

import io.netcheck.daemon.metrics.LabelNames;
import io.netcheck.daemon.metrics.Metric;
import io.netcheck.daemon.metrics.MetricFamily;
import io.netcheck.daemon.metrics.MetricSource;
import io.netcheck.daemon.metrics.SeriesLabels;
import io.netcheck.exporter.assess.Assessment;
import io.netcheck.exporter.assess.Fault;
import io.netcheck.exporter.catalogue.ExporterMetric;
import io.netcheck.exporter.mesh.Link;
import io.netcheck.exporter.mesh.LinkColumns;
import io.netcheck.exporter.mesh.LinkTotals;
import io.netcheck.exporter.mesh.Mesh;
import io.netcheck.exporter.mesh.MeshNode;
import io.netcheck.exporter.mesh.NetworkSummary;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.Network;
import io.netcheck.verdict.Finding;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * What the mesh and its faults are as metrics, from the same assessment as {@code /report}. Made at
 * scrape time, so what is gone is gone at the next scrape.
 */
public final class MeshMetrics implements MetricSource {
  /** A cluster in flames must not take Prometheus with it. */
  static final int MOST_DOWN_LINKS = 1_000;

  private static final LabelNames NODE = ExporterMetric.NODE_INBOUND.labelNames();

  private final Supplier<Assessment> assessments;
  private final SeriesBudget budget;

  /** The last scrape's, each network's sorted by node. So nodes that are gone leave it. */
  private volatile Map<Network, List<NodeLabels>> nodeLabels = Map.of();

  private record NodeLabels(String node, SeriesLabels labels) {}

  public MeshMetrics(Supplier<Assessment> assessments, SeriesBudget budget) {
    this.assessments = assessments;
    this.budget = budget;
  }

  @Override
  public List<MetricFamily> families() {
    return families(assessments.get());
  }

  List<MetricFamily> families(Assessment assessment) {
    Mesh mesh = assessment.mesh();
    Map<Network, List<NodeLabels>> labels = labels(mesh);
    nodeLabels = labels;
    return List.of(
        ratios(ExporterMetric.NODE_INBOUND, "inbound", mesh, labels, MeshNode::inbound),
        ratios(ExporterMetric.NODE_OUTBOUND, "outbound", mesh, labels, MeshNode::outbound),
        links(mesh),
        downLinks(mesh.links()),
        faults(assessment.faults().stream().filter(fault -> fault.ignored().isEmpty()).toList()));
  }

  private Map<Network, List<NodeLabels>> labels(Mesh mesh) {
    Map<Network, List<NodeLabels>> before = nodeLabels;
    Map<Network, List<NodeLabels>> labels = new EnumMap<>(Network.class);
    for (NetworkSummary summary : mesh.networks()) {
      Network network = summary.network();
      labels.put(network, labels(network, mesh.nodes(), before.getOrDefault(network, List.of())));
    }
    return labels;
  }

  private static List<NodeLabels> labels(
      Network network, List<MeshNode> nodes, List<NodeLabels> before) {
    List<NodeLabels> labels = new ArrayList<>(nodes.size());
    int at = 0;
    for (MeshNode node : nodes) {
      String name = node.name();
      while (at < before.size() && before.get(at).node().compareTo(name) < 0) {
        at++;
      }
      labels.add(
          at < before.size() && before.get(at).node().equals(name)
              ? before.get(at)
              : new NodeLabels(name, NODE.of(network.label(), name)));
    }
    return labels;
  }

  private MetricFamily ratios(
      Metric metric,
      String collector,
      Mesh mesh,
      Map<Network, List<NodeLabels>> labels,
      BiFunction<MeshNode, Network, LinkTotals> side) {
    MetricFamily ratios = metric.family();
    List<MeshNode> nodes = mesh.nodes();
    labels.forEach((network, ofNodes) -> {
      for (int i = 0; i < nodes.size(); i++) {
        SeriesLabels own = ofNodes.get(i).labels();
        side.apply(nodes.get(i), network).ratio().ifPresent(ratio -> ratios.add(ratio, own));
      }
    });
    return ratios.limit(budget.ask(collector, ratios.size()));
  }

  private static MetricFamily links(Mesh mesh) {
    MetricFamily links = ExporterMetric.LINKS.family();
    for (NetworkSummary summary : mesh.networks()) {
      for (LinkState state : LinkState.values()) {
        links.add(summary.links().count(state), summary.network().label(), state.toString());
      }
    }
    return links;
  }

  private MetricFamily downLinks(LinkColumns links) {
    MetricFamily down = ExporterMetric.LINK_DOWN.family();
    Set<Link.Key> listed = new HashSet<>();
    int room = budget.ask("links", Math.min(links.down(), MOST_DOWN_LINKS));
    budget.leaveOut(Math.max(0, links.down() - MOST_DOWN_LINKS));
    for (int i = 0; i < links.size() && down.size() < room; i++) {
      if (links.state(i) == LinkState.DOWN) {
        Link link = links.link(i);
        if (!listed.add(link.key())) {
          continue; // an agent named it twice, and equal labels would spoil the whole scrape
        }
        down.add(
            1,
            link.key().network().label(),
            link.key().family().label(),
            link.key().source(),
            link.sourceZone(),
            link.key().target(),
            link.targetZone());
      }
    }
    return down;
  }

  private static MetricFamily faults(List<Fault> faults) {
    MetricFamily family = ExporterMetric.FAULT.family();
    faults.forEach(fault -> family.add(1, labels(fault.finding())));
    return family;
  }

  /** In the order of {@link ExporterMetric#FAULT}. */
  private static String[] labels(Finding finding) {
    return new String[] {
      finding.kind().label(),
      finding.severity().toString(),
      finding.subject(),
      finding.scope().network(),
      finding.scope().family(),
      finding.scope().probe(),
      finding.place().node(),
      finding.place().zone(),
      finding.place().source(),
      finding.place().target()
    };
  }
}
