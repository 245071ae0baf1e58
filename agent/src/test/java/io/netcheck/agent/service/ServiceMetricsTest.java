// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.FailureReason;
import io.netcheck.testing.Exposition;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServiceMetricsTest {
  private static final Service DB = new Service("db", Service.Kind.TCP, "db", 5432, "");

  @Test
  void countsAreThereFromZeroAndWhatIsUnknownIsAbsent() throws IOException {
    String scrape = scrape(checks(List.of()));
    Exposition.assertSeries(
        """
        netcheck_service_checks_total{probe="tcp",service="db"} 0.0
        netcheck_service_checks_skipped_total 0.0
        netcheck_service_failures_total{probe="tcp",reason="local",service="db"} 0.0
        netcheck_service_failures_total{probe="tcp",reason="refused",service="db"} 0.0
        netcheck_service_failures_total{probe="tcp",reason="reset",service="db"} 0.0
        netcheck_service_failures_total{probe="tcp",reason="resolve",service="db"} 0.0
        netcheck_service_failures_total{probe="tcp",reason="timeout",service="db"} 0.0
        netcheck_service_failures_total{probe="tcp",reason="unreachable",service="db"} 0.0
        """,
        scrape);
    for (String absent : List.of("netcheck_service_up", "_phase_seconds", "netcheck_dns_")) {
      assertFalse(scrape.contains(absent), absent);
    }
  }

  @Test
  void everyMetricSaysWhatWasFound() throws IOException {
    ServiceChecks checks = checks(List.of("svc.example"));
    CheckRecord service = checks.services().getFirst().tally();
    service.add(
        new CheckOutcome(
            Optional.empty(),
            Map.of(CheckPhase.RESOLVE, 1_000_000L, CheckPhase.CONNECT, 2_000_000L),
            3_000_000));
    service.add(
        new CheckOutcome(
            Optional.of(FailureReason.RESOLVE), Map.of(CheckPhase.RESOLVE, 4_000_000L), 4_000_000));
    service.addSkipped(2);
    CheckRecord dns = checks.dns().getFirst().tally();
    dns.add(new CheckOutcome(Optional.empty(), Map.of(CheckPhase.RESOLVE, 700_000L), 700_000));
    dns.add(
        new CheckOutcome(
            Optional.of(FailureReason.TIMEOUT), Map.of(CheckPhase.RESOLVE, 9L), 2_000_000_000L));
    Exposition.assertSeries(
        """
        netcheck_dns_duration_seconds_bucket{name="svc.example",resolver="10.0.0.10:53",le="5.0E-4"} 0
        netcheck_dns_duration_seconds_bucket{name="svc.example",resolver="10.0.0.10:53",le="0.001"} 1
        netcheck_dns_duration_seconds_bucket{name="svc.example",resolver="10.0.0.10:53",le="0.0025"} 1
        netcheck_dns_duration_seconds_bucket{name="svc.example",resolver="10.0.0.10:53",le="0.005"} 1
        netcheck_dns_duration_seconds_bucket{name="svc.example",resolver="10.0.0.10:53",le="0.01"} 1
        netcheck_dns_duration_seconds_bucket{name="svc.example",resolver="10.0.0.10:53",le="0.025"} 1
        netcheck_dns_duration_seconds_bucket{name="svc.example",resolver="10.0.0.10:53",le="0.1"} 1
        netcheck_dns_duration_seconds_bucket{name="svc.example",resolver="10.0.0.10:53",le="0.25"} 1
        netcheck_dns_duration_seconds_bucket{name="svc.example",resolver="10.0.0.10:53",le="1.0"} 1
        netcheck_dns_duration_seconds_bucket{name="svc.example",resolver="10.0.0.10:53",le="2.5"} 1
        netcheck_dns_duration_seconds_bucket{name="svc.example",resolver="10.0.0.10:53",le="+Inf"} 1
        netcheck_dns_duration_seconds_count{name="svc.example",resolver="10.0.0.10:53"} 1
        netcheck_dns_duration_seconds_sum{name="svc.example",resolver="10.0.0.10:53"} 7.0E-4
        netcheck_dns_failures_total{name="svc.example",resolver="10.0.0.10:53"} 1.0
        netcheck_dns_lookups_total{name="svc.example",resolver="10.0.0.10:53"} 2.0
        netcheck_service_checks_total{probe="tcp",service="db"} 2.0
        netcheck_service_checks_skipped_total 2.0
        netcheck_service_failures_total{probe="tcp",reason="local",service="db"} 0.0
        netcheck_service_failures_total{probe="tcp",reason="refused",service="db"} 0.0
        netcheck_service_failures_total{probe="tcp",reason="reset",service="db"} 0.0
        netcheck_service_failures_total{probe="tcp",reason="resolve",service="db"} 1.0
        netcheck_service_failures_total{probe="tcp",reason="timeout",service="db"} 0.0
        netcheck_service_failures_total{probe="tcp",reason="unreachable",service="db"} 0.0
        netcheck_service_phase_seconds{phase="resolve",service="db"} 0.004
        netcheck_service_up{probe="tcp",service="db"} 1.0
        """,
        scrape(checks));
  }

  private static ServiceChecks checks(List<String> names) {
    return new ServiceChecks(
        new ServiceConfig(
            List.of(DB),
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            List.of(),
            names,
            List.of(new InetSocketAddress(InetAddress.ofLiteral("10.0.0.10"), 53))),
        ProcessClock.SYSTEM,
        "9.9");
  }

  private static String scrape(ServiceChecks checks) throws IOException {
    PrometheusRegistry registry = new PrometheusRegistry();
    registry.register(new ServiceMetrics(checks));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create().write(out, registry.scrape(), EscapingScheme.DEFAULT);
    return out.toString(StandardCharsets.UTF_8);
  }
}
