// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.agent.probe.Outcome;
import io.netcheck.agent.probe.ProbeTarget;
import io.netcheck.agent.probe.Prober;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Peer;
import io.netcheck.protocol.PeerList;
import io.netcheck.protocol.ProbeKind;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AnsweredLinksTest {
  private final Map<ProbeKind, Prober> probers =
      Map.of(
          ProbeKind.ICMP, new FakeProber(ProbeKind.ICMP, _ -> Optional.empty()),
          ProbeKind.TCP, new FakeProber(ProbeKind.TCP, _ -> Optional.empty()));
  private final LinkPlan plan =
      new LinkPlan(AgentKind.HOST, Set.of(IpFamily.IPV4), probers, 10_250, false);
  private final AnsweredLinks answered = new AnsweredLinks();

  private static Peer peer(int number, String address) {
    return new Peer(
        new ClientId(AgentKind.HOST, "n" + number),
        "",
        new Endpoint(List.of(), List.of(InetAddress.ofLiteral(address)), 6100));
  }

  private void sweep(Peer peer, ProbeKind kind, boolean pathWorks) {
    plan.links(peer)
        .forEach((key, targets) -> {
          ProbeTarget target = targets.get(kind);
          if (target != null) {
            answered.answered(key, kind, target, 250_000, pathWorks);
          }
        });
  }

  private Link linkTo(Peer peer) {
    LinkTable table = new LinkTable(plan, Duration.ofSeconds(3), answered);
    table.update(new PeerList("g", List.of(peer)));
    Link link = table.links().getFirst();
    link.record(ProbeKind.ICMP, new Outcome.Failure(FailureReason.TIMEOUT), 1);
    return link;
  }

  @Test
  void aLinkThatAnsweredASweepIsNoneThatWasNeverUp() {
    sweep(peer(2, "10.0.0.2"), ProbeKind.ICMP, true);

    Link link = linkTo(peer(2, "10.0.0.2"));
    assertTrue(link.neverUpNanos(5_000_000_000L).isEmpty());
    assertEquals(250_000, link.read(ProbeKind.ICMP).lastRttNanos());
    assertEquals(0, link.read(ProbeKind.TCP).lastRttNanos());
  }

  @Test
  void aLinkThatWorkedAndComesBackIsNoneThatWasNeverUp() {
    LinkTable table = new LinkTable(plan, Duration.ofSeconds(3), answered);
    PeerList both = new PeerList("g", List.of(peer(2, "10.0.0.2"), peer(3, "10.0.0.3")));
    table.update(both);
    table.links().getFirst().record(ProbeKind.ICMP, new Outcome.Reply(250_000), 1);
    table.update(PeerList.NONE);
    table.update(both);
    table
        .links()
        .forEach(
            link -> link.record(ProbeKind.ICMP, new Outcome.Failure(FailureReason.TIMEOUT), 1));

    assertTrue(table.links().getFirst().neverUpNanos(5_000_000_000L).isEmpty());
    assertEquals(250_000, table.links().getFirst().read(ProbeKind.ICMP).lastRttNanos());
    assertTrue(table.links().getLast().neverUpNanos(5_000_000_000L).isPresent());
  }

  @Test
  void anotherAddressOrAnotherNodeOrAnAnswerOfAProxyProvesNothing() {
    sweep(peer(2, "10.0.0.2"), ProbeKind.ICMP, true);
    sweep(peer(4, "10.0.0.4"), ProbeKind.TCP, false);

    assertTrue(linkTo(peer(2, "10.0.0.3")).neverUpNanos(5_000_000_000L).isPresent());
    assertTrue(linkTo(peer(3, "10.0.0.2")).neverUpNanos(5_000_000_000L).isPresent());
    Link proxied = linkTo(peer(4, "10.0.0.4"));
    assertTrue(proxied.neverUpNanos(5_000_000_000L).isPresent());
    assertEquals(250_000, proxied.read(ProbeKind.TCP).lastRttNanos());
  }

  private void sweep(int from, int to) {
    for (int i = from; i < to; i++) {
      sweep(numbered(i), ProbeKind.ICMP, true);
    }
  }

  private static Peer numbered(int number) {
    return peer(number, "10." + number / 65_536 + "." + number / 256 % 256 + "." + number % 256);
  }

  private boolean isKnown(int number) {
    return linkTo(numbered(number)).neverUpNanos(5_000_000_000L).isEmpty();
  }

  @Test
  void itForgetsNoneOfTheLastOnesAndTheFirstWhenThereAreTooMany() {
    int most = AnsweredLinks.MOST;
    sweep(0, most + 1);
    assertTrue(isKnown(77));
    assertTrue(isKnown(most - 1));
    assertTrue(isKnown(most));

    sweep(most + 1, 2 * most + 1);
    assertFalse(isKnown(77));
    assertTrue(isKnown(most + 1));
    assertTrue(isKnown(2 * most));
  }

  @Test
  void anAnswerOfOneThatItKnowsTakesNoRoom() {
    int most = AnsweredLinks.MOST;
    sweep(0, most);
    sweep(0, 1);
    sweep(most, 2 * most - 1);
    sweep(0, 1);
    assertTrue(isKnown(1));
    assertTrue(isKnown(2 * most - 2));
  }
}
