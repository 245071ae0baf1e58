// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent;

import io.netcheck.agent.catalogue.AgentMetric;
import io.netcheck.agent.check.CheckRunner;
import io.netcheck.agent.heartbeat.ExporterHeartbeats;
import io.netcheck.agent.link.CarriedPeers;
import io.netcheck.agent.link.PauseTotals;
import io.netcheck.agent.link.ProbeRounds;
import io.netcheck.agent.peer.AllowedPeers;
import io.netcheck.agent.probe.UdpResponder;
import io.netcheck.daemon.metrics.MetricFamily;
import io.netcheck.daemon.metrics.MetricSource;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Metrics about the agent itself: its rounds, its heartbeats, and the probes that this host
 * supports.
 */
final class AgentMetrics implements MetricSource {
  private final ProbeRounds rounds;
  private final Duration roundInterval;
  private final ExporterHeartbeats heartbeats;
  private final UdpResponder responder;
  private final AllowedPeers allowed;
  private final CarriedPeers carried;
  private final List<Network> networks;
  private final ConfiguredProbers probers;
  private final CheckRunner checks;

  AgentMetrics(
      ProbeRounds rounds,
      Duration roundInterval,
      ExporterHeartbeats heartbeats,
      UdpResponder responder,
      AllowedPeers allowed,
      CarriedPeers carried,
      List<Network> networks,
      ConfiguredProbers probers,
      CheckRunner checks) {
    this.rounds = rounds;
    this.roundInterval = roundInterval;
    this.heartbeats = heartbeats;
    this.responder = responder;
    this.allowed = allowed;
    this.carried = carried;
    this.networks = networks;
    this.probers = probers;
    this.checks = checks;
  }

  @Override
  public List<MetricFamily> families() {
    ProbeRounds.Progress progress = rounds.progress();
    PauseTotals pauses = rounds.pauses();
    return List.of(
        AgentMetric.LAST_ROUND.family(progress.last().toEpochMilli() / 1e3),
        AgentMetric.ROUND_INTERVAL.family(roundInterval.toMillis() / 1e3),
        AgentMetric.ROUNDS_SKIPPED.family((double) progress.skipped()),
        AgentMetric.PAUSES.family((double) pauses.count()),
        AgentMetric.PAUSE_SECONDS.family(pauses.time().toMillis() / 1e3),
        AgentMetric.HEARTBEAT_INTERVAL.family(heartbeats.interval().toMillis() / 1e3),
        AgentMetric.HEARTBEATS_SENT.family((double) heartbeats.sent()),
        AgentMetric.HEARTBEATS_FAILED.family((double) heartbeats.failed()),
        AgentMetric.HEARTBEATS_SMALL.family((double) heartbeats.sentInSmallSegments()),
        AgentMetric.PEERS_REFUSED.family((double) allowed.refused()),
        AgentMetric.PEERS_LEFT_OUT.family((double) carried.leftOut()),
        orders(),
        supported(),
        largeAnswers(),
        observers());
  }

  private MetricFamily orders() {
    MetricFamily orders = AgentMetric.ORDERS.family();
    orders.add((double) checks.done(), "done");
    orders.add((double) checks.refused(), "refused");
    return orders;
  }

  private MetricFamily supported() {
    MetricFamily supported = AgentMetric.PROBE_SUPPORTED.family();
    probers
        .byKind()
        .forEach((kind, prober) -> {
          for (IpFamily family : probers.families()) {
            supported.add(
                prober.unsupported(family).isEmpty() ? 1 : 0, kind.label(), family.label());
          }
        });
    return supported;
  }

  private MetricFamily largeAnswers() {
    MetricFamily answers = AgentMetric.LARGE_ANSWERS.family();
    probers
        .largeAnswers()
        .ifPresent(totals -> {
          answers.add((double) totals.arrived(), "arrived");
          answers.add((double) totals.stopped(), "stopped");
          answers.add((double) totals.untold(), "untold");
        });
    return answers;
  }

  private MetricFamily observers() {
    Map<Network, Integer> seen = responder.observers();
    MetricFamily observers = AgentMetric.INCOMING_OBSERVERS.family();
    for (Network network : networks) {
      // No agent answers UDP on a node address from a pod network, so there are no observers.
      if (network != Network.NODE) {
        observers.add(seen.getOrDefault(network, 0), network.label());
      }
    }
    return observers;
  }
}
