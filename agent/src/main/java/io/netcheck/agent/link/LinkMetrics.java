// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.ProbeKind;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The series of every link, built from the link table at each scrape. So the series of a removed
 * peer disappear with the next scrape, and no series can leak. A link has at most 16 series: the
 * full-size probe has no round-trip gauge.
 */
public final class LinkMetrics implements MultiCollector {
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
  public MetricSnapshots collect() {
    GaugeSnapshot.Builder up =
        gauge("netcheck_peer_up", "Whether any probe of the link is answered: 1 or 0.");
    GaugeSnapshot.Builder probeUp =
        gauge("netcheck_peer_probe_up", "Whether this kind of probe of the link is answered.");
    GaugeSnapshot.Builder rtt =
        gauge("netcheck_peer_rtt_seconds", "Round trip of the last answered probe.");
    CounterSnapshot.Builder sent =
        CounterSnapshot.builder().name("netcheck_probes").help("Attempts to probe the link.");
    CounterSnapshot.Builder failed =
        CounterSnapshot.builder()
            .name("netcheck_probe_failures")
            .help("Attempts that were not answered in time, or refused.");
    List<Link> links = table.links();
    for (Link link : links) {
      Labels labels = labels(link);
      LinkState state = link.state();
      if (state != LinkState.UNKNOWN) {
        up.dataPoint(new GaugeDataPointSnapshot(state.code(), labels, null));
      }
      for (ProbeKind kind : link.probes()) {
        Labels probe = labels.add("probe", kind.label());
        ProbeRecord.Reading reading = link.read(kind);
        if (reading.state() != LinkState.UNKNOWN) {
          probeUp.dataPoint(new GaugeDataPointSnapshot(reading.state().code(), probe, null));
        }
        if (reading.lastRttNanos() > 0 && kind != ProbeKind.MTU) {
          rtt.dataPoint(new GaugeDataPointSnapshot(reading.lastRttNanos() / NANOS, probe, null));
        }
        sent.dataPoint(new CounterDataPointSnapshot(reading.sent(), probe, null, 0));
        failed.dataPoint(new CounterDataPointSnapshot(reading.failed(), probe, null, 0));
      }
    }
    return new MetricSnapshots(
        up.build(),
        probeUp.build(),
        rtt.build(),
        sent.build(),
        failed.build(),
        clockOffsets(links),
        peers(links));
  }

  private static GaugeSnapshot.Builder gauge(String name, String help) {
    return GaugeSnapshot.builder().name(name).help(help);
  }

  private Labels labels(Link link) {
    Labels labels =
        Labels.of(
            "source_node", sourceNode,
            "source_zone", sourceZone,
            "target_node", link.key().peer().node(),
            "target_zone", link.zone(),
            "network", link.key().network().label());
    return table.plan().dualStack() ? labels.add("ip_family", link.key().family().label()) : labels;
  }

  private static GaugeSnapshot clockOffsets(List<Link> links) {
    GaugeSnapshot.Builder offsets =
        gauge(
            "netcheck_peer_clock_offset_seconds",
            "How far the peer's wall clock is ahead of this host's; the largest few.");
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
        .forEach(offset ->
            offsets.dataPoint(
                new GaugeDataPointSnapshot(
                    offset.nanos() / NANOS, Labels.of("target_node", offset.node()), null)));
    return offsets.build();
  }

  private GaugeSnapshot peers(List<Link> links) {
    Map<Network, Long> count = new EnumMap<>(Network.class);
    table.plan().networks().forEach(network -> count.put(network, 0L));
    links.stream()
        .map(link -> new NetworkPeer(link.key().network(), link.key().peer().node()))
        .distinct()
        .forEach(peer -> count.merge(peer.network(), 1L, Long::sum));
    GaugeSnapshot.Builder peers = gauge("netcheck_peers", "Peers that this agent probes.");
    count.forEach((network, number) ->
        peers.dataPoint(
            new GaugeDataPointSnapshot(number, Labels.of("network", network.label()), null)));
    return peers.build();
  }

  private record NetworkPeer(Network network, String node) {}
}
