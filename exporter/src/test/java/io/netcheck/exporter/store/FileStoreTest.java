// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.store;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.exporter.SimulatedAgent;
import io.netcheck.exporter.TestClock;
import io.netcheck.exporter.client.Client;
import io.netcheck.protocol.HeartbeatAnswer;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.PeerList;
import io.netcheck.protocol.PlaneResults;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FileStoreTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path folder;
  private final TestClock clock = new TestClock();

  private Path path() {
    return folder.resolve("state");
  }

  private Replica start() {
    return new Replica(new FileStoreConfig(path()), clock);
  }

  private SimulatedAgent agent(String id, String instance) {
    return new SimulatedAgent(id, instance, clock);
  }

  private List<Path> keptAside() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().contains("unusable")).toList();
    }
  }

  /** Writes a file with one client. */
  private SimulatedAgent leaveOneClient() {
    SimulatedAgent agent = agent("host/a", "a1");
    try (Replica before = start()) {
      before.hear(agent.beat());
    }
    return agent;
  }

  @Test
  void aRestartFindsClientsPeersAndGenerationsAsTheyWere() {
    PlaneResults plane =
        new PlaneResults(
            Network.HOST, IpFamily.IPV4, List.of("b", "c"), new int[] {1, 0}, Map.of());
    SimulatedAgent first = agent("host/a", "a1").planes(List.of(plane)).zone("z1");
    List<Client> clients;
    PeerList peers;
    try (Replica before = start()) {
      before.hear(agent("host/b", "b1").beat());
      before.pass(Duration.ofSeconds(10));
      before.hear(agent("host/c", "c1").beat());
      before.hear(agent("host/d", "d1").stuck(true).beat());
      SimulatedAgent going = agent("host/e", "e1");
      before.hear(going.beat());
      before.hear(going.goodbye());
      before.pass(Duration.ofSeconds(7));
      before.hear(first.beat());
      clients = before.snapshot();
      peers = before.peersOf(clients.getFirst());
      assertEquals(
          "host/a=active host/b=stale host/c=active host/d=active host/e=leaving", before.states());
    }
    clock.advance(Duration.ofMinutes(2));
    try (Replica after = start()) {
      assertEquals(
          "host/a=active host/b=stale host/c=active host/d=active host/e=leaving", after.states());
      assertEquals(peers, after.peersOf(clients.getFirst()));
      Client was = clients.getFirst();
      Client is = after.client("host/a");
      assertEquals(was.identity().endpoint(), is.identity().endpoint());
      assertEquals(was.identity().zone(), is.identity().zone());
      assertEquals(was.timing().lastHeartbeat(), is.timing().lastHeartbeat());
      assertEquals(was.timing().clockOffset(), is.timing().clockOffset());
      assertEquals(
          was.results().planes().getFirst().targets(), is.results().planes().getFirst().targets());
      assertTrue(
          Arrays.equals(
              was.results().planes().getFirst().up(), is.results().planes().getFirst().up()),
          "link states");
      HeartbeatAnswer answer = after.hear(first.generation(peers.generation()).beat());
      assertTrue(answer.peers().isEmpty(), "its generation is still the right one");
    }
  }

  @Test
  void whoWasFreshIsGivenAWholePeriodFromTheRestartOn() {
    leaveOneClient();
    clock.advance(Duration.ofHours(3));
    try (Replica after = start()) {
      assertEquals("host/a=active", after.states());
      after.pass(Duration.ofSeconds(15));
      assertEquals("host/a=active", after.states());
      after.pass(Duration.ofSeconds(1));
      assertEquals("host/a=stale", after.states());
      after.pass(Duration.ofHours(1).plusMinutes(1));
      assertEquals("", after.states());
    }
  }

  @Test
  void theTimeInWhichNobodyListenedMakesASilentClientNoOlder() {
    try (Replica before = start()) {
      before.hear(agent("host/a", "a1").beat());
      before.pass(Duration.ofMinutes(30));
    }
    clock.advance(Duration.ofDays(3));
    try (Replica after = start()) {
      after.pass(Duration.ofMinutes(29));
      assertEquals("host/a=stale", after.states());
      after.pass(Duration.ofMinutes(2));
      assertEquals("", after.states());
    }
  }

  @Test
  void aWallClockThatWasSetBackChangesNothing() {
    leaveOneClient();
    TestClock earlier = new TestClock();
    earlier.advance(Duration.ofDays(-400));
    try (Replica after = new Replica(new FileStoreConfig(path()), earlier)) {
      assertEquals("host/a=active", after.states());
      after.pass(Duration.ofSeconds(16));
      assertEquals("host/a=stale", after.states());
    }
  }

  @Test
  void heartbeatsThatWereSentWhileItWasAwayAreNotLostOnes() {
    SimulatedAgent agent = leaveOneClient();
    agent.lose(20);
    try (Replica after = start()) {
      after.hear(agent.beat());
      assertEquals(0, after.clients.lostHeartbeats());
      after.hear(agent.lose(2).beat());
      assertEquals(2, after.clients.lostHeartbeats());
    }
  }

  @Test
  void anAgentThatRestartedMeanwhileTakesItsRowOver() {
    leaveOneClient();
    clock.advance(Duration.ofMinutes(1));
    SimulatedAgent again = agent("host/a", "a0");
    clock.advance(Duration.ofSeconds(2));
    try (Replica after = start()) {
      assertFalse(after.hear(again.beat()).superseded());
      assertEquals("a0", after.client("host/a").identity().instance());
      assertEquals(1, after.snapshot().size());
    }
  }

  @Test
  void anOldHeartbeatIsOldAfterARestartAsWell() {
    SimulatedAgent agent = agent("host/a", "a1");
    var overtaken = agent.beat();
    try (Replica before = start()) {
      before.hear(agent.goodbye());
      before.hear(agent.beat());
      before.hear(agent.goodbye());
    }
    try (Replica after = start()) {
      assertEquals("host/a=leaving", after.states());
      after.hear(overtaken);
      assertEquals("host/a=leaving", after.states());
    }
  }

  @Test
  void duplicatesAreStillNamed() {
    SimulatedAgent older = agent("host/a", "a1");
    clock.advance(Duration.ofSeconds(5));
    SimulatedAgent newer = agent("host/a", "a2");
    try (Replica before = start()) {
      before.hear(newer.beat());
      before.hear(older.beat());
      before.hear(older.beat());
      assertEquals(1, before.client("host/a").duplicates().size());
    }
    try (Replica after = start()) {
      assertEquals("a1", after.client("host/a").duplicates().getFirst().instance());
      assertTrue(after.hear(older.beat()).superseded());
    }
  }

  @Test
  void itSaysForHowLongAgentsWereHeardInAll() {
    try (Replica before = start()) {
      before.hear(agent("host/a", "a1").beat());
      before.pass(Duration.ofMinutes(10));
    }
    clock.advance(Duration.ofMinutes(5));
    try (Replica after = start()) {
      after.pass(Duration.ofSeconds(3));
      HeartbeatAnswer answer = after.hear(agent("host/b", "b1").generation("other").beat());
      assertEquals(Duration.ofMinutes(10).plusSeconds(3), answer.listening().orElseThrow());
      assertEquals(1, answer.peers().orElseThrow().peers().size(), "and need not wait with peers");
    }
  }

  enum Damage {
    EMPTY("it is empty"),
    TORN("its checksum is wrong"),
    CHANGED("its checksum is wrong"),
    SHORT("its checksum is wrong"),
    FOREIGN("not a file of this program"),
    NEWER("it has version 2");

    final String says;

    Damage(String says) {
      this.says = says;
    }

    byte[] of(byte[] good) {
      return switch (this) {
        case EMPTY -> new byte[0];
        case TORN -> Arrays.copyOf(good, good.length - 40);
        case SHORT -> Arrays.copyOf(good, 18);
        case CHANGED -> {
          byte[] changed = good.clone();
          changed[changed.length / 2] ^= 1;
          yield changed;
        }
        case FOREIGN -> "{\"peers\":[]}\n".getBytes(StandardCharsets.UTF_8);
        case NEWER -> {
          byte[] newer = good.clone();
          newer["netcheck-state ".length()] = '2';
          yield newer;
        }
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFileThatCannotBeUsedIsKeptAsideAndStartedWithout(Damage damage) throws IOException {
    leaveOneClient();
    byte[] bad = damage.of(Files.readAllBytes(path()));
    Files.write(path(), bad);
    SnapshotFile.UnusableException problem =
        assertThrows(
            SnapshotFile.UnusableException.class,
            () -> new SnapshotFile(path()).read(_ -> {}, _ -> {}, _ -> {}));
    assertTrue(problem.getMessage().contains(damage.says), problem.getMessage());
    try (Replica after = start()) {
      assertEquals("", after.states());
      assertEquals(1, keptAside().size());
      assertTrue(Arrays.equals(bad, Files.readAllBytes(keptAside().getFirst())));
      after.hear(agent("host/b", "b1").beat());
    }
    try (Replica again = start()) {
      assertEquals("host/b=active", again.states());
      assertEquals(1, keptAside().size());
    }
  }

  /**
   * The pause between two writes uses this clock, which otherwise stands still. It may begin only
   * after the first step.
   */
  private void untilAfterThePause(Callable<Boolean> condition) {
    clock.advance(Duration.ofSeconds(10));
    await()
        .atMost(PATIENCE)
        .until(() -> {
          clock.advance(Duration.ofMillis(20));
          return condition.call();
        });
  }

  @Test
  void theFileNeverLagsBehindForLong() {
    assertEquals(Duration.ofSeconds(1), FileStore.pauseAfter(Duration.ZERO));
    assertEquals(Duration.ofMillis(1_500), FileStore.pauseAfter(Duration.ofMillis(75)));
    assertEquals(Duration.ofSeconds(2), FileStore.pauseAfter(Duration.ofSeconds(1)));
  }

  @Test
  void whoJoinsIsInTheFileSoonWithoutAnEnd() {
    Replica killed = start();
    await().atMost(PATIENCE).until(() -> killed.status.writes() == 1);
    killed.hear(agent("host/a", "a1").beat());
    untilAfterThePause(() -> killed.status.records() == 1);
    try (Replica after = new Replica(new FileStoreConfig(path()), new TestClock())) {
      assertEquals("host/a=active", after.states());
    }
    killed.close();
  }

  @Test
  void whatCannotBeWrittenIsAFailureAndIsTriedAgain() throws IOException {
    try (Replica replica = start()) {
      await().atMost(PATIENCE).until(() -> replica.status.isUp());
      // A file cannot be moved over a folder that is not empty.
      Files.delete(path());
      Files.createDirectories(path().resolve("in-the-way"));
      replica.hear(agent("host/a", "a1").beat());
      untilAfterThePause(() -> !replica.status.isUp());
      assertEquals(1, replica.status.failures());
      assertEquals("host/a=active", replica.states());
      Files.delete(path().resolve("in-the-way"));
      Files.delete(path());
      untilAfterThePause(() -> replica.status.isUp());
    }
    try (Replica after = start()) {
      assertEquals("host/a=stale", after.states(), "it was silent for 20 s");
    }
  }
}
