// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.protocol.FailureReason;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.Rcode;

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

  private static HostResolver resolver(DnsServer dns) {
    return CheckFixtures.resolver(new ResolvConf(List.of(dns.address()), List.of(), 1));
  }

  private static CheckOutcome check(
      String host, int port, HostResolver resolver, CheckDeadline deadline) {
    Service service = new Service("db", Service.Kind.TCP, host, port, "");
    return new TcpCheck(service, resolver).run(deadline);
  }
}
