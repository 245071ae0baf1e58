// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.agent.catalogue.AgentMetric;
import io.netcheck.daemon.metrics.MetricFamily;
import io.netcheck.daemon.metrics.MetricSource;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.LinkState;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The metrics of services and of DNS, built at each scrape. States that are not known yet are
 * absent; counters start at zero.
 */
public final class ServiceMetrics implements MetricSource {
  private final ServiceChecks checks;

  public ServiceMetrics(ServiceChecks checks) {
    this.checks = checks;
  }

  @Override
  public List<MetricFamily> families() {
    Families families = new Families();
    for (ScheduledCheck.OfService one : checks.services()) {
      families.add(one);
    }
    for (ScheduledCheck.OfDns one : checks.dns()) {
      families.add(one);
    }
    return families.all();
  }

  /** The labels of the series of one check. */
  private record SeriesLabels(ScheduledCheck.OfService one) {
    String[] of(String... more) {
      return labels(Stream.of(one.service().name(), one.service().kind().label()), more);
    }

    String[] ofPhase(String phase) {
      return labels(Stream.of(one.service().name()), phase);
    }

    /** The IP family comes last, if it has one. */
    private String[] labels(Stream<String> first, String... more) {
      return Stream.of(first, Stream.of(more), one.family().map(IpFamily::label).stream())
          .flatMap(part -> part)
          .toArray(String[]::new);
    }
  }

  /** The metrics of one scrape. */
  private static final class Families {
    private final MetricFamily up = AgentMetric.SERVICE_UP.family();
    private final MetricFamily serviceChecks = AgentMetric.SERVICE_CHECKS.family();
    private final MetricFamily serviceFailures = AgentMetric.SERVICE_FAILURES.family();
    private final MetricFamily phases = AgentMetric.SERVICE_PHASE.family();
    private final MetricFamily synRetries = AgentMetric.SERVICE_SYN_RETRIES.family();
    private final MetricFamily tlsNotAfter = AgentMetric.SERVICE_TLS_NOT_AFTER.family();
    private final MetricFamily lookups = AgentMetric.DNS_LOOKUPS.family();
    private final MetricFamily lookupFailures = AgentMetric.DNS_FAILURES.family();
    private final MetricFamily durations = AgentMetric.DNS_DURATION.family();

    private long skippedSum;

    void add(ScheduledCheck.OfService one) {
      CheckRecord.Snapshot tally = one.tally().snapshot();
      skippedSum += tally.skipped();
      if (!tally.applies() && tally.counts().checks() == 0) {
        return;
      }
      SeriesLabels labels = new SeriesLabels(one);
      if (tally.state() != LinkState.UNKNOWN) {
        up.add(tally.state().code(), labels.of());
      }
      serviceChecks.add((double) tally.counts().checks(), labels.of());
      synRetries.add((double) tally.counts().synRetries(), labels.of());
      tally
          .tlsNotAfter()
          .ifPresent(end -> tlsNotAfter.add((double) end.getEpochSecond(), labels.of()));
      for (FailureReason reason : reasons(one, tally)) {
        serviceFailures.add((double) tally.failures(reason), labels.of(reason.label()));
      }
      tally
          .phaseNanos()
          .forEach((phase, nanos) -> phases.add(nanos / 1e9, labels.ofPhase(phase.label())));
    }

    /** Those that are possible, and those that happened nevertheless. */
    private static List<FailureReason> reasons(ScheduledCheck one, CheckRecord.Snapshot tally) {
      return Arrays.stream(FailureReason.values())
          .filter(reason -> one.check().reasons().contains(reason) || tally.failures(reason) > 0)
          .toList();
    }

    void add(ScheduledCheck.OfDns one) {
      CheckRecord.Snapshot tally = one.tally().snapshot();
      String transport = one.transport().label();
      lookups.add((double) tally.counts().checks(), one.resolver(), one.name(), transport);
      for (FailureReason reason : reasons(one, tally)) {
        lookupFailures.add(
            (double) tally.failures(reason), one.resolver(), one.name(), transport, reason.label());
      }
      skippedSum += tally.skipped();
      durations.add(
          ClassicHistogramBuckets.of(CheckRecord.boundsSeconds(), tally.buckets()),
          tally.sumNanos() / 1e9,
          one.resolver(),
          one.name(),
          transport);
    }

    List<MetricFamily> all() {
      return List.of(
          up,
          serviceChecks,
          serviceFailures,
          phases,
          synRetries,
          tlsNotAfter,
          lookups,
          lookupFailures,
          AgentMetric.SERVICE_CHECKS_SKIPPED.family((double) skippedSum),
          durations);
    }
  }
}
