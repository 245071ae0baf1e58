// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.metrics;

import io.netcheck.exporter.assess.Assessment;
import io.netcheck.exporter.fault.Fault;
import io.netcheck.exporter.mesh.Link;
import io.netcheck.exporter.mesh.LinkColumns;
import io.netcheck.exporter.mesh.LinkTotals;
import io.netcheck.exporter.mesh.Mesh;
import io.netcheck.exporter.mesh.MeshNode;
import io.netcheck.exporter.mesh.NetworkSummary;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.Network;
import io.prometheus.metrics.model.registry.MetricType;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricFamilyDescriptor;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
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
public final class MeshMetrics implements MultiCollector {
  private static final MetricMetadata INBOUND =
      new MetricMetadata(
          "netcheck_node_inbound_reachable_ratio",
          "Share of the measured links to a node that are up.");
  private static final MetricMetadata OUTBOUND =
      new MetricMetadata(
          "netcheck_node_outbound_reachable_ratio",
          "Share of the measured links from a node that are up.");
  private static final MetricMetadata LINKS =
      new MetricMetadata("netcheck_links", "Links by state, of the networks in use.");
  private static final MetricMetadata LINK_DOWN =
      new MetricMetadata("netcheck_link_down", "A link that is down; always 1.");
  private static final MetricMetadata FAULT =
      new MetricMetadata("netcheck_fault", "A named cause; always 1.");

  /** A cluster in flames must not take Prometheus with it. */
  static final int MOST_DOWN_LINKS = 1_000;

  private final Supplier<Assessment> assessments;
  private final SeriesBudget budget;

  /**
   * The labels of each node: making and sorting them is most of the work of a scrape. Replaced as a
   * whole, so nodes that are gone leave it.
   */
  private volatile Map<Network, Map<String, Labels>> nodeLabels = Map.of();

  public MeshMetrics(Supplier<Assessment> assessments, SeriesBudget budget) {
    this.assessments = assessments;
    this.budget = budget;
  }

  @Override
  public List<MetricFamilyDescriptor> getMetricFamilyDescriptors() {
    return List.of(INBOUND, OUTBOUND, LINKS, LINK_DOWN, FAULT).stream()
        .map(metadata -> MetricFamilyDescriptor.of(MetricType.GAUGE, metadata))
        .toList();
  }

  @Override
  public MetricSnapshots collect() {
    Assessment assessment = assessments.get();
    Mesh mesh = assessment.mesh();
    Map<Network, Map<String, Labels>> labels = labels(mesh);
    nodeLabels = labels;
    List<MetricSnapshot> metrics = new ArrayList<>();
    metrics.add(
        new GaugeSnapshot(INBOUND, within("inbound", ratios(mesh, labels, MeshNode::inbound))));
    metrics.add(
        new GaugeSnapshot(OUTBOUND, within("outbound", ratios(mesh, labels, MeshNode::outbound))));
    metrics.add(new GaugeSnapshot(LINKS, links(mesh)));
    metrics.add(new GaugeSnapshot(LINK_DOWN, downLinks(mesh.links())));
    metrics.add(new GaugeSnapshot(FAULT, faults(assessment.faults())));
    return new MetricSnapshots(metrics);
  }

  private Map<Network, Map<String, Labels>> labels(Mesh mesh) {
    Map<Network, Map<String, Labels>> before = nodeLabels;
    Map<Network, Map<String, Labels>> labels = new EnumMap<>(Network.class);
    for (NetworkSummary summary : mesh.networks()) {
      Map<String, Labels> known = before.getOrDefault(summary.network(), Map.of());
      Map<String, Labels> next = HashMap.newHashMap(mesh.nodes().size());
      for (MeshNode node : mesh.nodes()) {
        Labels cached = known.get(node.name());
        next.put(
            node.name(),
            cached != null
                ? cached
                : Labels.of("network", summary.network().label(), "node", node.name()));
      }
      labels.put(summary.network(), next);
    }
    return labels;
  }

  private List<GaugeDataPointSnapshot> within(
      String collector, List<GaugeDataPointSnapshot> points) {
    return points.subList(0, budget.ask(collector, points.size()));
  }

  private static List<GaugeDataPointSnapshot> ratios(
      Mesh mesh,
      Map<Network, Map<String, Labels>> labels,
      BiFunction<MeshNode, Network, LinkTotals> side) {
    List<GaugeDataPointSnapshot> points = new ArrayList<>();
    labels.forEach((network, byNode) -> {
      for (MeshNode node : mesh.nodes()) {
        LinkTotals totals = side.apply(node, network);
        Labels own = byNode.get(node.name());
        if (own != null && totals.ratio().isPresent()) {
          points.add(new GaugeDataPointSnapshot(totals.ratio().getAsDouble(), own, null));
        }
      }
    });
    return points;
  }

  private static List<GaugeDataPointSnapshot> links(Mesh mesh) {
    List<GaugeDataPointSnapshot> points = new ArrayList<>();
    for (NetworkSummary summary : mesh.networks()) {
      for (LinkState state : LinkState.values()) {
        points.add(
            new GaugeDataPointSnapshot(
                summary.links().count(state),
                Labels.of("network", summary.network().label(), "state", state.toString()),
                null));
      }
    }
    return points;
  }

  private List<GaugeDataPointSnapshot> downLinks(LinkColumns links) {
    List<GaugeDataPointSnapshot> points = new ArrayList<>();
    Set<Link.Key> listed = new HashSet<>();
    int room = budget.ask("links", Math.min(links.down(), MOST_DOWN_LINKS));
    budget.leaveOut(Math.max(0, links.down() - MOST_DOWN_LINKS));
    for (int i = 0; i < links.size() && points.size() < room; i++) {
      if (links.state(i) == LinkState.DOWN) {
        Link link = links.link(i);
        if (!listed.add(link.key())) {
          continue; // an agent named it twice, and equal labels would spoil the whole scrape
        }
        points.add(
            new GaugeDataPointSnapshot(
                1,
                Labels.of(
                    "network",
                    link.key().network().label(),
                    "ip_family",
                    link.key().family().label(),
                    "source_node",
                    link.key().source(),
                    "source_zone",
                    link.sourceZone(),
                    "target_node",
                    link.key().target(),
                    "target_zone",
                    link.targetZone()),
                null));
      }
    }
    return points;
  }

  private static List<GaugeDataPointSnapshot> faults(List<Fault> faults) {
    return faults.stream()
        .map(fault ->
            new GaugeDataPointSnapshot(
                1,
                Labels.of(
                    "kind",
                    fault.kind().label(),
                    "network",
                    fault.network(),
                    "subject",
                    fault.subject()),
                null))
        .toList();
  }
}
