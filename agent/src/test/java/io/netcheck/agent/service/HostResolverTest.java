// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.IpFamily;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

@Timeout(20)
class HostResolverTest {
  private static final List<String> SEARCH =
      List.of("shop.svc.cluster.local", "svc.cluster.local", "cluster.local");

  @Test
  void anAddressNeedsNobody() throws IOException {
    HostResolver resolver = CheckFixtures.resolver(new ResolvConf(List.of(), List.of(), 1));
    assertEquals(InetAddress.ofLiteral("fd00::1"), first(resolver, "fd00::1"));
  }

  @Test
  void aShortNameIsFoundByTheSearchListOfAPod() throws IOException {
    try (DnsServer server = knowing("kubernetes.default.svc.cluster.local.")) {
      HostResolver resolver = CheckFixtures.resolver(conf(5, server));
      assertEquals(InetAddress.ofLiteral("10.96.0.1"), first(resolver, "kubernetes.default.svc"));
      assertEquals(
          List.of(
              "kubernetes.default.svc.shop.svc.cluster.local. A",
              "kubernetes.default.svc.shop.svc.cluster.local. AAAA",
              "kubernetes.default.svc.svc.cluster.local. A",
              "kubernetes.default.svc.svc.cluster.local. AAAA",
              "kubernetes.default.svc.cluster.local. A",
              "kubernetes.default.svc.cluster.local. AAAA"),
          server.questions());
    }
  }

  @Test
  void aFullNameIsAskedForAsItIs() throws IOException {
    try (DnsServer server = knowing("kubernetes.default.svc.cluster.local.")) {
      HostResolver resolver = CheckFixtures.resolver(conf(5, server));
      resolver.resolve("kubernetes.default.svc.cluster.local.", CheckFixtures.soon());
      assertEquals(
          List.of(
              "kubernetes.default.svc.cluster.local. A",
              "kubernetes.default.svc.cluster.local. AAAA"),
          server.questions());
    }
  }

  @Test
  void nothingIsRemembered() throws IOException {
    try (DnsServer server = knowing("db.")) {
      HostResolver resolver =
          CheckFixtures.resolver(new ResolvConf(List.of(server.address()), List.of(), 0));
      resolver.resolve("db", CheckFixtures.soon());
      resolver.resolve("db", CheckFixtures.soon());
      assertEquals(4, server.questions().size());
    }
  }

  @Test
  void aNameThatNobodyKnowsIsAnError() throws IOException {
    try (DnsServer server = knowing("other.")) {
      HostResolver resolver = CheckFixtures.resolver(conf(1, server));
      assertThrows(UnknownHostException.class, () -> resolver.resolve("db", CheckFixtures.soon()));
    }
  }

  @Test
  void theNextNameserverIsAskedWhereOneIsSilentOrFails() throws IOException {
    try (DnsServer silent = new DnsServer(_ -> List.of());
        DnsServer failing = DnsServer.answering(q -> DnsServer.rcode(q, Rcode.SERVFAIL));
        DnsServer server = knowing("db.")) {
      HostResolver resolver =
          CheckFixtures.resolver(
              new ResolvConf(
                  List.of(silent.address(), failing.address(), server.address()), List.of(), 0));
      assertEquals(
          InetAddress.ofLiteral("10.96.0.1"),
          resolver
              .resolve("db", CheckDeadline.in(Duration.ofSeconds(2), ProcessClock.SYSTEM))
              .first(CheckFixtures.FAMILIES));
    }
  }

  @Test
  void silenceEverywhereEndsAtTheDeadline() throws IOException {
    try (DnsServer silent = new DnsServer(_ -> List.of())) {
      HostResolver resolver = CheckFixtures.resolver(conf(1, silent));
      assertThrows(SocketTimeoutException.class, () -> resolver.resolve("db", CheckFixtures.now()));
    }
  }

  @Test
  void ipv6IsUsedWhereThereIsNothingElse() throws IOException {
    try (DnsServer server = DnsServer.answering(q -> DnsServer.address(q, "fd00::7"))) {
      HostResolver resolver =
          CheckFixtures.resolver(new ResolvConf(List.of(server.address()), List.of(), 0));
      assertEquals(InetAddress.ofLiteral("fd00::7"), first(resolver, "db"));
    }
  }

  @Test
  void bothFamiliesOfANameAreFound() throws IOException {
    try (DnsServer server =
        DnsServer.answering(q ->
            DnsServer.address(q, q.getQuestion().getType() == Type.A ? "10.0.0.7" : "fd00::7"))) {
      HostAddresses found =
          CheckFixtures.resolver(new ResolvConf(List.of(server.address()), List.of(), 0))
              .resolve("db", CheckFixtures.soon());
      assertEquals(Optional.of(InetAddress.ofLiteral("10.0.0.7")), found.of(IpFamily.IPV4));
      assertEquals(Optional.of(InetAddress.ofLiteral("fd00::7")), found.of(IpFamily.IPV6));
    }
  }

  @Test
  void anErrorInOneFamilyDoesNotHideTheOther() throws IOException {
    try (DnsServer server =
        DnsServer.answering(q ->
            q.getQuestion().getType() == Type.A
                ? DnsServer.address(q, "10.0.0.7")
                : DnsServer.rcode(q, Rcode.NOTIMP))) {
      HostResolver resolver =
          CheckFixtures.resolver(new ResolvConf(List.of(server.address()), List.of(), 0));
      assertEquals(InetAddress.ofLiteral("10.0.0.7"), first(resolver, "db"));
    }
  }

  @Test
  void theHostsFileComesFirst(@TempDir Path directory) throws IOException {
    Path hosts =
        Files.writeString(
            directory.resolve("hosts"), "fd00::9 db\n10.0.0.9 db.example DB # the database\n");
    assertEquals(InetAddress.ofLiteral("10.0.0.9"), first(CheckFixtures.resolver(hosts), "db"));
    HostResolver ipv6First = new HostResolver(hosts, hosts, List.of(IpFamily.IPV6, IpFamily.IPV4));
    assertEquals(InetAddress.ofLiteral("fd00::9"), first(ipv6First, "db"));
  }

  @Test
  void aNameTooLongWithItsSearchDomainIsPassedOver() throws IOException {
    String label = "a".repeat(60);
    String longName = String.join(".", label, label, label, label);
    try (DnsServer server = knowing(longName + ".")) {
      HostResolver resolver = CheckFixtures.resolver(conf(15, server));
      assertEquals(InetAddress.ofLiteral("10.96.0.1"), first(resolver, longName));
    }
  }

  private static InetAddress first(HostResolver resolver, String host) throws IOException {
    return resolver.resolve(host, CheckFixtures.soon()).first(resolver.families());
  }

  private static ResolvConf conf(int ndots, DnsServer server) {
    List<InetSocketAddress> nameservers = List.of(server.address());
    return new ResolvConf(nameservers, SEARCH, ndots);
  }

  private static DnsServer knowing(String name) throws IOException {
    return DnsServer.answering((Message question) ->
        question.getQuestion().getName().toString().equals(name)
            ? DnsServer.address(question, "10.96.0.1")
            : DnsServer.rcode(question, Rcode.NXDOMAIN));
  }
}
