// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.agent.probe.Outcome;
import io.netcheck.agent.probe.ProbeTarget;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.ProbeKind;
import java.net.InetAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LinkTest {
  private static final int KEPT = 40_000;

  private final Link link = link();
  private long nanos;
  private int port = 50_000;

  private static Link link() {
    LinkKey key = new LinkKey(Network.HOST, IpFamily.IPV4, new ClientId(AgentKind.HOST, "n2"));
    return new Link(key, "", targets("10.0.0.2"), Duration.ofSeconds(3));
  }

  private static Map<ProbeKind, ProbeTarget> targets(String address) {
    Map<ProbeKind, ProbeTarget> targets = new EnumMap<>(ProbeKind.class);
    for (ProbeKind kind : ProbeKind.values()) {
      targets.put(kind, new ProbeTarget(InetAddress.ofLiteral(address), 6100, Network.HOST));
    }
    return targets;
  }

  private Link.Change answered(ProbeKind kind, int flow) {
    return add(kind, new Outcome.Reply(1_000).over(flow));
  }

  private void lost(ProbeKind kind, int flow) {
    add(kind, new Outcome.Failure(FailureReason.TIMEOUT).over(flow));
  }

  private Link.Change add(ProbeKind kind, Outcome outcome) {
    return link.record(kind, link.compare(kind, outcome, nanos), nanos);
  }

  private void roundWithoutNewFlows() {
    nanos += 1_000_000_000L;
    answered(ProbeKind.ICMP, 1);
    answered(ProbeKind.UDP, KEPT);
    lost(ProbeKind.UDP, ++port);
    lost(ProbeKind.TCP, ++port);
  }

  @Test
  void aProbeWhoseNewFlowsFailIsDownAlthoughOldOnesAreAnsweredAndTheLinkIsUp() {
    answered(ProbeKind.ICMP, 1);
    answered(ProbeKind.UDP, KEPT);
    answered(ProbeKind.TCP, ++port);
    for (int i = 0; i < 8; i++) {
      roundWithoutNewFlows();
    }
    assertEquals(LinkState.UP, link.state());
    for (ProbeKind kind : new ProbeKind[] {ProbeKind.UDP, ProbeKind.TCP}) {
      assertEquals(LinkState.DOWN, link.offer(kind, 0).state());
      assertEquals(FailureReason.NEW_FLOW, link.offer(kind, 0).failure().orElseThrow().reason());
    }
    assertEquals(LinkState.UP, link.offer(ProbeKind.ICMP, 0).state());

    assertEquals(Link.Change.PROBE, answered(ProbeKind.UDP, ++port));
    assertEquals(LinkState.UP, link.offer(ProbeKind.UDP, 0).state());
  }

  @Test
  void portsThatFailBecauseTheyAreNewAreNoSignOfADeadPath() {
    answered(ProbeKind.ICMP, 1);
    answered(ProbeKind.UDP, KEPT);
    answered(ProbeKind.TCP, ++port);
    for (int i = 0; i < 20; i++) {
      roundWithoutNewFlows();
      lost(ProbeKind.UDP, 60_000);
    }
    assertEquals(Optional.empty(), link.failingPorts(0, nanos));
    answered(ProbeKind.TCP, ++port);
    answered(ProbeKind.UDP, ++port);
    assertEquals(Optional.empty(), link.failingPorts(0, nanos));
    for (int i = 0; i < 6; i++) {
      answered(ProbeKind.UDP, KEPT);
      answered(ProbeKind.UDP, port);
      lost(ProbeKind.UDP, 60_000);
    }
    assertEquals(List.of(60_000), link.failingPorts(0, nanos).orElseThrow().examples());
  }

  @Test
  void theMeaningOfAFailureIsAChange() {
    answered(ProbeKind.ICMP, 1);
    answered(ProbeKind.UDP, KEPT);
    answered(ProbeKind.TCP, ++port);
    roundWithoutNewFlows();
    roundWithoutNewFlows();
    answered(ProbeKind.ICMP, 1);
    Outcome lost = new Outcome.Failure(FailureReason.TIMEOUT);
    assertEquals(Link.Change.PROBE, add(ProbeKind.UDP, lost.over(++port)));
    assertEquals(Link.Change.PROBE, add(ProbeKind.TCP, lost.over(++port)));
    assertEquals(Link.Change.NONE, add(ProbeKind.UDP, lost.over(++port)));
  }

  @Test
  void aLinkTellsForHowLongItWasNeverUpUntilItIs() {
    assertEquals(OptionalLong.of(0), link.neverUpNanos(nanos));
    seconds(70);
    lost(ProbeKind.ICMP, 1);
    assertEquals(OptionalLong.of(70_000_000_000L), link.neverUpNanos(nanos));
    assertTrue(link.isNeverUp());
    answered(ProbeKind.ICMP, 1);
    assertEquals(OptionalLong.empty(), link.neverUpNanos(nanos));
    down();
    assertEquals(OptionalLong.empty(), link.neverUpNanos(nanos), "it was up once");
    assertFalse(link.isNeverUp());
  }

  @Test
  void aPeerAtAnotherAddressIsANewOne() {
    answered(ProbeKind.ICMP, 1);
    down();
    link.redirect("b", targets("10.0.0.2"));
    assertEquals(OptionalLong.empty(), link.neverUpNanos(nanos), "another zone, the same address");

    link.redirect("b", targets("10.0.0.3"));
    lost(ProbeKind.ICMP, 1);
    seconds(5);
    assertEquals(OptionalLong.of(5_000_000_000L), link.neverUpNanos(nanos));
    answered(ProbeKind.ICMP, 1);
    down();
    assertEquals(OptionalLong.empty(), link.neverUpNanos(nanos));
  }

  @Test
  void aStrayAnswerOfTheEarlierAddressIsNone() {
    answered(ProbeKind.ICMP, 1);
    link.redirect("", targets("10.0.0.3"));
    answered(ProbeKind.ICMP, 1);
    assertEquals(OptionalLong.empty(), link.neverUpNanos(nanos), "it is up");
    down();
    assertEquals(OptionalLong.of(4_000_000_000L), link.neverUpNanos(nanos));
  }

  private void down() {
    for (int i = 0; i < 4; i++) {
      seconds(1);
      lost(ProbeKind.ICMP, 1);
    }
    assertEquals(LinkState.DOWN, link.state());
  }

  private void seconds(int count) {
    nanos += count * 1_000_000_000L;
  }
}
