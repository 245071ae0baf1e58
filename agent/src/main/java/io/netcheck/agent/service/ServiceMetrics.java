// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.LinkState;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
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
    private final GaugeSnapshot.Builder up =
        GaugeSnapshot.builder()
            .name("netcheck_service_up")
            .help("Whether the service answers; 0 after three failed checks in a row.");
    private final CounterSnapshot.Builder serviceChecks =
        CounterSnapshot.builder().name("netcheck_service_checks").help("Checks of the service.");
    private final CounterSnapshot.Builder serviceFailures =
        CounterSnapshot.builder()
            .name("netcheck_service_failures")
            .help("Checks of the service that failed, by reason.");
    private final GaugeSnapshot.Builder phases =
        GaugeSnapshot.builder()
            .name("netcheck_service_phase_seconds")
            .help("How long each phase of the last check took, the one that failed included.");
    private final CounterSnapshot.Builder lookups =
        CounterSnapshot.builder()
            .name("netcheck_dns_lookups")
            .help("Lookups of the name at the resolver.");
    private final CounterSnapshot.Builder lookupFailures =
        CounterSnapshot.builder()
            .name("netcheck_dns_failures")
            .help("Lookups of the name at the resolver that failed.");
    private final CounterSnapshot.Builder skipped =
        CounterSnapshot.builder()
            .name("netcheck_service_checks_skipped")
            .help(
                "Checks of services and lookups not begun, for the one before was still running.");
    private final HistogramSnapshot.Builder durations =
        HistogramSnapshot.builder()
            .name("netcheck_dns_duration_seconds")
            .help("How long successful lookups took.");

    private long skippedSum;

    void add(ScheduledCheck.OfService one) {
      CheckRecord.Snapshot tally = one.tally().snapshot();
      String service = one.service().name();
      Labels labels = Labels.of("service", service, "probe", one.service().kind().label());
      if (tally.state() != LinkState.UNKNOWN) {
        up.dataPoint(gauge(labels, tally.state().code()));
      }
      serviceChecks.dataPoint(counter(labels, tally.counts().checks()));
      skippedSum += tally.skipped();
      for (FailureReason reason : FailureReason.values()) {
        if (one.check().reasons().contains(reason) || tally.failures(reason) > 0) {
          serviceFailures.dataPoint(
              counter(labels.add("reason", reason.label()), tally.failures(reason)));
        }
      }
      tally
          .phaseNanos()
          .forEach((phase, nanos) ->
              phases.dataPoint(
                  gauge(Labels.of("service", service, "phase", phase.label()), nanos / 1e9)));
    }

    void add(ScheduledCheck.OfDns one) {
      CheckRecord.Snapshot tally = one.tally().snapshot();
      Labels labels = Labels.of("resolver", one.resolver(), "name", one.name());
      lookups.dataPoint(counter(labels, tally.counts().checks()));
      lookupFailures.dataPoint(counter(labels, tally.counts().failed()));
      skippedSum += tally.skipped();
      durations.dataPoint(
          HistogramSnapshot.HistogramDataPointSnapshot.builder()
              .labels(labels)
              .classicHistogramBuckets(
                  ClassicHistogramBuckets.of(CheckRecord.boundsSeconds(), tally.buckets()))
              .sum(tally.sumNanos() / 1e9)
              .build());
    }

    MetricSnapshots snapshots() {
      return MetricSnapshots.of(
          up.build(),
          serviceChecks.build(),
          serviceFailures.build(),
          phases.build(),
          lookups.build(),
          lookupFailures.build(),
          skipped.dataPoint(counter(Labels.EMPTY, skippedSum)).build(),
          durations.build());
    }

    private static GaugeSnapshot.GaugeDataPointSnapshot gauge(Labels labels, double value) {
      return GaugeSnapshot.GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
    }

    private static CounterSnapshot.CounterDataPointSnapshot counter(Labels labels, long value) {
      return CounterSnapshot.CounterDataPointSnapshot.builder()
          .labels(labels)
          .value((double) value)
          .build();
    }
  }
}
