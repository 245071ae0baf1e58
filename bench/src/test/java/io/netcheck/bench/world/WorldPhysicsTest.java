// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.HeartbeatAnswer;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.Peer;
import io.netcheck.protocol.PeerList;
import io.netcheck.protocol.ProbeColumn;
import io.netcheck.protocol.ProbeKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;

/** What packets, agents and heartbeats of a simulated cluster do. */
class WorldPhysicsTest {
  private static final long SECOND = 1_000_000_000;
  private static final int PROBES = 20_000;
  private static final Set<IpFamily> FAMILIES = Set.of(IpFamily.IPV4);
  private static final Route THERE = new Route(Route.only(0), Route.only(1));

  private final SplittableRandom random = new SplittableRandom(42);
  private final SimulatedClock clock = new SimulatedClock();

  private static ClusterPlan plan(double loss) {
    return new ClusterPlan(
        200, 0, Set.of(Network.POD), FAMILIES, 200, 200, false, IpFamily.IPV4, loss, false, false);
  }

  private Fabric fabric(double loss, Impairment... impairments) {
    Fabric fabric = new Fabric(plan(loss), random.split());
    fabric.add(Arrays.asList(impairments));
    return fabric;
  }

  private static double failing(Fabric fabric, int target, ProbeKind probe, int times) {
    AgentLink link = new AgentLink(0, target, Network.POD, IpFamily.IPV4);
    int failed = 0;
    for (int i = 0; i < times; i++) {
      long result =
          link.probe(
              List.of(ProbeKind.values()).indexOf(probe),
              fabric,
              (_, _, _) -> PeerHost.Answering.ALL);
      failed += result < 0 ? 1 : 0;
    }
    return (double) failed / times;
  }

  @Test
  void aLossyWayLosesItsShare() {
    Fabric fabric = fabric(0, Impairment.lose(THERE, PacketFilter.EVERYTHING, 0.3));
    for (ProbeKind probe : ProbeKind.values()) {
      assertEquals(0.3, failing(fabric, 1, probe, PROBES), 0.02, probe.label());
    }
    assertEquals(0, failing(fabric, 2, ProbeKind.UDP, PROBES));
  }

  @Test
  void aWayBackThatLosesCountsAsMuch() {
    Fabric fabric =
        fabric(
            0,
            Impairment.lose(THERE, PacketFilter.EVERYTHING, 0.3),
            Impairment.lose(THERE.reversed(), PacketFilter.EVERYTHING, 0.5));
    assertEquals(1 - 0.7 * 0.5, failing(fabric, 1, ProbeKind.ICMP, PROBES), 0.02);
  }

  @Test
  void theBackgroundLosesItsShareOfRoundTrips() {
    assertEquals(0.01, failing(fabric(0.01), 1, ProbeKind.TCP, 10 * PROBES), 0.001);
  }

  @Test
  void aFilterOfRequestsLetsAnswersPass() {
    PacketFilter requests = PacketFilter.EVERYTHING.onlyRequests();
    assertEquals(1, failing(fabric(0, Impairment.drop(THERE, requests)), 1, ProbeKind.UDP, 9));
    assertEquals(
        0, failing(fabric(0, Impairment.drop(THERE.reversed(), requests)), 1, ProbeKind.UDP, 9));
  }

  @Test
  void oneOfTwoPathsTakesHalfOfTheFlows() {
    Route toAll = new Route(Route.only(0), Route.all(plan(0)));
    Fabric fabric = fabric(0, Impairment.drop(toAll, PacketFilter.EVERYTHING.oneOf(2)));
    int dead = 0;
    for (int target = 1; target < 200; target++) {
      double share = failing(fabric, target, ProbeKind.ICMP, 20);
      assertTrue(share == 0 || share == 1, "pings of one link are one flow");
      dead += (int) share;
    }
    assertEquals(100, dead, 25);
    assertEquals(0.5, failing(fabric, 1, ProbeKind.TCP, PROBES), 0.02);
  }

  /** A connection needs both directions; if their paths were the same, half of them would pass. */
  @Test
  void bothDirectionsOfALinkHavePathsOfTheirOwn() {
    Route toAll = new Route(Route.only(0), Route.all(plan(0)));
    PacketFilter half = PacketFilter.EVERYTHING.oneOf(2);
    Fabric fabric =
        fabric(0, Impairment.drop(toAll, half), Impairment.drop(toAll.reversed(), half));
    for (int target = 1; target < 200; target++) {
      assertEquals(0.75, failing(fabric, target, ProbeKind.TCP, 1_000), 0.07, "to " + target);
    }
  }

  /** As an agent names them; where no path is dead, and where all are, there are none. */
  @Test
  void portsOfADeadPathAreNamedAndForgottenWhenItHeals() {
    Route toAll = new Route(Route.only(0), Route.all(plan(0)));
    Impairment dead = Impairment.drop(toAll, PacketFilter.EVERYTHING.oneOf(2));
    Fabric fabric = fabric(0, dead);
    List<AgentLink> links = new ArrayList<>();
    for (int target = 1; target < 50; target++) {
      links.add(new AgentLink(0, target, Network.POD, IpFamily.IPV4));
    }
    datagrams(links, fabric, 0, 120);
    assertTrue(named(links, 120) > 25, () -> named(links, 120) + " of 49 links");
    fabric.remove(List.of(dead));
    datagrams(links, fabric, 120, 140);
    assertEquals(0, named(links, 140));
  }

  private static void datagrams(List<AgentLink> links, Fabric fabric, int from, int to) {
    int udp = List.of(ProbeKind.values()).indexOf(ProbeKind.UDP);
    for (int second = from; second < to; second++) {
      for (AgentLink link : links) {
        long result = link.probe(udp, fabric, (_, _, _) -> PeerHost.Answering.ALL);
        if (result < 0) {
          link.failed(udp, FailureReason.TIMEOUT, second * SECOND);
        } else {
          link.answered(udp, result, second * SECOND);
        }
      }
    }
  }

  private static long named(List<AgentLink> links, int second) {
    return links.stream().filter(link -> link.failingPorts(0, second * SECOND).isPresent()).count();
  }

  @Test
  void aFilterOfNewFlowsKnowsTheOldOnes() {
    Fabric fabric = fabric(0);
    AgentLink link = new AgentLink(0, 1, Network.POD, IpFamily.IPV4);
    LongPredicate fails =
        kind -> link.probe((int) kind, fabric, (_, _, _) -> PeerHost.Answering.ALL) < 0;
    List<ProbeKind> kinds = List.of(ProbeKind.values());
    int udp = kinds.indexOf(ProbeKind.UDP);
    assertFalse(fails.test(udp));
    fabric.add(
        List.of(
            Impairment.reject(THERE, PacketFilter.EVERYTHING.onlyFresh(), FailureReason.NEW_FLOW)));
    assertFalse(fails.test(kinds.indexOf(ProbeKind.ICMP)));
    assertTrue(fails.test(kinds.indexOf(ProbeKind.TCP)));
    int failed = 0;
    for (int i = 0; i < 64; i++) {
      failed += fails.test(udp) ? 1 : 0;
    }
    assertTrue(failed > 0 && failed < 64, "ports are replaced one at a time: " + failed);
    assertTrue(fails.test(udp), "all ports are new");
  }

  private AgentModel agent(ClusterPlan plan) {
    AgentModel agent =
        new AgentModel(
            plan,
            AgentKind.POD,
            0,
            new Fabric(plan, random.split()),
            (_, _, _) -> PeerHost.Answering.ALL,
            new ServicePlane(false),
            clock,
            random.split());
    agent.start(false);
    return agent;
  }

  private static HeartbeatAnswer twoPeers() {
    return HeartbeatAnswer.peers(
        new PeerList("two", List.of(peer(1), peer(2))), Duration.ofMinutes(5));
  }

  private static Peer peer(int node) {
    return new Peer(
        new ClientId(AgentKind.POD, "node-" + (node + 1)),
        "",
        AddressPlan.endpoint(AgentKind.POD, node, 0, FAMILIES, false));
  }

  @Test
  void aFrozenAgentSendsNothing() {
    AgentModel agent = agent(plan(0));
    int beats = 0;
    for (long now = 0; now < 60 * SECOND; now += AgentRounds.SLOT_NANOS) {
      clock.set(now);
      if (now == 20 * SECOND) {
        beats = 0;
        agent.become(AgentState.FROZEN);
      }
      if (agent.advance(now)) {
        beats++;
        agent.beat(false);
        agent.accepted(twoPeers());
      }
    }
    assertEquals(0, beats);
    agent.become(AgentState.RUNNING);
    assertTrue(agent.advance(60 * SECOND), "it goes on where it stood");
  }

  @Test
  void aStarvedAgentCompletesAFifthOfItsRounds() {
    AgentModel agent = agent(plan(0));
    agent.become(AgentState.STARVED);
    long rounds = 0;
    for (long now = 0; now < 100 * SECOND; now += AgentRounds.SLOT_NANOS) {
      clock.set(now);
      if (agent.advance(now)) {
        rounds = agent.beat(false).roundsCompleted();
        agent.accepted(twoPeers());
      }
    }
    assertTrue(rounds >= 17 && rounds <= 21, "rounds: " + rounds);
  }

  @Test
  void aWindowReachesBackToTheLastAcceptedHeartbeat() {
    AgentModel agent = agent(plan(0));
    Duration covered = Duration.ZERO;
    Duration longest = Duration.ZERO;
    Duration uptime = Duration.ZERO;
    long sent = 0;
    for (long now = 0; now < 120 * SECOND; now += AgentRounds.SLOT_NANOS) {
      clock.set(now);
      if (!agent.advance(now)) {
        continue;
      }
      Heartbeat beat = agent.beat(false);
      if (now > 40 * SECOND && now < 60 * SECOND) {
        agent.failed();
        continue;
      }
      agent.accepted(twoPeers());
      covered = covered.plus(beat.window());
      uptime = beat.uptime();
      sent +=
          beat.planes().stream()
              .map(plane -> Objects.requireNonNull(plane.probes().get(ProbeKind.UDP)))
              .mapToLong(WorldPhysicsTest::sent)
              .sum();
      if (beat.window().compareTo(longest) > 0) {
        longest = beat.window();
      }
    }
    assertEquals(uptime, covered, "windows follow each other");
    assertTrue(longest.toSeconds() >= 20, "lost heartbeats are made up for: " + longest);
    assertTrue(Math.abs(2 * uptime.toSeconds() - sent) <= 6, "each probe counts once: " + sent);
  }

  private static long sent(ProbeColumn column) {
    return Arrays.stream(column.sent()).asLongStream().sum();
  }

  @Test
  void aHeartbeatThatALossyPathDelaysStillArrives() {
    Impairment[] lossy = {Impairment.lose(THERE, PacketFilter.EVERYTHING, 0.3)};
    long late = 0;
    for (int i = 0; i < 1_000; i++) {
      HeartbeatTrip trip = HeartbeatTrip.of(lossy, Fabric.NONE, 1_000_000, random);
      late += trip.there() > 100_000_000 ? 1 : 0;
    }
    assertTrue(late > 240 && late < 360, "late: " + late);
    Impairment[] dead = {Impairment.drop(THERE, PacketFilter.EVERYTHING)};
    assertEquals(
        HeartbeatTrip.NEVER, HeartbeatTrip.of(dead, Fabric.NONE, 1_000_000, random).there());
    assertEquals(
        HeartbeatTrip.NEVER, HeartbeatTrip.of(Fabric.NONE, dead, 1_000_000, random).there());
  }

  @Test
  void threeLossesInARowAreAProbeThatIsDown() {
    QuietPlane plane =
        new QuietPlane(Network.POD, IpFamily.IPV4, List.of("node-2"), new long[] {180_000});
    assertFalse(plane.lose(0, 5));
    assertFalse(plane.lose(0, 7));
    assertFalse(plane.lose(0, 8));
    assertTrue(plane.lose(0, 9));
    ProbeColumn column = pings(plane, 10, 9);
    assertEquals(LinkState.DOWN.code(), column.up()[0]);
    assertEquals(4, column.failed()[0]);
    plane.accept();
    assertEquals(LinkState.UP.code(), pings(plane, 1, 10).up()[0]);
  }

  private ProbeColumn pings(QuietPlane plane, int sent, long round) {
    return Objects.requireNonNull(
        plane.offer(sent, round, new Fabric(plan(0), random)).probes().get(ProbeKind.ICMP));
  }
}
