// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.tls.ClientTls;
import io.netcheck.protocol.Addresses;
import io.netcheck.protocol.DnsResult;
import io.netcheck.protocol.DnsTransport;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.ServiceResult;
import io.netcheck.testing.MachineTest;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.Rcode;

@Timeout(20)
class ServiceChecksTest {
  @Test
  @MachineTest
  void everythingConfiguredIsChecked() throws IOException {
    try (LoopbackServer web = new LoopbackServer(LoopbackServer.http("HTTP/1.1 200 x\r\n\r\n"));
        LoopbackServer broken = new LoopbackServer(LoopbackServer.http("HTTP/1.1 500 x\r\n\r\n"));
        DnsServer dns =
            DnsServer.answering(q ->
                q.getQuestion().getName().toString().equals("good.")
                    ? DnsServer.address(q, "10.0.0.1")
                    : DnsServer.rcode(q, Rcode.NXDOMAIN));
        ServiceChecks checks =
            checks(
                List.of(
                    http("web", web.port()),
                    http("broken", broken.port()),
                    new Service("db", Service.Kind.TCP, "127.0.0.1", web.port(), "")),
                List.of("good", "bad"),
                dns)) {
      assertEquals(
          List.of(LinkState.UNKNOWN, LinkState.UNKNOWN, LinkState.UNKNOWN),
          checks.since(ServiceWindow.NONE).services().stream().map(ServiceResult::state).toList());
      checks.start();
      await()
          .until(() ->
              checks.since(ServiceWindow.NONE).services().stream().allMatch(r -> r.checks() >= 3)
                  && checks.since(ServiceWindow.NONE).dns().stream()
                      .allMatch(r -> r.lookups() >= 3));
      ServiceWindow window = checks.since(ServiceWindow.NONE);
      ServiceResult good = window.services().get(0);
      assertEquals(LinkState.UP, good.state());
      assertEquals("http", good.probe());
      assertEquals(0, good.failed());
      assertEquals(Optional.empty(), good.reason());
      assertTrue(good.totalMicros() > 0);
      ServiceResult bad = window.services().get(1);
      assertEquals(
          new ServiceResult(
              "broken",
              "http",
              LinkState.DOWN,
              bad.checks(),
              bad.checks(),
              0,
              Optional.of(FailureReason.STATUS)),
          bad);
      assertEquals(LinkState.UP, window.services().get(2).state());
      String resolver = Addresses.withPort(dns.address().getAddress(), dns.address().getPort());
      assertEquals(
          List.of(resolver + " good up", resolver + " bad down"),
          window.dns().stream()
              .map((DnsResult r) -> r.resolver() + " " + r.name() + " " + r.state())
              .toList());
      assertEquals(Optional.of(FailureReason.NXDOMAIN), window.dns().get(1).reason());
    }
  }

  @Test
  void noCountIsLostWithAHeartbeatThatWasNotAccepted() throws IOException {
    try (LoopbackServer web = new LoopbackServer(LoopbackServer.http("HTTP/1.1 200 x\r\n\r\n"))) {
      ServiceChecks checks = checks(List.of(http("web", web.port())));
      ServiceWindow lost;
      try (checks) {
        checks.start();
        await().until(() -> count(checks) >= 2);
        lost = checks.since(ServiceWindow.NONE);
        int before = lost.services().getFirst().checks();
        await().until(() -> count(checks) > before);
      }
      ServiceWindow all = checks.since(ServiceWindow.NONE);
      // The check that closing interrupted is not counted.
      assertEquals(web.connections(), count(checks), 1.0);
      int rest = all.services().getFirst().checks() - lost.services().getFirst().checks();
      assertEquals(rest, checks.since(lost).services().getFirst().checks());
      assertEquals(0, checks.since(all).services().getFirst().checks());
      assertEquals(LinkState.UP, state(checks));
    }
  }

  /** The interval is an hour, so that nothing else makes it check. */
  @Test
  void anExporterThatWasDownIsCheckedAsSoonAsItAcceptsAHeartbeat() throws IOException {
    try (LoopbackServer exporter = new LoopbackServer(LoopbackServer::silent)) {
      URI url = URI.create("http://127.0.0.1:" + exporter.port());
      ServiceConfig config =
          new ServiceConfig(
              List.of(),
              Duration.ofHours(1),
              // Almost the same, so that there is little room for jitter.
              Duration.ofHours(1).minusMillis(100),
              List.of(),
              DnsConfig.NONE,
              ExporterService.of(url, ClientTls.DEFAULT));
      try (ServiceChecks checks = checks(config)) {
        checks.start();
        await().until(() -> state(checks) == LinkState.UP);
        checks.exporterAnswered();
        for (int i = 0; i < CheckRecord.TRIES; i++) {
          checks
              .services()
              .getFirst()
              .tally()
              .add(new CheckOutcome(Optional.of(FailureReason.TIMEOUT), Map.of(), 1));
        }
        assertEquals(1, exporter.connections(), "none while it is up");
        assertEquals(LinkState.DOWN, state(checks));
        checks.exporterAnswered();
        await().until(() -> state(checks) == LinkState.UP);
        assertEquals(2, exporter.connections());
      }
    }
  }

  @Test
  @MachineTest
  void aReasonIsToldOnlyOfItsOwnWindow() throws IOException {
    AtomicReference<String> status = new AtomicReference<>("500");
    try (LoopbackServer web =
            new LoopbackServer(connection ->
                LoopbackServer.http("HTTP/1.1 " + status.get() + " x\r\n\r\n").serve(connection));
        ServiceChecks checks = checks(List.of(http("web", web.port())))) {
      checks.start();
      await().until(() -> state(checks) == LinkState.DOWN);
      status.set("200");
      await().until(() -> state(checks) == LinkState.UP);
      ServiceWindow window = checks.since(ServiceWindow.NONE);
      assertEquals(Optional.of(FailureReason.STATUS), window.services().getFirst().reason());
      await().until(() -> checks.since(window).services().getFirst().checks() > 0);
      assertEquals(Optional.empty(), checks.since(window).services().getFirst().reason());
    }
  }

  @Test
  @MachineTest
  void aServiceThatHangsDelaysNoOtherAndNeverOverlapsItself() throws IOException {
    try (LoopbackServer hanging = new LoopbackServer(LoopbackServer::silent);
        LoopbackServer web = new LoopbackServer(LoopbackServer.http("HTTP/1.1 200 x\r\n\r\n"));
        ServiceChecks checks =
            checks(List.of(http("hanging", hanging.port()), http("web", web.port())))) {
      checks.start();
      await().until(() -> state(checks) == LinkState.DOWN);
      List<ServiceResult> results = checks.since(ServiceWindow.NONE).services();
      assertEquals(Optional.of(FailureReason.TIMEOUT), results.get(0).reason());
      assertEquals(LinkState.UP, results.get(1).state());
      assertEquals(0, results.get(1).failed());
      assertEquals(0, checks.services().get(0).tally().snapshot().skipped());
    }
  }

  @Test
  void closingBreaksOffWhatHangsAndCountsItForNothing() throws IOException {
    try (LoopbackServer hanging = new LoopbackServer(LoopbackServer::silent)) {
      ServiceConfig config =
          new ServiceConfig(
              List.of(http("hanging", hanging.port())),
              // Almost the same, so that there is little room for jitter.
              Duration.ofMillis(60_100),
              Duration.ofMillis(60_000),
              List.of(),
              DnsConfig.NONE,
              Optional.empty());
      ServiceChecks checks = checks(config);
      try (checks) {
        checks.start();
        await().until(() -> hanging.connections() == 1);
      }
      assertEquals(0, count(checks));
    }
  }

  @Test
  void turnsThatPassWhileACheckRunsAreSkippedAndCounted() throws Exception {
    // A timeout of three intervals, which the settings would not accept.
    try (LoopbackServer hanging = new LoopbackServer(LoopbackServer::silent)) {
      ServiceConfig config =
          new ServiceConfig(
              List.of(http("hanging", hanging.port())),
              Duration.ofMillis(100),
              Duration.ofMillis(350),
              List.of(),
              DnsConfig.NONE,
              Optional.empty());
      try (ServiceChecks checks = checks(config)) {
        checks.start();
        await().until(() -> checks.services().getFirst().tally().snapshot().skipped() >= 3);
        assertTrue(hanging.connections() <= 2, "never overlaps itself");
      }
    }
  }

  private static Service http(String name, int port) {
    return new Service(name, Service.Kind.HTTP, "127.0.0.1", port, "/");
  }

  private static ServiceChecks checks(List<Service> services) {
    return checks(config(services));
  }

  private static ServiceChecks checks(List<Service> services, List<String> names, DnsServer dns) {
    ServiceConfig config = config(services);
    return checks(
        new ServiceConfig(
            services,
            config.interval(),
            config.timeout(),
            List.of(),
            new DnsConfig(names, List.of(dns.address()), List.of(DnsTransport.UDP), List.of()),
            Optional.empty()));
  }

  private static ServiceChecks checks(ServiceConfig config) {
    return new ServiceChecks(config, List.of(IpFamily.IPV4), ProcessClock.SYSTEM, "9.9");
  }

  private static ServiceConfig config(List<Service> services) {
    return new ServiceConfig(
        services,
        Duration.ofMillis(400),
        Duration.ofMillis(300),
        List.of(),
        DnsConfig.NONE,
        Optional.empty());
  }

  private static int count(ServiceChecks checks) {
    return checks.since(ServiceWindow.NONE).services().getFirst().checks();
  }

  private static LinkState state(ServiceChecks checks) {
    return checks.since(ServiceWindow.NONE).services().getFirst().state();
  }
}
