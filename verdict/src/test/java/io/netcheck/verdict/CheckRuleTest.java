// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.DnsResult;
import io.netcheck.protocol.DnsTransport;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.ServiceResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is said about services and lookups that fail in one way and not in another. */
class CheckRuleTest {
  private static final long SECOND = 1_000_000_000L;
  private static final String RESOLVER = "10.0.0.10:53";

  private final Map<String, List<ServiceResult>> services = new TreeMap<>();
  private final Map<String, List<DnsResult>> lookups = new TreeMap<>();

  @Test
  void aServiceThatFailsInOneIpFamilySaysWhichOne() {
    for (String node : List.of("n1", "n2", "n3")) {
      service(node, IpFamily.IPV4, Optional.empty());
      service(node, IpFamily.IPV6, Optional.of(FailureReason.TIMEOUT));
    }
    assertEquals(List.of("service_failing web over IPv6"), briefs());
  }

  @Test
  void aServiceThatFailsInBothIpFamiliesIsOneFault() {
    for (String node : List.of("n1", "n2", "n3")) {
      service(node, IpFamily.IPV4, Optional.of(FailureReason.REFUSED));
      service(node, IpFamily.IPV6, Optional.of(FailureReason.REFUSED));
    }
    assertEquals(List.of("service_failing web"), briefs());
  }

  @Test
  void oneNodeWithoutIpv6IsNamed() {
    for (String node : List.of("n1", "n2", "n3")) {
      service(node, IpFamily.IPV4, Optional.empty());
      service(
          node,
          IpFamily.IPV6,
          node.equals("n2") ? Optional.of(FailureReason.UNREACHABLE) : Optional.empty());
    }
    assertEquals(List.of("service_failing web over IPv6 from n2"), briefs());
  }

  @Test
  void aFamilyThatBeginsToFailWaitsForTheOther() {
    for (String node : List.of("n1", "n2", "n3")) {
      service(node, IpFamily.IPV4, LinkState.UP, 1, Optional.of(FailureReason.TIMEOUT));
      service(node, IpFamily.IPV6, Optional.of(FailureReason.TIMEOUT));
    }
    assertEquals(List.of(), briefs());
  }

  @Test
  void aResolverThatFailsOverTcpOnlySaysSo() {
    for (String node : List.of("n1", "n2", "n3")) {
      lookup(node, DnsTransport.UDP, Optional.empty());
      lookup(node, DnsTransport.TCP, Optional.of(FailureReason.REFUSED));
    }
    assertEquals(List.of("dns_failing resolver " + RESOLVER + " over TCP"), briefs());
  }

  @Test
  void aResolverThatFailsOverTcpFromOneNodeNamesIt() {
    for (String node : List.of("n1", "n2", "n3")) {
      lookup(node, DnsTransport.UDP, Optional.empty());
      lookup(
          node,
          DnsTransport.TCP,
          node.equals("n3") ? Optional.of(FailureReason.TIMEOUT) : Optional.empty());
    }
    assertEquals(List.of("dns_failing resolver " + RESOLVER + " over TCP from n3"), briefs());
  }

  @Test
  void aLookupThatFailsOverBothIsOneFault() {
    for (String node : List.of("n1", "n2", "n3")) {
      lookup(node, DnsTransport.UDP, Optional.of(FailureReason.SERVFAIL));
      lookup(node, DnsTransport.TCP, Optional.of(FailureReason.SERVFAIL));
    }
    assertEquals(List.of("dns_failing web.example at " + RESOLVER), briefs());
    Finding finding = findings().getFirst();
    assertEquals(List.of("3 of 3 observers fail (servfail)"), finding.evidence());
    assertTrue(finding.nextStep().contains("upstream"), finding.nextStep());
  }

  @Test
  void whatToDoDependsOnTheReason() {
    Map<FailureReason, String> steps =
        Map.of(
            FailureReason.REACHABLE, "network policy",
            FailureReason.EXPIRED, "Renew",
            FailureReason.UNIMPLEMENTED, "grpc.health.v1.Health",
            FailureReason.STATUS, "the service itself");
    steps.forEach((reason, step) -> {
      services.clear();
      for (String node : List.of("n1", "n2", "n3")) {
        service(node, IpFamily.IPV4, Optional.of(reason));
      }
      String said = findings().getFirst().nextStep();
      assertTrue(said.contains(step), said);
    });
  }

  private void service(String node, IpFamily family, Optional<FailureReason> failure) {
    service(
        node,
        family,
        failure.isPresent() ? LinkState.DOWN : LinkState.UP,
        failure.isPresent() ? 1 : 0,
        failure);
  }

  private void service(
      String node, IpFamily family, LinkState state, int failed, Optional<FailureReason> reason) {
    services
        .computeIfAbsent(node, _ -> new ArrayList<>())
        .add(
            new ServiceResult(
                "web",
                "tcp",
                Optional.of(family),
                state,
                1,
                failed,
                0,
                900,
                reason,
                Optional.empty()));
  }

  private void lookup(String node, DnsTransport transport, Optional<FailureReason> failure) {
    lookups
        .computeIfAbsent(node, _ -> new ArrayList<>())
        .add(
            new DnsResult(
                RESOLVER,
                transport,
                "web.example",
                failure.isPresent() ? LinkState.DOWN : LinkState.UP,
                1,
                failure.isPresent() ? 1 : 0,
                900,
                failure));
  }

  private List<String> briefs() {
    return findings().stream().map(it -> it.kind().label() + " " + it.subject()).toList();
  }

  private List<Finding> findings() {
    VerdictEngine engine = new VerdictEngine();
    List<Finding> found = List.of();
    for (int second = 0; second < 30; second++) {
      List<Observer> observers = new ArrayList<>();
      for (String node : List.of("n1", "n2", "n3")) {
        observers.add(observer(node, second));
      }
      found = engine.judge(new Situation(second * SECOND, observers, _ -> false)).findings();
    }
    return found;
  }

  private Observer observer(String node, int second) {
    return new Observer(
        new ClientId(AgentKind.POD, node),
        "",
        Observer.Standing.REPORTING,
        second * SECOND,
        "life",
        "10.0.0.1:6100",
        new Observer.Reporting(
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1000 + second),
            second,
            1000 + second,
            true),
        Duration.ZERO,
        List.of(),
        List.of(),
        services.getOrDefault(node, List.of()),
        lookups.getOrDefault(node, List.of()),
        List.of());
  }
}
