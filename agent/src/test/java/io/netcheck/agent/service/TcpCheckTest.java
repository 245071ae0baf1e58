// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

@Timeout(20)
class TcpCheckTest {
  private static final HostResolver NO_DNS =
      CheckFixtures.resolver(new ResolvConf(List.of(), List.of(), 1));

  @Test
  void aConnectionIsASuccess() throws IOException {
    try (LoopbackServer server = new LoopbackServer(LoopbackServer::silent)) {
      CheckOutcome outcome = check("127.0.0.1", server.port(), NO_DNS, CheckFixtures.soon());
      assertEquals(Optional.empty(), outcome.failure());
      assertEquals(Set.of(CheckPhase.RESOLVE, CheckPhase.CONNECT), outcome.phaseNanos().keySet());
      assertEquals(
          outcome.totalNanos(),
          outcome.phaseNanos().values().stream().mapToLong(Long::longValue).sum());
    }
  }

  @Test
  void aClosedPortIsARefusal() throws IOException {
    CheckOutcome outcome =
        check("127.0.0.1", CheckFixtures.closedPort(), NO_DNS, CheckFixtures.soon());
    assertEquals(CheckFixtures.failed(FailureReason.REFUSED), outcome.failure());
    assertEquals(Set.of(CheckPhase.RESOLVE, CheckPhase.CONNECT), outcome.phaseNanos().keySet());
  }

  @Test
  void aNameThatDoesNotResolveIsNotTheServicesFault() throws IOException {
    try (DnsServer dns = DnsServer.answering(q -> DnsServer.rcode(q, Rcode.NXDOMAIN));
        DnsServer silent = new DnsServer(_ -> List.of())) {
      CheckOutcome unknown = check("db", 1, resolver(dns), CheckFixtures.soon());
      assertEquals(CheckFixtures.failed(FailureReason.RESOLVE), unknown.failure());
      assertEquals(Set.of(CheckPhase.RESOLVE), unknown.phaseNanos().keySet());
      CheckOutcome unanswered = check("db", 1, resolver(silent), CheckFixtures.now());
      assertEquals(CheckFixtures.failed(FailureReason.RESOLVE), unanswered.failure());
    }
  }

  @Test
  void theFirstAddressOfANameIsConnectedTo() throws IOException {
    try (DnsServer dns = DnsServer.answering(q -> DnsServer.address(q, "127.0.0.1"));
        LoopbackServer server = new LoopbackServer(LoopbackServer::silent)) {
      assertEquals(
          Optional.empty(),
          check("db", server.port(), resolver(dns), CheckFixtures.soon()).failure());
    }
  }

  @Test
  void aConnectionThatAPolicyMustDenyIsAFailure() throws IOException {
    try (LoopbackServer server = new LoopbackServer(LoopbackServer::silent)) {
      for (String expect : List.of("refused", "timeout", "refused|timeout")) {
        assertEquals(
            CheckFixtures.failed(FailureReason.REACHABLE), denied(server.port(), expect).failure());
      }
    }
  }

  @Test
  void onlyTheExpectedDenialIsASuccess() throws IOException {
    int closed = CheckFixtures.closedPort();
    assertEquals(Optional.empty(), denied(closed, "refused").failure());
    assertEquals(Optional.empty(), denied(closed, "timeout|refused").failure());
    assertEquals(CheckFixtures.failed(FailureReason.REFUSED), denied(closed, "timeout").failure());
  }

  private static CheckOutcome denied(int port, String expect) {
    Service service = ServiceUrl.parse("no=tcp://127.0.0.1:" + port + "#expect=" + expect);
    return new TcpCheck(new ServiceAddress(service, NO_DNS, Optional.empty()))
        .run(CheckFixtures.soon());
  }

  @Test
  void eachIpFamilyOfANameHasItsOwnResult() throws IOException {
    try (DnsServer dns = DnsServer.answering(TcpCheckTest::bothFamilies);
        LoopbackServer server = new LoopbackServer(LoopbackServer::silent)) {
      // The server listens on 127.0.0.1 only.
      assertEquals(Optional.empty(), check(server.port(), dns, IpFamily.IPV4).failure());
      assertEquals(
          CheckFixtures.failed(FailureReason.REFUSED),
          check(server.port(), dns, IpFamily.IPV6).failure());
    }
  }

  @Test
  void aFamilyWithoutAddressesIsNotChecked() throws IOException {
    try (DnsServer dns = DnsServer.answering(q -> DnsServer.address(q, "127.0.0.1"))) {
      assertFalse(check(1, dns, IpFamily.IPV6).applies());
      Service must = ServiceUrl.parse("db=tcp://db:1#family=ipv6");
      assertEquals(
          CheckFixtures.failed(FailureReason.RESOLVE),
          new TcpCheck(new ServiceAddress(must, resolver(dns), Optional.of(IpFamily.IPV6)))
              .run(CheckFixtures.soon())
              .failure());
    }
  }

  private static CheckOutcome check(int port, DnsServer dns, IpFamily family) {
    Service service = new Service("db", Service.Kind.TCP, "db", port, "");
    return new TcpCheck(new ServiceAddress(service, resolver(dns), Optional.of(family)))
        .run(CheckFixtures.soon());
  }

  private static Message bothFamilies(Message question) {
    boolean ipv4 = question.getQuestion().getType() == Type.A;
    return DnsServer.address(question, ipv4 ? "127.0.0.1" : "::1");
  }

  private static HostResolver resolver(DnsServer dns) {
    return CheckFixtures.resolver(new ResolvConf(List.of(dns.address()), List.of(), 1));
  }

  private static CheckOutcome check(
      String host, int port, HostResolver resolver, CheckDeadline deadline) {
    Service service = new Service("db", Service.Kind.TCP, host, port, "");
    return new TcpCheck(new ServiceAddress(service, resolver, Optional.empty())).run(deadline);
  }
}
