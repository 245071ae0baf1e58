// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.DnsTransport;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
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
import java.time.Instant;
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
            true,
            Optional.empty(),
            Map.of(CheckPhase.RESOLVE, 1_000_000L, CheckPhase.CONNECT, 2_000_000L),
            3_000_000,
            2,
            Optional.of(Instant.ofEpochSecond(1_700_000_000))));
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
        netcheck_dns_failures_total{name="svc.example",reason="local",resolver="10.0.0.10:53",transport="udp"} 0.0
        netcheck_dns_failures_total{name="svc.example",reason="no_address",resolver="10.0.0.10:53",transport="udp"} 0.0
        netcheck_dns_failures_total{name="svc.example",reason="nxdomain",resolver="10.0.0.10:53",transport="udp"} 0.0
        netcheck_dns_failures_total{name="svc.example",reason="one_answer",resolver="10.0.0.10:53",transport="udp"} 0.0
        netcheck_dns_failures_total{name="svc.example",reason="protocol",resolver="10.0.0.10:53",transport="udp"} 0.0
        netcheck_dns_failures_total{name="svc.example",reason="query_refused",resolver="10.0.0.10:53",transport="udp"} 0.0
        netcheck_dns_failures_total{name="svc.example",reason="refused",resolver="10.0.0.10:53",transport="udp"} 0.0
        netcheck_dns_failures_total{name="svc.example",reason="servfail",resolver="10.0.0.10:53",transport="udp"} 0.0
        netcheck_dns_failures_total{name="svc.example",reason="timeout",resolver="10.0.0.10:53",transport="udp"} 1.0
        netcheck_dns_failures_total{name="svc.example",reason="unreachable",resolver="10.0.0.10:53",transport="udp"} 0.0
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
        netcheck_service_syn_retries_total{probe="tcp",service="db"} 2.0
        netcheck_service_tls_not_after_timestamp_seconds{probe="tcp",service="db"} 1.7E9
        netcheck_service_up{probe="tcp",service="db"} 1.0
        """,
        scrape(checks));
  }

  @Test
  void anAgentWithBothIpFamiliesTellsThemApart() throws IOException {
    ServiceChecks checks = checks(List.of(), List.of(IpFamily.IPV4, IpFamily.IPV6));
    checks.services().get(0).tally().add(new CheckOutcome(Optional.empty(), Map.of(), 1));
    for (int i = 0; i < CheckRecord.TRIES; i++) {
      checks
          .services()
          .get(1)
          .tally()
          .add(new CheckOutcome(Optional.of(FailureReason.TIMEOUT), Map.of(), 1));
    }
    Exposition.assertSeries(
        """
        netcheck_service_up{ip_family="ipv4",probe="tcp",service="db"} 1.0
        netcheck_service_up{ip_family="ipv6",probe="tcp",service="db"} 0.0
        """,
        scrape(checks));
  }

  @Test
  void aFamilyInWhichTheServiceHasNoAddressHasNoSeries() throws IOException {
    ServiceChecks checks = checks(List.of(), List.of(IpFamily.IPV4, IpFamily.IPV6));
    checks.services().get(1).tally().add(CheckOutcome.notApplicable());
    assertFalse(scrape(checks).contains("ipv6"));
    assertEquals(1, checks.since(ServiceWindow.NONE).services().size());
  }

  private static ServiceChecks checks(List<String> names) {
    return checks(names, List.of(IpFamily.IPV4));
  }

  private static ServiceChecks checks(List<String> names, List<IpFamily> families) {
    return new ServiceChecks(
        new ServiceConfig(
            List.of(DB),
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            List.of(),
            new DnsConfig(
                names,
                List.of(new InetSocketAddress(InetAddress.ofLiteral("10.0.0.10"), 53)),
                List.of(DnsTransport.UDP),
                List.of()),
            Optional.empty()),
        families,
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
