// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent;

import io.netcheck.agent.heartbeat.HeartbeatLoop;
import io.netcheck.agent.link.ProbeRounds;
import io.netcheck.agent.peer.AllowedPeers;
import io.netcheck.agent.probe.UdpResponder;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.ProbeKind;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Metrics about the agent itself: its rounds, its heartbeats, and the probes that this host
 * supports.
 */
final class AgentMetrics implements MultiCollector {
  private final ProbeRounds rounds;
  private final Duration roundInterval;
  private final HeartbeatLoop heartbeats;
  private final UdpResponder responder;
  private final AllowedPeers allowed;
  private final List<Network> networks;
  private final ConfiguredProbers probers;

  AgentMetrics(
      ProbeRounds rounds,
      Duration roundInterval,
      HeartbeatLoop heartbeats,
      UdpResponder responder,
      AllowedPeers allowed,
      List<Network> networks,
      ConfiguredProbers probers) {
    this.rounds = rounds;
    this.roundInterval = roundInterval;
    this.heartbeats = heartbeats;
    this.responder = responder;
    this.allowed = allowed;
    this.networks = networks;
    this.probers = probers;
  }

  @Override
  public MetricSnapshots collect() {
    ProbeRounds.Progress progress = rounds.progress();
    return new MetricSnapshots(
        gauge(
            "netcheck_agent_last_round_timestamp_seconds",
            "When the last round of probing was completed.",
            progress.last().toEpochMilli() / 1e3),
        gauge(
            "netcheck_agent_round_interval_seconds",
            "How often a round of probing begins.",
            roundInterval.toMillis() / 1e3),
        counter(
            "netcheck_rounds_skipped",
            "Rounds that could not begin in time and were left out.",
            progress.skipped()),
        counter(
            "netcheck_heartbeats_sent",
            "Heartbeats that the exporter accepted.",
            heartbeats.sent()),
        counter(
            "netcheck_heartbeats_failed",
            "Heartbeats that did not reach the exporter, or that it refused.",
            heartbeats.failed()),
        gauge(
            "netcheck_peers_refused",
            "Peers of the present list with an address that this agent may not probe.",
            allowed.refused()),
        supported(),
        observers());
  }

  private static GaugeSnapshot gauge(String name, String help, double value) {
    return GaugeSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(new GaugeDataPointSnapshot(value, Labels.EMPTY, null))
        .build();
  }

  private static CounterSnapshot counter(String name, String help, long value) {
    return CounterSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(new CounterDataPointSnapshot((double) value, Labels.EMPTY, null, 0))
        .build();
  }

  private GaugeSnapshot supported() {
    GaugeSnapshot.Builder supported =
        GaugeSnapshot.builder()
            .name("netcheck_probe_supported")
            .help("Whether this host can use this kind of probe: 1 or 0.");
    for (ProbeKind kind : probers.byKind().keySet()) {
      int can = probers.leftOut().containsKey(kind) ? 0 : 1;
      supported.dataPoint(new GaugeDataPointSnapshot(can, Labels.of("probe", kind.label()), null));
    }
    return supported.build();
  }

  private GaugeSnapshot observers() {
    Map<Network, Integer> seen = responder.observers();
    GaugeSnapshot.Builder observers =
        GaugeSnapshot.builder()
            .name("netcheck_incoming_observers")
            .help("Agents that probed this one within the last minute.");
    for (Network network : networks) {
      // No agent answers UDP on a node address from a pod network, so there are no observers.
      if (network != Network.NODE) {
        observers.dataPoint(
            new GaugeDataPointSnapshot(
                seen.getOrDefault(network, 0), Labels.of("network", network.label()), null));
      }
    }
    return observers.build();
  }
}
