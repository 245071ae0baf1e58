// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import io.netcheck.agent.catalogue.AgentMetric;
import io.netcheck.agent.probe.Outcome;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.PacketCounts;
import io.netcheck.protocol.ProbeKind;
import io.netcheck.protocol.WayCounts;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sums over all links of the agent: the round-trip times and how much they vary, the failures by
 * reason, and what became of datagrams. The number of series does not grow with the number of
 * peers. Thread-safe.
 */
public final class OutcomeTotals {
  /** From a loopback echo to the longest usual timeout of a probe. */
  private static final double[] BUCKETS = {
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1
  };

  private static final double NANOS = 1e9;
  private static final String THERE = "there";
  private static final String BACK = "back";
  private static final List<String> FAULTS = List.of("lost", "repeated", "reordered", "damaged");

  private final Histogram durations;
  private final Counter reasons;
  private final Counter variations;
  private final Counter packets;

  /**
   * @param networks those in use; the counters of their failures start at zero
   */
  public OutcomeTotals(
      PrometheusRegistry registry, List<Network> networks, Iterable<ProbeKind> probes) {
    durations = AgentMetric.PROBE_DURATION.newHistogram(registry, BUCKETS);
    reasons = AgentMetric.PROBE_FAILURES_BY_REASON.newCounter(registry);
    variations = AgentMetric.RTT_VARIATION.newCounter(registry);
    packets = AgentMetric.PACKET_FAULTS.newCounter(registry);
    for (Network network : networks) {
      if (network != Network.NODE) {
        for (String direction : List.of(THERE, BACK)) {
          FAULTS.forEach(fault -> packets.initLabelValues(network.label(), direction, fault));
        }
      }
      for (ProbeKind probe : probes) {
        for (FailureReason reason : FailureReason.values()) {
          if (isPossible(network, probe, reason)) {
            reasons.initLabelValues(network.label(), probe.label(), reason.label());
          }
        }
      }
    }
  }

  private static boolean isPossible(Network network, ProbeKind probe, FailureReason reason) {
    boolean asked = network != Network.NODE || probe == ProbeKind.ICMP || probe == ProbeKind.TCP;
    return asked
        && switch (reason) {
          case TIMEOUT, UNREACHABLE, REJECTED, LOCAL -> true;
          case REFUSED -> probe != ProbeKind.ICMP;
          case RESET -> probe == ProbeKind.TCP;
          case PROTOCOL -> probe == ProbeKind.UDP || probe == ProbeKind.MTU;
          case TOO_BIG, FRAGMENTS, LARGE_ANSWER -> probe == ProbeKind.MTU;
          case WRONG_PEER -> network != Network.NODE && probe != ProbeKind.ICMP;
          case NEW_FLOW ->
              network != Network.NODE && (probe == ProbeKind.UDP || probe == ProbeKind.TCP);
          default -> false;
        };
  }

  /** Sums the outcomes of one kind of probe of one link. */
  Cell cell(Network network, ProbeKind probe) {
    return new Cell(
        // As for the gauge of a link: how long a full-size packet takes tells no more than a ping.
        probe == ProbeKind.MTU
            ? Optional.empty()
            : Optional.of(durations.labelValues(network.label(), probe.label())),
        network,
        probe);
  }

  final class Cell {
    private final Optional<DistributionDataPoint> duration;
    private final Network network;
    private final ProbeKind probe;
    private final CounterDataPoint variation;

    /** 0 before the first answer. */
    private volatile long lastRttNanos;

    private final Map<FailureReason, CounterDataPoint> failures =
        new EnumMap<>(FailureReason.class);

    private Cell(Optional<DistributionDataPoint> duration, Network network, ProbeKind probe) {
      this.duration = duration;
      this.network = network;
      this.probe = probe;
      this.variation = variations.labelValues(network.label(), probe.label());
    }

    void add(Outcome outcome) {
      PacketCounts counts = PacketTotals.of(probe, outcome);
      if (!counts.isNone()) {
        add(THERE, counts.there());
        add(BACK, counts.back());
      }
      switch (outcome) {
        case Outcome.Reply reply -> add(reply.rttNanos());
        case Outcome.LateReply _, Outcome.Unmeasured _ -> {}
        case Outcome.Failure failure -> counter(failure.reason()).inc();
      }
    }

    private void add(long rttNanos) {
      duration.ifPresent(histogram -> histogram.observe(rttNanos / NANOS));
      long before = lastRttNanos;
      if (before > 0) {
        variation.inc(Math.abs(rttNanos - before) / NANOS);
      }
      lastRttNanos = rttNanos;
    }

    private void add(String direction, WayCounts counts) {
      int[] numbers = {counts.lost(), counts.repeated(), counts.reordered(), counts.damaged()};
      for (int i = 0; i < numbers.length; i++) {
        if (numbers[i] > 0) {
          packets.labelValues(network.label(), direction, FAULTS.get(i)).inc(numbers[i]);
        }
      }
    }

    private CounterDataPoint counter(FailureReason reason) {
      synchronized (failures) {
        return failures.computeIfAbsent(
            reason, _ -> reasons.labelValues(network.label(), probe.label(), reason.label()));
      }
    }
  }
}
