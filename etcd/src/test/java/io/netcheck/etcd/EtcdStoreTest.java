// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.exporter.SimulatedAgent;
import io.netcheck.exporter.store.Replica;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.testing.EtcdServer;
import io.netcheck.testing.MachineTest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Two exporters that share a real etcd. */
@Execution(ExecutionMode.CONCURRENT)
@MachineTest
class EtcdStoreTest {
  private static final Duration FRESHNESS = Duration.ofSeconds(60);
  private static final ProcessClock CLOCK = ProcessClock.SYSTEM;

  @TempDir Path folder;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private EtcdServer etcd;
  private String compacted = "";

  @BeforeEach
  void startEtcd() throws Exception {
    etcd = own(new EtcdServer(folder)).start();
  }

  @AfterEach
  void endAll() throws Exception {
    for (AutoCloseable part : parts) {
      part.close();
    }
  }

  private <T extends AutoCloseable> T own(T part) {
    parts.push(part);
    return part;
  }

  private Replica replica() {
    return replica(FRESHNESS, Duration.ofHours(1));
  }

  private Replica replica(Duration freshness, Duration forgetAfter) {
    return own(new Replica(config(etcd), CLOCK, freshness, forgetAfter));
  }

  static EtcdStoreConfig config(EtcdServer etcd) {
    return (EtcdStoreConfig) EtcdStoreConfig.KIND.parse(etcd.setting()).orElseThrow();
  }

  private static SimulatedAgent agent(String id, String instance) {
    return new SimulatedAgent(id, instance, CLOCK);
  }

  private static ConditionFactory soon() {
    return await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptions();
  }

  private static void says(String expected, Callable<String> actual) {
    soon().untilAsserted(() -> assertEquals(expected, actual.call()));
  }

  /** Does what the exporter does once a second. */
  private static String ticked(Replica replica) {
    replica.clients.tick();
    return replica.states();
  }

  private static PlaneResults plane(int... up) {
    return new PlaneResults(
        Network.HOST, IpFamily.IPV4, List.of("b", "c").subList(0, up.length), up, Map.of());
  }

  @Test
  void whatOneHearsAllKnow() {
    Replica one = replica();
    Replica two = replica();
    SimulatedAgent a = agent("host/a", "a1").planes(List.of(plane(1, 1)));
    one.hear(a.beat());
    two.hear(agent("host/b", "b1").beat());
    says("host/a=active host/b=active", one::states);
    says("host/a=active host/b=active", two::states);
    assertEquals(one.peersOf(one.client("host/a")), two.peersOf(two.client("host/a")));
    assertEquals(
        one.peersOf(one.client("host/a")).generation(),
        two.peersOf(two.client("host/a")).generation());

    // A changed link is known to both at once, whichever of them received it.
    two.hear(a.planes(List.of(plane(1, 0))).beat());
    says("0", () -> String.valueOf(one.client("host/a").results().planes().getFirst().up()[1]));

    one.hear(a.goodbye());
    says("host/a=leaving host/b=active", two::states);
  }

  @Test
  void heartbeatsThatSayNothingNewAreNotWrittenOneByOneAndKeepTheClientFreshEverywhere() {
    Duration freshness = Duration.ofSeconds(8);
    Replica one = replica(freshness, Duration.ofHours(1));
    Replica two = replica(freshness, Duration.ofHours(1));
    SimulatedAgent a = agent("host/a", "a1").planes(List.of(plane(1)));
    one.hear(a.beat());
    says("host/a=active", two::states);
    // It is counted when etcd's answer is there, which the other one does not wait for.
    soon().until(() -> one.status.records() >= 1);
    long before = one.status.records();
    long until = System.nanoTime() + freshness.multipliedBy(2).toNanos();
    await()
        .pollInterval(Duration.ofMillis(500))
        .atMost(Duration.ofMinutes(2))
        .until(() -> {
          one.hear(a.beat());
          assertEquals("host/a=active", ticked(two));
          return System.nanoTime() > until;
        });
    assertEquals(before, one.status.records(), "nothing of it has changed");
    assertEquals(0, one.clients.lostHeartbeats() + two.clients.lostHeartbeats());
    says("host/a=stale", () -> ticked(one));
    says("host/a=stale", () -> ticked(two));
  }

  @Test
  void aHeartbeatThatAnotherHeardIsNotALostOneAndOneThatNobodyHeardIs() {
    Replica one = replica();
    Replica two = replica();
    SimulatedAgent a = agent("host/a", "a1");
    one.hear(a.beat());
    says("host/a=active", two::states);
    for (int i = 0; i < 20; i++) {
      (i % 2 == 0 ? two : one).hear(a.beat());
    }
    two.hear(a.lose(3).beat());
    soon().until(() -> two.clients.lostHeartbeats() == 3);
    assertEquals(0, one.clients.lostHeartbeats());
  }

  @Test
  void anOlderSequenceOrLifeNeverOverwritesANewerOne() {
    Replica one = replica();
    Replica two = replica();
    SimulatedAgent old =
        agent("host/a", "z-old").startedEarlier(Duration.ofSeconds(10)).planes(List.of(plane(1)));
    Heartbeat overtaken = old.beat();
    one.hear(old.planes(List.of(plane(0))).beat());
    says("0", () -> String.valueOf(two.client("host/a").results().planes().getFirst().up()[0]));
    two.hear(overtaken);
    assertEquals(0, two.client("host/a").results().planes().getFirst().up()[0]);

    SimulatedAgent young = agent("host/a", "a-young");
    one.hear(young.beat());
    says("a-young", () -> two.client("host/a").identity().instance());
    for (int i = 0; i < 3; i++) {
      assertTrue(two.hear(old.beat()).superseded());
    }
    says("1", () -> String.valueOf(one.client("host/a").duplicates().size()));
    assertEquals("a-young", one.client("host/a").identity().instance());
    assertEquals("a-young", two.client("host/a").identity().instance());
  }

  @Test
  void ofTwoLivesThatStartedTogetherAllChooseTheSame() {
    Replica one = replica();
    Replica two = replica();
    SimulatedAgent first = agent("host/a", "first");
    SimulatedAgent second = agent("host/a", "second");
    // Each client reports to another exporter before the exporters know each other.
    one.hear(second.beat());
    two.hear(first.beat());
    says("second", () -> one.client("host/a").identity().instance());
    says("second", () -> two.client("host/a").identity().instance());
    long before = one.status.records() + two.status.records();
    // Each exporter writes and reads several times more: they must not answer each other for ever.
    for (int i = 0; i < 5; i++) {
      int number = i;
      one.hear(agent("host/one-" + i, "life").beat());
      says("life", () -> two.client("host/one-" + number).identity().instance());
      two.hear(agent("host/two-" + i, "life").beat());
      says("life", () -> one.client("host/two-" + number).identity().instance());
    }
    long written = one.status.records() + two.status.records() - before - 2 * 5;
    assertTrue(written <= 2, "written again: " + written);
  }

  @Test
  void oneThatStartsLaterKnowsWhoIsSilentAndForHowLongAgentsWereHeard() {
    Duration freshness = Duration.ofSeconds(3);
    Replica one = replica(freshness, Duration.ofHours(1));
    one.hear(agent("host/a", "a1").beat());
    SimulatedAgent b = agent("host/b", "b1");
    soon()
        .until(() -> {
          one.hear(b.beat());
          return ticked(one).equals("host/a=stale host/b=active");
        });
    soon().until(() -> one.status.records() >= 3);
    Replica late = replica(freshness, Duration.ofHours(1));
    assertEquals("host/a=stale host/b=active", late.states());
    Duration listening = late.hear(b.beat()).listening().orElseThrow();
    assertTrue(listening.compareTo(freshness) > 0, listening.toString());
    assertEquals(0, late.clients.lostHeartbeats());
  }

  @Test
  void whoIsForgottenByOneIsForgottenByAllAndNobodyBringsItBack() throws Exception {
    Duration freshness = Duration.ofMillis(500);
    Replica one = replica(freshness, Duration.ofSeconds(1));
    // This exporter would remember the client for an hour.
    Replica two = replica();
    one.hear(agent("host/a", "a1").beat());
    says("host/a=active", two::states);
    // 1 s plus the grace of 30 s.
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> ticked(one).isEmpty());
    says("", two::states);
    soon().until(() -> etcd.keys().contains("/netcheck/forgotten/host/a"));
    assertFalse(etcd.keys().contains("/netcheck/clients/host/a"));
    assertEquals("", replica().states());

    SimulatedAgent back = agent("host/a", "a2");
    one.hear(back.beat());
    says("host/a=active", two::states);
    soon().until(() -> !etcd.keys().contains("/netcheck/forgotten/host/a"));
  }

  @Test
  void anEtcdThatComesBackEmptyIsFilledAgain() throws Exception {
    Replica one = replica();
    Replica two = replica();
    SimulatedAgent a = agent("host/a", "a1");
    one.hear(a.beat());
    two.hear(agent("host/b", "b1").beat());
    says("host/a=active host/b=active", one::states);
    says("host/a=active host/b=active", two::states);
    etcd.kill();
    soon().until(() -> !one.status.isUp() && !two.status.isUp());
    assertEquals("host/a=active host/b=active", one.states());
    one.hear(a.beat());
    etcd.empty();
    etcd.start();
    soon().until(() -> one.status.isUp() && two.status.isUp());
    soon()
        .until(() ->
            etcd.keys()
                .containsAll(List.of("/netcheck/clients/host/a", "/netcheck/clients/host/b")));
    two.hear(agent("host/c", "c1").beat());
    says("host/a=active host/b=active host/c=active", one::states);
    assertEquals(0, one.clients.lostHeartbeats());
  }

  @Test
  void whileEtcdIsAwayWhomTheOtherHearsGrowsNoOlder() throws Exception {
    Duration freshness = Duration.ofSeconds(10);
    Replica one = replica(freshness, Duration.ofHours(1));
    Replica two = replica(freshness, Duration.ofHours(1));
    SimulatedAgent a = agent("host/a", "a1");
    SimulatedAgent b = agent("host/b", "b1");
    one.hear(a.beat());
    two.hear(b.beat());
    says("host/a=active host/b=active", one::states);
    says("host/a=active host/b=active", two::states);
    etcd.freeze();
    long until = System.nanoTime() + freshness.multipliedBy(2).toNanos();
    await()
        .pollInterval(Duration.ofMillis(500))
        .atMost(Duration.ofMinutes(2))
        .until(() -> {
          one.hear(a.beat());
          two.hear(b.beat());
          assertEquals("host/a=active host/b=active", ticked(one));
          assertEquals("host/a=active host/b=active", ticked(two));
          return System.nanoTime() > until;
        });
    assertFalse(one.status.isUp());
    etcd.thaw();
    soon()
        .until(() -> {
          one.hear(a.beat());
          two.hear(b.beat());
          assertEquals("host/a=active host/b=active", ticked(one));
          return one.status.isUp() && two.status.isUp();
        });
    // Both become silent, and that is noticed again.
    says("host/a=stale host/b=stale", () -> ticked(one));
    says("host/a=stale host/b=stale", () -> ticked(two));
    assertEquals(0, one.clients.lostHeartbeats() + two.clients.lostHeartbeats());
  }

  @Test
  void aLeaseThatRanOutLosesNoClient() throws Exception {
    Replica one = replica();
    Replica two = replica();
    SimulatedAgent a = agent("host/a", "a1");
    one.hear(a.beat());
    says("host/a=active", two::states);
    for (String line : etcd.ctl("lease", "list").lines().skip(1).toList()) {
      etcd.ctl("lease", "revoke", line.strip());
    }
    soon().until(() -> etcd.keys().contains("/netcheck/clients/host/a"));
    soon().until(() -> one.status.isUp() && two.status.isUp());
    assertEquals("host/a=active", one.states());
    assertEquals("host/a=active", two.states());
    two.hear(agent("host/b", "b1").beat());
    says("host/a=active host/b=active", one::states);
  }

  @Test
  void aHistoryThatWasCompactedMeanwhileIsNotMissed() throws Exception {
    Replica one = replica();
    Replica two = replica();
    one.hear(agent("host/a", "a1").beat());
    says("host/a=active", two::states);
    etcd.freeze();
    soon().until(() -> !one.status.isUp() && !two.status.isUp());
    etcd.thaw();
    compactAll();
    one.hear(agent("host/b", "b1").beat());
    says("host/a=active host/b=active", two::states);
    for (int i = 0; i < 5; i++) {
      compactAll();
      two.hear(agent("host/c" + i, "c").beat());
    }
    says(two.states(), one::states);
  }

  private void compactAll() throws IOException, InterruptedException {
    String revision = etcd.revision();
    if (!revision.equals(compacted)) {
      etcd.ctl("compaction", revision);
      compacted = revision;
    }
  }

  @Test
  void strangeKeysUnderThePrefixDoNoHarm() throws Exception {
    etcd.ctl("put", "/netcheck/clients/host/x", "not gzip");
    etcd.ctl("put", "/netcheck/clients/", "?");
    etcd.ctl("put", "/netcheck/forgotten/host/x", "{");
    etcd.ctl("put", "/netcheck/heard/x", "{}");
    etcd.ctl("put", "/netcheck/other", "?");
    Replica one = replica();
    Replica two = replica();
    assertTrue(one.status.isUp());
    etcd.ctl("put", "/netcheck/clients/host/y", "not gzip");
    etcd.ctl("put", "/netcheck/heard/y", "{}");
    one.hear(agent("host/x", "x1").beat());
    says("host/x=active", two::states);
  }
}
