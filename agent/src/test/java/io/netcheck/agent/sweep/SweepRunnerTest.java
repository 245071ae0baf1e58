// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.sweep;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.agent.link.AnsweredLinks;
import io.netcheck.agent.link.LinkPlan;
import io.netcheck.agent.link.LinkTable;
import io.netcheck.agent.link.PlaneWindow;
import io.netcheck.agent.peer.AllowedPeers;
import io.netcheck.agent.probe.AgentIdentity;
import io.netcheck.agent.probe.EventLoop;
import io.netcheck.agent.probe.MtuProber;
import io.netcheck.agent.probe.UdpProber;
import io.netcheck.agent.probe.UdpResponder;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.AllowedRanges;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.Peer;
import io.netcheck.protocol.PeerList;
import io.netcheck.protocol.ProbeKind;
import io.netcheck.protocol.SweepFailure;
import io.netcheck.protocol.SweepOrder;
import io.netcheck.protocol.SweepReport;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an agent does in a sweep. The agents that it probes are on loopback. */
class SweepRunnerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final InetAddress OWN = InetAddress.ofLiteral("127.0.49.1");
  private static final InetAddress THERE = InetAddress.ofLiteral("127.0.49.2");
  private static final InetAddress NOBODY = InetAddress.ofLiteral("127.0.49.3");
  private static final ClientId SELF = id("n1");

  private final ProcessClock clock = ProcessClock.SYSTEM;
  private final EventLoop loop = new EventLoop(clock);
  private final UdpResponder responder =
      new UdpResponder(loop, List.of(THERE), 0, AgentIdentity.of(id("n2")), clock);
  private final UdpProber udp = new UdpProber(loop, List.of(OWN), clock);
  private final MtuProber mtu = new MtuProber(loop, List.of(OWN), OptionalInt.empty(), clock);
  private final LinkPlan plan =
      new LinkPlan(
          AgentKind.HOST,
          Set.of(IpFamily.IPV4),
          Map.of(ProbeKind.UDP, udp, ProbeKind.MTU, mtu),
          10_250,
          false);
  private final AnsweredLinks answered = new AnsweredLinks();
  private final SweepRunner runner =
      new SweepRunner(
          SELF,
          new AllowedPeers(AllowedRanges.parse("127.0.49.0/24")),
          plan,
          answered,
          Duration.ofMillis(400),
          new SweepTurns(clock.nanoTime()),
          loop,
          clock);

  @AfterEach
  void close() {
    udp.close();
    mtu.close();
    responder.close();
    loop.close();
  }

  private static ClientId id(String node) {
    return new ClientId(AgentKind.HOST, node);
  }

  private Peer at(String node, InetAddress address) {
    return new Peer(id(node), "", new Endpoint(List.of(), List.of(address), responder.port()));
  }

  private SweepReport report(String order) {
    await().atMost(PATIENCE).until(() -> runner.offer().order().equals(Optional.of(order)));
    return runner.offer();
  }

  @Test
  void itTellsWhatFailsAndNothingOfWhatWorks() {
    runner.take(new SweepOrder("a", List.of(at("n2", THERE), at("n3", NOBODY))));

    assertEquals(
        List.of(
            new SweepFailure(
                "n3",
                Network.HOST,
                IpFamily.IPV4,
                List.of(ProbeKind.UDP, ProbeKind.MTU),
                Optional.of(FailureReason.REFUSED))),
        report("a").failures());
    assertEquals(List.of(), runner.offer().unmeasured());

    // It knows from then on that the link to n2 worked.
    LinkTable table = new LinkTable(plan, Duration.ofSeconds(3), answered);
    table.update(new PeerList("g", List.of(at("n2", THERE), at("n3", NOBODY))));
    assertEquals(
        List.of(1),
        new PlaneWindow(table, clock, 0)
            .offer().getFirst().neverUp().orElseThrow().stream().map(it -> it.row()).toList());
  }

  @Test
  void anotherAgentAtTheAddressIsAFailure() {
    runner.take(new SweepOrder("a", List.of(at("n9", THERE))));
    assertEquals(Optional.of(FailureReason.WRONG_PEER), report("a").failures().getFirst().reason());
  }

  @Test
  void whatItMayNotProbeItDoesNotMeasure() {
    List<Peer> targets = new ArrayList<>();
    targets.add(at("outside", InetAddress.ofLiteral("127.0.50.2")));
    targets.add(new Peer(new ClientId(AgentKind.POD, "n2"), "", at("n2", THERE).endpoint()));
    targets.add(new Peer(SELF, "", at("n1", OWN).endpoint()));
    targets.add(at("n2", THERE));
    targets.add(at("twin", THERE));
    runner.take(new SweepOrder("a", targets));

    SweepReport report = report("a");
    assertEquals(List.of("outside", "n2", "n1", "twin"), report.unmeasured());
    assertEquals(List.of(), report.failures());
  }

  @Test
  void anOrderIsDoneOnceAndANewOneReplacesIt() {
    SweepOrder first = new SweepOrder("a", List.of(at("n2", THERE)));
    runner.take(first);
    SweepReport done = report("a");
    runner.take(first);
    assertEquals(done, runner.offer(), "it did not begin again");
    runner.accepted();
    assertEquals(SweepReport.NOTHING, runner.offer());
    List<Peer> many = new ArrayList<>();
    for (int i = 0; i < SweepOrder.MOST; i++) {
      many.add(at("m" + i, InetAddress.ofLiteral("127.0.49." + (10 + i))));
    }
    long begun = clock.nanoTime();
    runner.take(new SweepOrder("b", many));
    runner.take(new SweepOrder("c", List.of(at("n3", NOBODY), at("n2", THERE))));
    assertEquals("n3", report("c").failures().getFirst().target());
    assertTrue(clock.since(begun).compareTo(SweepTurns.PAUSE) >= 0, "one after the other");
  }
}
