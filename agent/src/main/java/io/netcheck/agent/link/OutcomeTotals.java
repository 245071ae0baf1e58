// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import io.netcheck.agent.catalogue.AgentMetric;
import io.netcheck.agent.probe.Outcome;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.ProbeKind;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Sums over all links of the agent: the round-trip times, and the failures by reason. The number of
 * series does not grow with the number of peers. Thread-safe.
 */
public final class OutcomeTotals {
  /** From a loopback echo to the longest usual timeout of a probe. */
  private static final double[] BUCKETS = {
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1
  };

  private static final double NANOS = 1e9;

  private final Histogram durations;
  private final Counter reasons;

  /**
   * @param networks those in use; the counters of their failures start at zero
   */
  public OutcomeTotals(
      PrometheusRegistry registry, List<Network> networks, Iterable<ProbeKind> probes) {
    durations = AgentMetric.PROBE_DURATION.newHistogram(registry, BUCKETS);
    reasons = AgentMetric.PROBE_FAILURES_BY_REASON.newCounter(registry);
    for (Network network : networks) {
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
          case RESOLVE, TLS, STATUS -> false;
        };
  }

  /** Sums the outcomes of one kind of probe to one zone. */
  Cell cell(Network network, ProbeKind probe, String targetZone) {
    return new Cell(
        durations.labelValues(network.label(), probe.label(), targetZone), network, probe);
  }

  final class Cell {
    private final DistributionDataPoint duration;
    private final Network network;
    private final ProbeKind probe;
    private final Map<FailureReason, CounterDataPoint> failures =
        new EnumMap<>(FailureReason.class);

    private Cell(DistributionDataPoint duration, Network network, ProbeKind probe) {
      this.duration = duration;
      this.network = network;
      this.probe = probe;
    }

    void add(Outcome outcome) {
      switch (outcome) {
        case Outcome.Reply reply -> duration.observe(reply.rttNanos() / NANOS);
        case Outcome.LateReply _, Outcome.Unmeasured _ -> {}
        case Outcome.Failure failure -> counter(failure.reason()).inc();
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
