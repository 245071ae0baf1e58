// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.exporter.TestClock;
import io.netcheck.exporter.topology.LiveTopology;
import io.netcheck.exporter.topology.PeerMembership;
import io.netcheck.exporter.topology.Topology;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.Peer;
import io.netcheck.protocol.ProbeKind;
import io.netcheck.protocol.SweepFailure;
import io.netcheck.protocol.SweepOrder;
import io.netcheck.protocol.SweepReport;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SweepDeskTest {
  private static final Duration PASS = Duration.ofMinutes(15);
  private static final int BEAT_SECONDS = 5;

  private final TestClock clock = new TestClock();
  private final PeerMembership membership = new PeerMembership();
  private final Topology topology = new LiveTopology(membership, 24, clock);
  private final Map<Integer, SweepReport> reports = new HashMap<>();
  private String life = "life";
  private Duration interval = Duration.ofSeconds(BEAT_SECONDS);
  private SweepDesk desk = new SweepDesk(membership, topology, PASS, clock);

  private static ClientId id(int number) {
    return new ClientId(AgentKind.HOST, "node-" + number);
  }

  private static int number(ClientId id) {
    return Integer.parseInt(id.node().substring("node-".length()));
  }

  private void join(int number) {
    InetAddress address = InetAddress.ofLiteral("10.0." + number / 250 + "." + (number % 250 + 1));
    membership.put(
        new Peer(
            id(number), "zone-" + number % 3, new Endpoint(List.of(), List.of(address), 6100)));
    reports.put(number, SweepReport.NOTHING);
  }

  private void leave(int number) {
    var _ = desk.answer(heartbeat(number, true, Optional.empty()));
    membership.remove(id(number));
    reports.remove(number);
  }

  private Heartbeat heartbeat(int number, boolean goodbye, Optional<SweepReport> report) {
    return new Heartbeat(
            id(number),
            "",
            "1",
            life,
            Duration.ofHours(1),
            1,
            goodbye,
            Instant.EPOCH,
            interval,
            new Endpoint(List.of(), List.of(), 6100),
            "",
            1,
            interval,
            List.of(),
            List.of(),
            List.of())
        .withSweep(report);
  }

  /** An agent sends a heartbeat, and will have done what it is told by the next one. */
  private List<Integer> beat(int number) {
    Optional<SweepOrder> order =
        desk.answer(heartbeat(number, false, Optional.ofNullable(reports.get(number))));
    reports.put(
        number,
        order
            .map(it -> new SweepReport(Optional.of(it.id()), List.of(), List.of()))
            .orElse(SweepReport.NOTHING));
    return order.stream()
        .flatMap(it -> it.targets().stream())
        .map(peer -> number(peer.id()))
        .toList();
  }

  private SweepStatus status() {
    return desk.status().getFirst();
  }

  /** Which pairs were measured, by the agents that probe. */
  private static final class Measured {
    private final Map<Integer, BitSet> bySource = new HashMap<>();

    void add(int source, int target) {
      bySource.computeIfAbsent(source, _ -> new BitSet()).set(target);
    }

    int count(int source) {
      return bySource.getOrDefault(source, new BitSet()).cardinality();
    }

    boolean has(int source, int target) {
      return bySource.getOrDefault(source, new BitSet()).get(target);
    }
  }

  private void seconds(int count, Measured measured, int mostObservers) {
    for (int second = 0; second < count; second++) {
      clock.advance(Duration.ofSeconds(1));
      Map<Integer, Integer> observers = new HashMap<>();
      for (int number : List.copyOf(reports.keySet())) {
        if (number % BEAT_SECONDS == second % BEAT_SECONDS) {
          for (int target : beat(number)) {
            measured.add(number, target);
            observers.merge(target, 1, Integer::sum);
          }
        }
      }
      observers.values().forEach(it -> assertTrue(it <= mostObservers, "observers at once: " + it));
    }
  }

  @Test
  void everyPairOfAThousandIsMeasuredOnceInAPass() {
    int agents = 1_000;
    for (int i = 0; i < agents; i++) {
      join(i);
    }
    Measured measured = new Measured();
    // The first beats begin anywhere, and the last targets are told with the next heartbeat.
    seconds((int) PASS.toSeconds() + 2 * BEAT_SECONDS, measured, 4);

    for (int source = 0; source < agents; source++) {
      BitSet all = (BitSet) measured.bySource.getOrDefault(source, new BitSet()).clone();
      for (Peer peer : topology.peersOf(id(source)).peers()) {
        assertTrue(!all.get(number(peer.id())), "a peer is swept");
        all.set(number(peer.id()));
      }
      assertEquals(agents - 1, all.cardinality(), "agents that were seen from " + source);
    }
    SweepStatus status = status();
    assertEquals(agents * (agents - 1L), status.pairs());
    assertEquals(24_000, status.byPeers());
    assertEquals(1, status.coverage());
    assertEquals(PASS, status.pass());
  }

  @Test
  void whoeverComesAndGoesTheOthersAreMeasuredWithinTwentyMinutes() {
    Random random = new Random(15);
    int agents = 1_000;
    for (int i = 0; i < agents; i++) {
      join(i);
    }
    Set<Integer> moving = new TreeSet<>();
    while (moving.size() < 100) {
      moving.add(random.nextInt(agents));
    }
    Set<Integer> away = new TreeSet<>();
    seconds(300, new Measured(), agents);
    Measured measured = new Measured();
    for (int i = 0; i < 20 * 60 / 10; i++) {
      addPeers(measured);
      seconds(10, measured, agents);
      for (int number : moving) {
        if (random.nextInt(10) == 0) {
          if (away.remove(number)) {
            join(number);
          } else {
            away.add(number);
            leave(number);
          }
        }
      }
      // An answer is lost now and then.
      reports.replaceAll((_, report) -> random.nextInt(20) == 0 ? SweepReport.NOTHING : report);
    }
    int missing = 0;
    for (int source = 0; source < agents; source++) {
      for (int target = 0; target < agents && !moving.contains(source); target++) {
        boolean staying = source != target && !moving.contains(target);
        missing += staying && !measured.has(source, target) ? 1 : 0;
      }
    }
    assertEquals(0, missing, "pairs that nobody measured");
  }

  private void addPeers(Measured measured) {
    for (int source : reports.keySet()) {
      topology.peersOf(id(source)).peers().forEach(peer -> measured.add(source, number(peer.id())));
    }
  }

  @Test
  void aPartIsRepeatedUntilTheAgentTellsOfItAndGivenUpAfterAWhile() {
    for (int i = 0; i < 60; i++) {
      join(i);
    }
    Optional<SweepOrder> first = Optional.empty();
    for (int i = 0; i < 60 && first.isEmpty(); i++) {
      clock.advance(Duration.ofSeconds(BEAT_SECONDS));
      first = desk.answer(heartbeat(7, false, Optional.of(SweepReport.NOTHING)));
    }
    SweepOrder order = first.orElseThrow();
    clock.advance(Duration.ofSeconds(80));
    assertEquals(
        Optional.of(order), desk.answer(heartbeat(7, false, Optional.of(SweepReport.NOTHING))));
    clock.advance(Duration.ofSeconds(80));
    SweepOrder next =
        desk.answer(heartbeat(7, false, Optional.of(SweepReport.NOTHING))).orElseThrow();
    assertTrue(!next.id().equals(order.id()));
    assertEquals(0, status().bySweep());
  }

  @Test
  void anAgentThatTakesNoPartIsGivenNothingAndCountsAsNotMeasured() {
    for (int i = 0; i < 60; i++) {
      join(i);
    }
    for (int i = 0; i < 400; i++) {
      clock.advance(Duration.ofSeconds(BEAT_SECONDS));
      assertEquals(Optional.empty(), desk.answer(heartbeat(7, false, Optional.empty())));
    }
    SweepStatus status = status();
    assertEquals(59, status.pairs());
    assertEquals(24, status.byPeers());
    assertEquals(0, status.bySweep());
  }

  @Test
  void aMeshThatIsFullNeedsNoSweep() {
    for (int i = 0; i < 25; i++) {
      join(i);
    }
    Measured measured = new Measured();
    seconds(1_000, measured, 0);
    assertEquals(1, status().coverage());
    assertEquals(600, status().byPeers());
  }

  @Test
  void withoutASweepOnlyThePeersAreMeasured() {
    desk = new SweepDesk(membership, topology, Duration.ZERO, clock);
    for (int i = 0; i < 49; i++) {
      join(i);
    }
    seconds(1_000, new Measured(), 0);
    assertEquals(0.5, status().coverage());
    assertEquals(Duration.ZERO, status().pass());
  }

  @Test
  void aJumpOfTheWallClockMovesNothing() {
    for (int i = 0; i < 100; i++) {
      join(i);
    }
    seconds(60, new Measured(), 100);
    clock.jumpWallClock(Duration.ofHours(-30).plusSeconds(77));
    Measured measured = new Measured();
    seconds(60, measured, 100);
    for (int source = 0; source < 100; source++) {
      assertTrue(measured.count(source) <= 1 + 60 * 99 / PASS.toSeconds(), "no burst");
    }
  }

  @Test
  void aPairThatFailsIsNamedUntilItWorksAgain() {
    for (int i = 0; i < 60; i++) {
      join(i);
    }
    seconds(10, new Measured(), 60);
    String target = id(nextTargets(7).getFirst()).node();
    // It was not asked for the other one.
    fails(7, failure(target, Network.HOST), failure("node-999", Network.HOST));
    SweepStatus status = status();
    assertEquals(1, status.failing());
    SweepStatus.NamedPair pair = status.first().getFirst();
    assertEquals("node-7", pair.source());
    assertEquals(target, pair.target());
    assertEquals("icmp, udp in network host over ipv4: timeout", pair.failure());
    seconds((int) PASS.toSeconds() + 60, new Measured(), 60);
    assertEquals(0, status().failing());
  }

  @Test
  void aPairHasOneFailureOfEachOfItsLinks() {
    for (int i = 0; i < 60; i++) {
      join(i);
    }
    String target = id(nextTargets(7).getFirst()).node();
    SweepFailure[] many = new SweepFailure[384];
    for (int i = 0; i < many.length; i++) {
      many[i] = failure(target, i % 2 == 0 ? Network.HOST : Network.NODE);
    }
    fails(7, many);
    assertEquals(
        "icmp, udp in network host over ipv4: timeout; icmp, udp in network node over ipv4: timeout",
        status().first().getFirst().failure());
  }

  @Test
  void aKindOfProbeThatOnlyANewerAgentKnowsFailsNoPair() {
    for (int i = 0; i < 60; i++) {
      join(i);
    }
    List<Integer> targets = nextTargets(7);
    fails(
        7,
        new SweepFailure(
            id(targets.getFirst()).node(),
            Network.HOST,
            IpFamily.IPV4,
            List.of(),
            Optional.empty()));
    assertEquals(0, status().failing());
    assertEquals(targets.size(), status().bySweep());
  }

  @Test
  void anotherLifeOfAnAgentHasSweptNothing() {
    for (int i = 0; i < 60; i++) {
      join(i);
    }
    seconds(2 * (int) PASS.toSeconds() + 60, new Measured(), 60);
    assertTrue(desk.hasSwept(id(7)));

    life = "another";
    beat(7);
    assertFalse(desk.hasSwept(id(7)));
    assertTrue(desk.hasSwept(id(8)));
  }

  @Test
  void whoLeftBeforeItWasNamedIsNotMeasured() {
    for (int i = 0; i < 60; i++) {
      join(i);
    }
    nextTargets(7);
    beat(7);
    long before = status().bySweep();
    clock.advance(Duration.ofMinutes(3));
    List<Integer> named = beat(7);
    assertTrue(named.size() > 1);
    int gone = named.getFirst();
    leave(gone);
    // The answer that named it was lost.
    reports.put(7, SweepReport.NOTHING);
    List<Integer> again = beat(7);
    assertFalse(again.contains(gone));
    beat(7);
    assertEquals(named.size() - 1, again.size());
    assertEquals(before + again.size(), status().bySweep());
  }

  @Test
  void heartbeatsThatAreFarApartAreWaitedFor() {
    for (int i = 0; i < 60; i++) {
      join(i);
    }
    interval = Duration.ofMinutes(5);
    int measured = nextTargets(7).size();
    SweepReport done = reports.get(7);
    // One heartbeat was lost on the way.
    clock.advance(interval.multipliedBy(2));
    reports.put(7, SweepReport.NOTHING);
    beat(7);
    clock.advance(Duration.ofSeconds(1));
    reports.put(7, done);
    beat(7);
    assertEquals(measured, status().bySweep());
  }

  private static SweepFailure failure(String target, Network network) {
    return new SweepFailure(
        target,
        network,
        IpFamily.IPV4,
        List.of(ProbeKind.ICMP, ProbeKind.UDP),
        Optional.of(FailureReason.TIMEOUT));
  }

  /** The next targets that an agent is given. */
  private List<Integer> nextTargets(int number) {
    List<Integer> targets = List.of();
    while (targets.isEmpty()) {
      clock.advance(Duration.ofSeconds(BEAT_SECONDS));
      targets = beat(number);
    }
    return targets;
  }

  /** The agent tells that it has done its order, and what failed. */
  private void fails(int number, SweepFailure... failures) {
    reports.computeIfPresent(
        number, (_, report) -> new SweepReport(report.order(), List.of(), List.of(failures)));
    beat(number);
  }
}
