// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.agent.catalogue.AgentMetric;
import io.netcheck.daemon.metrics.MetricFamily;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.LinkState;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/**
 * The metrics of services and of DNS, built at each scrape. States that are not known yet are
 * absent; counters start at zero.
 */
public final class ServiceMetrics implements MultiCollector {
  private final ServiceChecks checks;

  public ServiceMetrics(ServiceChecks checks) {
    this.checks = checks;
  }

  @Override
  public MetricSnapshots collect() {
    Families families = new Families();
    for (ScheduledCheck.OfService one : checks.services()) {
      families.add(one);
    }
    for (ScheduledCheck.OfDns one : checks.dns()) {
      families.add(one);
    }
    return families.snapshots();
  }

  /** The metrics of one scrape. */
  private static final class Families {
    private final MetricFamily up = AgentMetric.SERVICE_UP.family();
    private final MetricFamily serviceChecks = AgentMetric.SERVICE_CHECKS.family();
    private final MetricFamily serviceFailures = AgentMetric.SERVICE_FAILURES.family();
    private final MetricFamily phases = AgentMetric.SERVICE_PHASE.family();
    private final MetricFamily lookups = AgentMetric.DNS_LOOKUPS.family();
    private final MetricFamily lookupFailures = AgentMetric.DNS_FAILURES.family();
    private final MetricFamily durations = AgentMetric.DNS_DURATION.family();

    private long skippedSum;

    void add(ScheduledCheck.OfService one) {
      CheckRecord.Snapshot tally = one.tally().snapshot();
      String service = one.service().name();
      String probe = one.service().kind().label();
      if (tally.state() != LinkState.UNKNOWN) {
        up.add(tally.state().code(), service, probe);
      }
      serviceChecks.add((double) tally.counts().checks(), service, probe);
      skippedSum += tally.skipped();
      for (FailureReason reason : FailureReason.values()) {
        if (one.check().reasons().contains(reason) || tally.failures(reason) > 0) {
          serviceFailures.add((double) tally.failures(reason), service, probe, reason.label());
        }
      }
      tally.phaseNanos().forEach((phase, nanos) -> phases.add(nanos / 1e9, service, phase.label()));
    }

    void add(ScheduledCheck.OfDns one) {
      CheckRecord.Snapshot tally = one.tally().snapshot();
      lookups.add((double) tally.counts().checks(), one.resolver(), one.name());
      lookupFailures.add((double) tally.counts().failed(), one.resolver(), one.name());
      skippedSum += tally.skipped();
      durations.add(
          ClassicHistogramBuckets.of(CheckRecord.boundsSeconds(), tally.buckets()),
          tally.sumNanos() / 1e9,
          one.resolver(),
          one.name());
    }

    MetricSnapshots snapshots() {
      return MetricFamily.all(
          up,
          serviceChecks,
          serviceFailures,
          phases,
          lookups,
          lookupFailures,
          AgentMetric.SERVICE_CHECKS_SKIPPED.family((double) skippedSum),
          durations);
    }
  }
}
