// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.exporter.SimulatedAgent;
import io.netcheck.exporter.TestClock;
import io.netcheck.exporter.topology.LiveTopology;
import io.netcheck.exporter.topology.PeerMembership;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.AllowedRanges;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.HeartbeatAnswer;
import io.netcheck.protocol.IntervalStretch;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.Peer;
import io.netcheck.protocol.PeerList;
import io.netcheck.protocol.PlaneResults;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientRegistryTest {
  private static final InetAddress FROM = InetAddress.ofLiteral("10.1.2.3");
  private static final Duration FRESHNESS = Duration.ofSeconds(15);
  private static final Duration BEAT = Duration.ofSeconds(5);

  private final TestClock clock = new TestClock();
  private final PeerMembership membership = new PeerMembership();
  private final List<Heartbeat> heard = Collections.synchronizedList(new ArrayList<>());
  private final ClientRegistry registry = registry(20);

  private ClientRegistry registry(int maxClients) {
    return registry(maxClients, heard::add, ClientJournal.NONE);
  }

  private ClientRegistry registry(int maxClients, ResultListener results, ClientJournal journal) {
    return registry(
        new RegistryConfig(FRESHNESS, Duration.ofHours(1), maxClients, AllowedRanges.PRIVATE),
        results,
        journal);
  }

  private ClientRegistry registry(
      RegistryConfig config, ResultListener results, ClientJournal journal) {
    return new ClientRegistry(
        config,
        clock,
        membership,
        new LiveTopology(membership, 24, clock),
        results,
        () -> ClusterInventory.NONE,
        journal);
  }

  private SimulatedAgent agent(String id, String instance) {
    return new SimulatedAgent(id, instance, clock);
  }

  private HeartbeatAnswer accept(Heartbeat heartbeat) {
    try {
      return registry.accept(heartbeat, FROM);
    } catch (RefusedException e) {
      throw new AssertionError(e);
    }
  }

  private void pass(Duration duration) {
    clock.advance(duration);
    registry.tick();
  }

  private Client only() {
    List<Client> clients = registry.snapshot();
    assertEquals(1, clients.size(), () -> clients.toString());
    return clients.getFirst();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 50})
  void everyIdentityIsOneClientHoweverOftenItReports(int agents) throws RefusedException {
    ClientRegistry roomy = registry(100);
    List<SimulatedAgent> simulated = new ArrayList<>();
    for (int i = 0; i < agents; i++) {
      simulated.add(agent("pod/node-" + i, "life-" + i));
    }
    for (int round = 0; round < 5; round++) {
      clock.advance(BEAT);
      for (SimulatedAgent agent : simulated) {
        roomy.accept(agent.beat(), FROM);
      }
      assertEquals(agents, roomy.size());
      assertEquals(agents, roomy.snapshot().size());
    }
    assertEquals(5L * agents, roomy.heartbeats());
    assertTrue(roomy.snapshot().stream().allMatch(Client::isBelieved));
  }

  @Test
  void podAndHostAgentOfOneNodeAreTwoClients() {
    accept(agent("pod/node-1", "a").beat());
    accept(agent("host/node-1", "b").beat());
    assertEquals(2, registry.size());
  }

  @Test
  void aClientIsActiveExactlyAsLongAsItIsFresh() {
    accept(agent("pod/node-1", "a").beat());
    pass(FRESHNESS);
    assertEquals(ClientState.ACTIVE, only().state());
    pass(Duration.ofNanos(1));
    assertEquals(ClientState.STALE, only().state());
    assertEquals(FRESHNESS.plusNanos(1), only().timing().age());
    assertFalse(only().isBelieved());
  }

  @Test
  void aClientThatIsAskedToWaitLongerIsFreshForThatMuchLonger() {
    registry.handOut(new IntervalStretch(4));
    HeartbeatAnswer answer = accept(agent("pod/node-1", "a").beat());
    assertEquals(new IntervalStretch(4), answer.stretch());
    assertEquals(Duration.ofSeconds(20), only().timing().reporting().interval());
    pass(FRESHNESS.multipliedBy(4));
    assertEquals(ClientState.ACTIVE, only().state());
    pass(Duration.ofNanos(1));
    assertEquals(ClientState.STALE, only().state());
  }

  @Test
  void aClientIsGivenTheLongerIntervalUntilItSaysThatItKnowsTheShorterOne() {
    SimulatedAgent agent = agent("pod/node-1", "a").stretch(new IntervalStretch(4));
    registry.handOut(new IntervalStretch(4));
    accept(agent.beat());
    registry.settleStretch();
    registry.handOut(IntervalStretch.NONE);
    assertEquals(IntervalStretch.NONE, accept(agent.beat()).stretch());
    pass(FRESHNESS.multipliedBy(4));
    assertEquals(ClientState.ACTIVE, only().state(), "the answer can be lost");
    accept(agent.stretch(IntervalStretch.NONE).beat());
    pass(FRESHNESS.plusNanos(1));
    assertEquals(ClientState.STALE, only().state());
  }

  @Test
  void anAgentThatKeepsItsIdentityAtAStretchedIntervalIsNotReplaced() {
    SimulatedAgent holder = agent("pod/node-1", "b");
    SimulatedAgent older = agent("pod/node-1", "a").startedEarlier(Duration.ofHours(1));
    registry.handOut(IntervalStretch.FULL);
    accept(holder.beat());
    pass(Duration.ofSeconds(33));
    HeartbeatAnswer answer = accept(older.beat());
    assertTrue(answer.superseded());
    assertEquals(IntervalStretch.FULL, answer.stretch());
  }

  @Test
  void aClientIsNotForgottenBeforeItIsStale() {
    ClientRegistry forgetful =
        registry(
            new RegistryConfig(FRESHNESS, Duration.ofSeconds(20), 20, AllowedRanges.PRIVATE),
            heard::add,
            ClientJournal.NONE);
    forgetful.handOut(IntervalStretch.FULL);
    assertDoesNotThrow(() -> forgetful.accept(agent("pod/node-1", "a").beat(), FROM));
    clock.advance(Duration.ofSeconds(90));
    forgetful.tick();
    assertEquals(ClientState.ACTIVE, forgetful.snapshot().getFirst().state());
    assertEquals(1, membership.size());
  }

  @Test
  void afterARestartAgentsWithStretchedIntervalsHaveMoreTimeToBeHeard() {
    SimulatedAgent early =
        agent("pod/node-1", "a").generation("from-before").stretch(IntervalStretch.FULL);
    assertEquals(Optional.empty(), accept(early.beat()).peers());
    pass(FRESHNESS.multipliedBy(6));
    assertEquals(Optional.empty(), accept(early.beat()).peers());
    pass(Duration.ofNanos(1));
    assertEquals(List.of(), accept(early.beat()).peers().orElseThrow().peers());
  }

  @Test
  void agentsKeepTheStretchOfAnEarlierExporterUntilThisOneDecidesForAllOfThem() {
    IntervalStretch four = new IntervalStretch(4);
    List<SimulatedAgent> agents =
        IntStream.range(0, 5)
            .mapToObj(number ->
                agent("pod/node-" + number, "a")
                    .stretch(
                        number < 2
                            ? IntervalStretch.NONE
                            : number < 4 ? four : IntervalStretch.FULL))
            .toList();
    List<Integer> kept =
        agents.stream().map(agent -> accept(agent.beat()).stretch().factor()).toList();
    assertEquals(List.of(1, 1, 4, 4, 6), kept);
    assertEquals(four, registry.settleStretch());
    registry.handOut(four);
    assertTrue(agents.stream().allMatch(agent -> accept(agent.beat()).stretch().equals(four)));
  }

  @Test
  void oneAgentThatClaimsALongIntervalDecidesForNobodyElse() {
    SimulatedAgent honest = agent("pod/node-1", "a").generation("from-before");
    accept(honest.beat());
    accept(agent("pod/node-2", "a").beat());
    SimulatedAgent liar = agent("pod/node-3", "a").stretch(IntervalStretch.FULL);
    accept(liar.beat());
    assertEquals(IntervalStretch.NONE, registry.settleStretch());
    assertEquals(IntervalStretch.NONE, accept(liar.beat()).stretch());
    pass(FRESHNESS.plusNanos(1));
    assertTrue(accept(honest.beat()).peers().isPresent(), "no list waits for it");
  }

  @Test
  void whatThisExporterStretchesItselfMakesNoListWait() {
    SimulatedAgent agent = agent("pod/node-1", "a").generation("from-before");
    accept(agent.beat());
    registry.handOut(IntervalStretch.FULL);
    pass(FRESHNESS.plusNanos(1));
    assertTrue(accept(agent.stretch(IntervalStretch.FULL).beat()).peers().isPresent());
  }

  @Test
  void aRestartedExporterKnowsHowLongAStretchedClientMayBeSilent() {
    registry.handOut(IntervalStretch.FULL);
    accept(agent("pod/node-1", "a").beat());
    pass(Duration.ofSeconds(33));
    ClientRecord record =
        new SharedClients(registry).record(new ClientId(AgentKind.POD, "node-1")).orElseThrow();
    ClientRegistry next = registry(20);
    new SharedClients(next).restore(record, Duration.ofSeconds(2));
    clock.advance(Duration.ofSeconds(89));
    assertEquals(ClientState.ACTIVE, next.snapshot().getFirst().state());
    clock.advance(Duration.ofSeconds(2));
    assertEquals(ClientState.STALE, next.snapshot().getFirst().state());
  }

  @Test
  void aClientThatAnotherExporterStretchesIsFreshHereToo() {
    SimulatedAgent agent = agent("pod/node-1", "a");
    Heartbeat first = agent.beat();
    accept(first);
    new SharedClients(registry)
        .heardElsewhere(
            new ClientSighting(
                agent.id(),
                agent.instance(),
                first.sequence() + 1,
                Duration.ZERO,
                IntervalStretch.FULL,
                true));
    pass(FRESHNESS.multipliedBy(6));
    assertEquals(ClientState.ACTIVE, only().state());
  }

  @Test
  void aSilentClientStaysAMemberUntilItIsForgotten() {
    accept(agent("pod/node-1", "a").beat());
    pass(Duration.ofHours(1));
    assertEquals(ClientState.STALE, only().state());
    assertEquals(1, membership.size());
    pass(Duration.ofNanos(1));
    assertEquals(0, membership.size());
    assertEquals(1, registry.size(), "excused until its peers had time to hear of it");
    pass(Duration.ofSeconds(30));
    assertEquals(0, registry.size());
    accept(agent("pod/node-1", "a").beat());
    assertEquals(ClientState.ACTIVE, only().state());
    assertEquals(1, membership.size());
  }

  @Test
  void aLateClientIsActiveAgainAtItsFirstHeartbeat() {
    SimulatedAgent agent = agent("pod/node-1", "a");
    accept(agent.beat());
    pass(Duration.ofMinutes(10));
    accept(agent.beat());
    assertEquals(ClientState.ACTIVE, only().state());
    assertEquals(Duration.ZERO, only().timing().age());
  }

  @Test
  void anAgentKeepsThePeersOfAnEarlierExporterUntilAllHadTimeToBeHeard() {
    SimulatedAgent early = agent("pod/node-1", "a").generation("from-before");
    assertEquals(Optional.empty(), accept(early.beat()).peers());
    pass(FRESHNESS);
    assertEquals(Optional.empty(), accept(early.beat()).peers());
    pass(Duration.ofNanos(1));
    assertEquals(List.of(), accept(early.beat()).peers().orElseThrow().peers());
  }

  @Test
  void anAgentThatThisExporterGaveItsPeersIsToldOfEveryChange() {
    SimulatedAgent one = agent("pod/node-1", "a");
    PeerList nobody = accept(one.beat()).peers().orElseThrow();
    accept(agent("pod/node-2", "b").beat());
    PeerList second = accept(one.generation(nobody.generation()).beat()).peers().orElseThrow();
    assertEquals(1, second.peers().size());
    assertEquals(Optional.empty(), accept(one.generation(second.generation()).beat()).peers());
  }

  @Test
  void aHeartbeatThatComesTwiceIsHeardOnce() {
    SimulatedAgent agent = agent("pod/node-1", "a");
    Heartbeat first = agent.beat();
    accept(first);
    accept(first);
    Heartbeat second = agent.beat();
    accept(second);
    accept(first);
    assertEquals(List.of(first, second), heard);
  }

  @Test
  void onlyTheResultsOfTheHolderAreHeard() {
    SimulatedAgent older = agent("pod/node-1", "a");
    accept(older.beat());
    pass(BEAT);
    SimulatedAgent newer = agent("pod/node-1", "b");
    accept(newer.beat());
    accept(older.beat());
    assertEquals(List.of("a", "b"), heard.stream().map(Heartbeat::instance).toList());
  }

  @Test
  void aGoodbyeIsLeavingAndForgottenAfterAMinute() {
    SimulatedAgent agent = agent("pod/node-1", "a");
    accept(agent.beat());
    accept(agent.goodbye());
    assertEquals(ClientState.LEAVING, only().state());
    pass(Duration.ofMinutes(1));
    assertEquals(ClientState.LEAVING, only().state());
    assertEquals(1, membership.size());
    pass(Duration.ofNanos(1));
    assertEquals(0, membership.size());
    assertEquals(ClientState.LEAVING, only().state());
    pass(Duration.ofSeconds(30));
    assertEquals(0, registry.size());
  }

  @Test
  void aGoodbyeOfAnUnknownAgentMakesNoClient() {
    accept(agent("pod/node-1", "a").goodbye());
    assertEquals(0, registry.size());
    assertEquals(0, membership.size());
  }

  @Test
  void aRestartedAgentTakesItsIdentityOverAndLeavesNoGhost() {
    SimulatedAgent first = agent("pod/node-1", "a");
    accept(first.beat());
    pass(Duration.ofSeconds(2));
    assertFalse(accept(agent("pod/node-1", "b").version("2.0.0").beat()).superseded());
    // One heartbeat of the first was still on its way, and the network repeats it.
    Heartbeat late = first.delay(Duration.ofSeconds(1)).beat();
    assertTrue(accept(late).superseded());
    assertTrue(accept(late).superseded());
    assertTrue(accept(first.goodbye()).superseded());
    // By this one, it would have started last.
    assertTrue(accept(first.delay(Duration.ofSeconds(10)).beat()).superseded());
    assertEquals("b", only().identity().instance());
    assertEquals("2.0.0", only().identity().version());
    assertEquals(List.of(), only().duplicates());
  }

  @Test
  void aGoodbyeOfTheSupersededChangesNothing() {
    SimulatedAgent old = agent("pod/node-1", "a");
    accept(old.beat());
    pass(Duration.ofSeconds(2));
    SimulatedAgent young = agent("pod/node-1", "b");
    accept(young.beat());
    accept(old.goodbye());
    assertEquals(ClientState.ACTIVE, only().state());
    assertEquals("b", only().identity().instance());
  }

  @Test
  void ofTwoLivingAgentsTheLaterStartAlwaysWins() {
    SimulatedAgent old = agent("pod/node-1", "z-old");
    clock.advance(Duration.ofMillis(1));
    SimulatedAgent young = agent("pod/node-1", "a-young");
    clock.advance(Duration.ofMinutes(1));
    Random random = new Random(1);
    // The exporter starts here and hears of the old one first.
    accept(old.beat());
    for (int i = 0; i < 100; i++) {
      pass(Duration.ofMillis(random.nextInt(5_000)));
      boolean oldFirst = random.nextBoolean();
      // However long each is on its way: their order was decided once.
      Duration delay = Duration.ofMillis(i == 0 ? 0 : random.nextInt(2_000));
      Heartbeat ofOld = old.delay(delay).beat();
      Heartbeat ofYoung = young.beat();
      HeartbeatAnswer one = accept(oldFirst && i > 0 ? ofOld : ofYoung);
      HeartbeatAnswer two = accept(oldFirst && i > 0 ? ofYoung : ofOld);
      assertEquals(oldFirst && i > 0, one.superseded());
      assertEquals(!(oldFirst && i > 0), two.superseded());
      assertEquals("a-young", only().identity().instance());
      assertEquals(i == 0 ? 0 : 1, only().duplicates().size());
    }
    assertEquals("z-old", only().duplicates().getFirst().instance());
    // It gave up, and is no duplicate any longer.
    for (int i = 0; i < 4; i++) {
      pass(BEAT);
      accept(young.beat());
    }
    assertEquals(List.of(), only().duplicates());
  }

  @Test
  void equalStartsAreDecidedByTheInstanceInWhateverOrderTheyCome() {
    SimulatedAgent a = agent("pod/node-1", "a");
    SimulatedAgent b = agent("pod/node-1", "b");
    SimulatedAgent a2 = agent("pod/node-2", "a");
    SimulatedAgent b2 = agent("pod/node-2", "b");
    for (int i = 0; i < 10; i++) {
      clock.advance(BEAT);
      accept(a.beat());
      accept(b.beat());
      accept(b2.beat());
      accept(a2.beat());
      assertEquals(
          List.of("b", "b"),
          registry.snapshot().stream().map(client -> client.identity().instance()).toList());
    }
  }

  @Test
  void theLoserTakesOverWhenTheWinnerFallsSilentAndLosesWhenItIsBack() {
    SimulatedAgent old = agent("pod/node-1", "old");
    clock.advance(BEAT);
    SimulatedAgent young = agent("pod/node-1", "young");
    accept(old.beat());
    accept(young.beat());
    pass(FRESHNESS);
    assertTrue(accept(old.beat()).superseded());
    pass(Duration.ofSeconds(1));
    assertFalse(accept(old.beat()).superseded());
    assertEquals("old", only().identity().instance());
    assertEquals(ClientState.ACTIVE, only().state());
    pass(Duration.ofSeconds(1));
    assertFalse(accept(young.beat()).superseded());
    assertEquals("young", only().identity().instance());
  }

  @Test
  void theLoserTakesOverAfterTheWinnersGoodbye() {
    SimulatedAgent old = agent("pod/node-1", "old");
    clock.advance(BEAT);
    SimulatedAgent young = agent("pod/node-1", "young");
    accept(old.beat());
    accept(young.beat());
    accept(young.goodbye());
    assertEquals(ClientState.LEAVING, only().state());
    assertFalse(accept(old.beat()).superseded());
    assertEquals(ClientState.ACTIVE, only().state());
    assertEquals("old", only().identity().instance());
  }

  @Test
  void inventedInstancesCannotFillTheMemory() {
    accept(agent("pod/node-1", "first").beat());
    clock.advance(Duration.ofDays(1));
    SimulatedAgent holder = agent("pod/node-1", "holder");
    for (int i = 0; i < 1_000; i++) {
      SimulatedAgent invented = new SimulatedAgent("pod/node-1", "life-" + i, new TestClock());
      accept(invented.beat());
      accept(invented.beat());
      accept(holder.beat());
    }
    assertTrue(only().duplicates().size() <= 8, () -> only().duplicates().toString());
  }

  @Test
  void gapsInTheSequenceAreLostHeartbeats() {
    SimulatedAgent agent = agent("pod/node-1", "a");
    accept(agent.beat());
    accept(agent.lose(3).beat());
    assertEquals(3, registry.lostHeartbeats());
    // Another life counts anew.
    accept(agent("pod/node-1", "b").lose(50).beat());
    assertEquals(3, registry.lostHeartbeats());
  }

  @Test
  void anOvertakenHeartbeatNeverReplacesNewerResults() {
    SimulatedAgent agent = agent("pod/node-1", "a");
    accept(agent.beat());
    Heartbeat late = agent.zone("before").beat();
    accept(agent.zone("after").beat());
    assertFalse(accept(late).superseded());
    assertFalse(accept(late).superseded());
    assertEquals("after", only().identity().zone());
    assertEquals(1, registry.lostHeartbeats());
    // Nor is what was said once a sign of life for ever.
    pass(FRESHNESS.plusNanos(1));
    accept(late);
    assertEquals(ClientState.STALE, only().state());
  }

  @Test
  void anAgentWhoseRoundsStandStillIsNotBelieved() {
    SimulatedAgent agent = agent("pod/node-1", "a");
    accept(agent.beat());
    agent.stuck(true);
    for (int i = 0; i < 2; i++) {
      pass(BEAT);
      accept(agent.beat());
      assertTrue(only().probing());
    }
    pass(BEAT);
    accept(agent.beat());
    assertFalse(only().probing());
    assertFalse(only().isBelieved());
    assertEquals(ClientState.ACTIVE, only().state());
    accept(agent.stuck(false).beat());
    assertTrue(only().isBelieved());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1})
  void anAgentsWallClockMayJumpByAnHour(int hours) {
    SimulatedAgent agent = agent("pod/node-1", "a");
    accept(agent.beat());
    agent.clockError(Duration.ofHours(hours));
    for (int i = 0; i < 5; i++) {
      pass(BEAT);
      accept(agent.beat());
      assertEquals(ClientState.ACTIVE, only().state());
      assertEquals(Duration.ZERO, only().timing().age());
      assertEquals(Duration.ofHours(hours), only().timing().clockOffset());
      assertEquals(clock.instant(), only().timing().lastHeartbeat());
    }
    assertEquals(0, registry.lostHeartbeats());
  }

  @Test
  void inventedIdentitiesAreBoundedAndTheKnownOnesStay() throws RefusedException {
    for (int i = 0; i < 20; i++) {
      accept(agent("pod/node-" + i, "a").beat());
    }
    SimulatedAgent known = agent("pod/node-0", "b");
    for (int i = 0; i < 200; i++) {
      Heartbeat spoofed = agent("host/spoofed-" + i, "a").beat();
      RefusedException refused =
          assertThrows(RefusedException.class, () -> registry.accept(spoofed, FROM));
      assertEquals(RefusedException.Reason.TOO_MANY_CLIENTS, refused.reason());
      accept(known.beat());
    }
    assertEquals(20, registry.size());
    assertEquals(20, registry.snapshot().size());
    pass(Duration.ofHours(2));
    registry.accept(agent("host/spoofed-1", "a").beat(), FROM);
    assertEquals(1, registry.size());
  }

  private PlaneResults plane(int targets) {
    List<String> names = IntStream.range(0, targets).mapToObj(i -> "target-" + i).toList();
    return new PlaneResults(Network.POD, IpFamily.IPV4, names, new int[targets], Map.of());
  }

  @Test
  void whatClientsReportIsBoundedAndOthersStay() throws RefusedException {
    RegistryConfig config =
        new RegistryConfig(
            FRESHNESS, Duration.ofHours(1), 100, AllowedRanges.PRIVATE, 1_000_000, 1_000);
    ClientRegistry roomy = registry(config, _ -> {}, ClientJournal.NONE);
    SimulatedAgent usual = agent("pod/usual", "a").planes(List.of(plane(50)));
    roomy.accept(usual.beat(), FROM);
    int large = 0;
    try {
      while (large < 50) {
        roomy.accept(agent("pod/large-" + large, "a").planes(List.of(plane(1_000))).beat(), FROM);
        large++;
      }
    } catch (RefusedException e) {
      assertEquals(RefusedException.Reason.TOO_MUCH_REPORTED, e.reason());
    }
    assertTrue(large > 5 && large < 20, large + " large ones");
    assertTrue(roomy.reportedBytes() <= 1_000_000, roomy.reportedBytes() + " bytes");

    roomy.accept(usual.beat(), FROM);
    roomy.accept(agent("pod/new", "a").planes(List.of(plane(50))).beat(), FROM);
    SimulatedAgent claimant = agent("pod/usual", "b").planes(List.of(plane(1_000)));
    assertThrows(RefusedException.class, () -> roomy.accept(claimant.beat(), FROM));

    clock.advance(Duration.ofHours(2));
    roomy.tick();
    clock.advance(Duration.ofMinutes(1));
    roomy.tick();
    assertEquals(0, roomy.size());
    assertEquals(0, roomy.reportedBytes());
  }

  private List<String> targetsOf(String id) {
    return registry.snapshot().stream()
        .filter(client -> client.id().toString().equals(id))
        .findFirst()
        .orElseThrow()
        .results()
        .planes()
        .getFirst()
        .targets();
  }

  @Test
  void theNamesOfTargetsThatStayAreKeptOnce() throws RefusedException {
    SimulatedAgent agent = agent("pod/n1", "a").planes(List.of(plane(3)));
    registry.accept(agent.beat(), FROM);
    List<String> first = targetsOf("pod/n1");
    registry.accept(agent.planes(List.of(plane(3))).beat(), FROM);
    assertSame(first, targetsOf("pod/n1"));
    registry.accept(agent.planes(List.of(plane(4))).beat(), FROM);
    assertEquals(4, targetsOf("pod/n1").size());
    registry.accept(agent.planes(List.of(plane(4), plane(2))).beat(), FROM);
    assertEquals(4, targetsOf("pod/n1").size());

    registry.accept(agent("pod/target-1", "a").beat(), FROM);
    registry.accept(agent.planes(List.of(plane(5), plane(5))).beat(), FROM);
    String kept =
        registry.snapshot().stream()
            .map(client -> client.id().node())
            .filter("target-1"::equals)
            .findFirst()
            .orElseThrow();
    assertSame(kept, targetsOf("pod/n1").get(1));
    List<PlaneResults> planes = heard.getLast().planes();
    assertSame(planes.getFirst().targets(), planes.getLast().targets());
  }

  @Test
  void anAgentWithMoreTargetsThanPeersIsCountedAndItsResultsAreNot() throws RefusedException {
    ClientRegistry strict =
        registry(
            new RegistryConfig(FRESHNESS, Duration.ofHours(1), 100, AllowedRanges.PRIVATE)
                .withMostTargets(48),
            heard::add,
            ClientJournal.NONE);
    SimulatedAgent agent = agent("pod/n1", "a").planes(List.of(plane(49), plane(1)));
    HeartbeatAnswer answer = strict.accept(agent.beat(), FROM);
    assertTrue(answer.peers().isPresent(), "its right peers come with the answer");
    assertEquals(List.of(), strict.snapshot().getFirst().results().planes());
    assertEquals(List.of(), heard.getLast().planes());
    assertEquals(1, strict.cutHeartbeats());

    strict.accept(agent.planes(List.of(plane(48))).beat(), FROM);
    assertEquals(48, strict.snapshot().getFirst().results().planes().getFirst().targets().size());
    assertEquals(48, heard.getLast().planes().getFirst().targets().size());
    assertEquals(1, strict.cutHeartbeats());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.8.8.8",
        "2001:db8::1",
        "127.0.0.1",
        "::1",
        "169.254.1.1",
        "fe80::1",
        "224.0.0.1",
        "ff02::1",
        "0.0.0.0",
        "::",
        "172.32.0.1",
        "100.128.0.1"
      })
  void anAddressOutsideTheRangesIsRefusedAndNamed(String address) {
    Heartbeat heartbeat = agent("pod/node-1", "a").address(address).beat();
    RefusedException refused =
        assertThrows(RefusedException.class, () -> registry.accept(heartbeat, FROM));
    assertEquals(RefusedException.Reason.ADDRESS_NOT_ALLOWED, refused.reason());
    assertEquals("/pod_addresses/0", refused.field());
    assertEquals(0, registry.size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "100.64.0.1",
        "fd00::1"
      })
  void clusterAddressesAreAllowed(String address) {
    accept(agent("pod/node-1", "a").address(address).beat());
    assertEquals(1, registry.size());
  }

  @Test
  void peersComeOnceAndAgainOnlyWhenTheyChange() {
    SimulatedAgent a = agent("pod/node-a", "a");
    SimulatedAgent b = agent("pod/node-b", "b");
    accept(a.beat());
    // The joining agent gets its peers with its first heartbeat.
    var peersOfB = accept(b.beat()).peers().orElseThrow();
    assertEquals(List.of(a.id()), peersOfB.peers().stream().map(Peer::id).toList());
    assertTrue(accept(b.generation(peersOfB.generation()).beat()).peers().isEmpty());
    accept(agent("host/node-c", "c").beat());
    assertTrue(accept(b.beat()).peers().isEmpty());
    accept(a.address("10.1.2.4").beat());
    assertTrue(accept(b.beat()).peers().isPresent());
  }

  @Test
  void aNameThatTwoClaimedIsForgottenWithAllOfItsInstances() {
    accept(agent("pod/node-1", "a").beat());
    accept(agent("pod/node-1", "b").beat());
    clock.advance(Duration.ofHours(2));
    registry.tick();
    assertEquals(0, registry.size());
    assertEquals(0, membership.size());
  }

  @Test
  void manyThreadsLoseNothing() throws Exception {
    ClientRegistry roomy = registry(1_000);
    List<Future<?>> work = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int t = 0; t < 8; t++) {
        int instance = t;
        work.add(
            executor.submit(() -> {
              for (int i = 0; i < 2_000; i++) {
                SimulatedAgent agent = agent("pod/node-" + i % 100, "life-" + instance);
                roomy.accept(i % 10 == 9 ? agent.goodbye() : agent.beat(), FROM);
                if (i % 100 == 0) {
                  clock.advance(Duration.ofSeconds(20));
                  roomy.tick();
                  roomy.snapshot();
                }
              }
              return instance;
            }));
      }
    }
    for (Future<?> one : work) {
      one.get();
    }
    assertEquals(16_000, roomy.heartbeats());
    assertEquals(roomy.size(), roomy.snapshot().size());
    assertEquals(roomy.size(), membership.size());
    clock.advance(Duration.ofHours(2));
    roomy.tick();
    assertEquals(0, roomy.size());
    assertEquals(0, membership.size());
  }

  @Test
  void aListenerThatWaitsDelaysNoSnapshotAndNoOtherClient() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    ClientRegistry slow =
        registry(
            20,
            heartbeat -> {
              if (heartbeat.client().node().equals("slow")) {
                entered.countDown();
                assertTrue(await(released));
              }
            },
            ClientJournal.NONE);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> waiting = executor.submit(() -> slow.accept(agent("pod/slow", "a").beat(), FROM));
      assertTrue(await(entered));
      assertEquals(1, slow.snapshot().size());
      slow.accept(agent("pod/other", "a").beat(), FROM);
      assertEquals(2, slow.snapshot().size());
      assertFalse(waiting.isDone());
      released.countDown();
      waiting.get();
    }
  }

  @Test
  void aListenerThatFailsLeavesNoClientBehind() throws Exception {
    ClientRegistry failing =
        registry(
            20,
            new ResultListener() {
              @Override
              public void heard(Heartbeat heartbeat) {
                throw new IllegalStateException("a listener fails");
              }

              @Override
              public void changed() {
                throw new IllegalStateException("a listener fails");
              }
            },
            ClientJournal.NONE);
    failing.accept(agent("pod/n1", "a").beat(), FROM);
    assertEquals(1, failing.size());
    assertEquals(1, membership.size());
    clock.advance(Duration.ofHours(2));
    failing.tick();
    assertEquals(0, failing.size());
    assertEquals(0, membership.size());
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theEventsOfOneClientComeInTheOrderOfItsChanges() throws Exception {
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    ClientJournal journal =
        new ClientJournal() {
          @Override
          public void heard(Heartbeat heartbeat, boolean holder, boolean probing) {
            told.add(heartbeat.client() + " heard");
          }

          @Override
          public void changed(ClientId id) {}

          @Override
          public void forgotten(ClientId id, String instance, long sequence) {
            told.add(id + " forgotten");
          }
        };
    ClientRegistry registry = registry(100, _ -> {}, journal);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> work = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        int instance = t;
        work.add(
            executor.submit(() -> {
              for (int i = 0; i < 500; i++) {
                registry.accept(agent("pod/node-" + i % 3, "i" + instance + "-" + i).beat(), FROM);
                clock.advance(Duration.ofMinutes(40));
                registry.tick();
              }
              return instance;
            }));
      }
      for (Future<?> one : work) {
        one.get();
      }
    }
    clock.advance(Duration.ofHours(2));
    registry.tick();
    for (String node : List.of("pod/node-0", "pod/node-1", "pod/node-2")) {
      List<String> its = told.stream().filter(line -> line.startsWith(node)).toList();
      assertEquals(node + " heard", its.getFirst());
      assertEquals(node + " forgotten", its.getLast());
      for (int i = 1; i < its.size(); i++) {
        assertFalse(
            its.get(i).endsWith("forgotten") && its.get(i - 1).endsWith("forgotten"),
            "forgotten twice without having joined again");
      }
    }
  }
}
