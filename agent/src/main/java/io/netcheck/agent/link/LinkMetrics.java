// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import io.netcheck.agent.catalogue.AgentMetric;
import io.netcheck.daemon.metrics.LabelNames;
import io.netcheck.daemon.metrics.Metric;
import io.netcheck.daemon.metrics.MetricFamily;
import io.netcheck.daemon.metrics.MetricSource;
import io.netcheck.daemon.metrics.SeriesLabels;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.ProbeKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The series of every link, built from the link table at each scrape. So the series of a removed
 * peer disappear with the next scrape, and no series can leak. A link has at most 16 series: the
 * full-size probe has no round-trip gauge, and a path MTU takes the place of that of {@code tcp}.
 */
public final class LinkMetrics implements MetricSource {
  private static final double NANOS = 1e9;

  /** Only the clocks that are furthest off matter; the others would only cost series. */
  private static final int LARGEST_OFFSETS = 5;

  private final LinkTable table;
  private final String sourceNode;
  private final String sourceZone;

  public LinkMetrics(LinkTable table, String sourceNode, String sourceZone) {
    this.table = table;
    this.sourceNode = sourceNode;
    this.sourceZone = sourceZone;
  }

  @Override
  public List<MetricFamily> families() {
    boolean dualStack = table.plan().dualStack();
    LabelNames linkNames = names(AgentMetric.PEER_UP, dualStack);
    LabelNames probeNames = names(AgentMetric.PEER_PROBE_UP, dualStack);
    MetricFamily up = AgentMetric.PEER_UP.family();
    MetricFamily probeUp = AgentMetric.PEER_PROBE_UP.family();
    MetricFamily rtt = AgentMetric.PEER_RTT.family();
    MetricFamily pathMtu = AgentMetric.PEER_PATH_MTU.family();
    MetricFamily sent = AgentMetric.PROBES.family();
    MetricFamily failed = AgentMetric.PROBE_FAILURES.family();
    List<Link> links = table.links();
    for (Link link : links) {
      LinkState state = link.state();
      if (state != LinkState.UNKNOWN) {
        up.add(state.code(), labels(linkNames, link));
      }
      OptionalInt narrow = link.pathMtu();
      narrow.ifPresent(bytes -> pathMtu.add(bytes, labels(linkNames, link)));
      for (ProbeKind kind : link.probes()) {
        SeriesLabels probe = labels(probeNames, link, kind.label());
        ProbeRecord.Reading reading = link.read(kind);
        if (reading.state() != LinkState.UNKNOWN) {
          probeUp.add(reading.state().code(), probe);
        }
        boolean timed = kind != ProbeKind.MTU && (kind != ProbeKind.TCP || narrow.isEmpty());
        if (reading.lastRttNanos() > 0 && timed) {
          rtt.add(reading.lastRttNanos() / NANOS, probe);
        }
        sent.add((double) reading.sent(), probe);
        failed.add((double) reading.failed(), probe);
      }
    }
    return List.of(
        up, probeUp, rtt, pathMtu, sent, failed, clockOffsets(links), peers(links), neverUp(links));
  }

  private static LabelNames names(Metric metric, boolean dualStack) {
    // The IP family comes last.
    return metric.labelNames(metric.labels().size() + (dualStack ? 1 : 0));
  }

  private SeriesLabels labels(LabelNames names, Link link, String... more) {
    List<String> values = new ArrayList<>(7);
    values.add(sourceNode);
    values.add(sourceZone);
    values.add(link.key().peer().node());
    values.add(link.zone());
    values.add(link.key().network().label());
    Collections.addAll(values, more);
    if (table.plan().dualStack()) {
      values.add(link.key().family().label());
    }
    return names.of(values.toArray(String[]::new));
  }

  private static MetricFamily clockOffsets(List<Link> links) {
    MetricFamily offsets = AgentMetric.PEER_CLOCK_OFFSET.family();
    record Offset(String node, long nanos) {}
    Stream<Offset> known =
        links.stream()
            .filter(link -> link.clockOffsetNanos().isPresent())
            .map(link -> new Offset(link.key().peer().node(), link.clockOffsetNanos().orElse(0)));
    Map<String, Offset> byNode = new TreeMap<>();
    known.forEach(offset -> byNode.putIfAbsent(offset.node(), offset));
    byNode.values().stream()
        .sorted(Comparator.comparingLong((Offset offset) -> -Math.abs(offset.nanos())))
        .limit(LARGEST_OFFSETS)
        .forEach(offset -> offsets.add(offset.nanos() / NANOS, offset.node()));
    return offsets;
  }

  private MetricFamily peers(List<Link> links) {
    Map<Network, Long> count = new EnumMap<>(Network.class);
    table.plan().networks().forEach(network -> count.put(network, 0L));
    links.stream()
        .map(link -> new NetworkPeer(link.key().network(), link.key().peer().node()))
        .distinct()
        .forEach(peer -> count.merge(peer.network(), 1L, Long::sum));
    MetricFamily peers = AgentMetric.PEERS.family();
    count.forEach((network, number) -> peers.add((double) number, network.label()));
    return peers;
  }

  private MetricFamily neverUp(List<Link> links) {
    Map<Network, Integer> count = new EnumMap<>(Network.class);
    table.plan().networks().forEach(network -> count.put(network, 0));
    links.stream()
        .filter(Link::isNeverUp)
        .forEach(link -> count.merge(link.key().network(), 1, Integer::sum));
    MetricFamily neverUp = AgentMetric.LINKS_NEVER_UP.family();
    count.forEach((network, number) -> neverUp.add(number, network.label()));
    return neverUp;
  }

  private record NetworkPeer(Network network, String node) {}
}
