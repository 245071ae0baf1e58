// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.exporter.SimulatedAgent;
import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ClientRegistry;
import io.netcheck.exporter.client.ClientState;
import io.netcheck.exporter.client.ClusterInventory;
import io.netcheck.exporter.client.RefusedException;
import io.netcheck.exporter.client.RegistryConfig;
import io.netcheck.exporter.client.SharedClients;
import io.netcheck.exporter.store.ExternalRecords;
import io.netcheck.exporter.store.StoreStatus;
import io.netcheck.exporter.topology.LiveTopology;
import io.netcheck.exporter.topology.PeerMembership;
import io.netcheck.protocol.AllowedRanges;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.testing.EtcdServer;
import io.netcheck.testing.MachineTest;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions with a real etcd. The test takes their turns, so that rare orders of events occur. */
@MachineTest
class EtcdSessionTest {
  private static final Duration FRESHNESS = Duration.ofSeconds(15);

  @TempDir Path folder;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private EtcdServer etcd;
  private Exporter one;
  private Exporter two;

  @BeforeEach
  void startBoth() throws Exception {
    etcd = new EtcdServer(folder);
    parts.push(etcd);
    etcd.start();
    one = new Exporter();
    two = new Exporter();
  }

  @AfterEach
  void endAll() throws Exception {
    for (AutoCloseable part : parts) {
      part.close();
    }
  }

  /** A clock that can be set forward. */
  private static final class LeapingClock implements ProcessClock {
    private Duration leap = Duration.ZERO;

    void leap(Duration duration) {
      leap = leap.plus(duration);
    }

    @Override
    public long nanoTime() {
      return ProcessClock.SYSTEM.nanoTime() + leap.toNanos();
    }

    @Override
    public Instant instant() {
      return ProcessClock.SYSTEM.instant().plus(leap);
    }
  }

  /** The parts of an exporter that use etcd, without their thread. */
  private final class Exporter {
    final LeapingClock clock = new LeapingClock();
    final ClientRegistry registry;
    final SharedClients clients;
    private final KnownRevisions revisions = new KnownRevisions();
    private final EtcdJournal journal = new EtcdJournal(clock, revisions);
    private final ExternalExchange external = new ExternalExchange(ExternalRecords.NONE, clock);
    private final StoreStatus status = new StoreStatus("etcd", clock);
    private final EtcdLease lease;
    private EtcdSession session;

    Exporter() throws IOException {
      PeerMembership membership = new PeerMembership();
      registry =
          new ClientRegistry(
              new RegistryConfig(FRESHNESS, Duration.ofHours(1), 100, AllowedRanges.PRIVATE),
              clock,
              membership,
              new LiveTopology(membership, 24, clock),
              _ -> {},
              () -> ClusterInventory.NONE,
              journal);
      clients = new SharedClients(registry);
      lease = new EtcdLease(clients.memory(), clock);
      connect(false);
    }

    void connect(boolean deaf) throws IOException {
      session =
          new EtcdSession(
              new EtcdConnection(EtcdStoreTest.config(etcd)),
              lease,
              clients,
              journal,
              revisions,
              external,
              status,
              clock);
      parts.push(session);
      session.open(() -> {}, deaf);
    }

    void disconnect() {
      session.close();
    }

    void hear(Heartbeat heartbeat) throws RefusedException {
      registry.accept(heartbeat, InetAddress.ofLiteral("10.1.2.3"));
    }

    /** Writes without reading the changes of others. */
    void write() throws IOException {
      session.flush();
    }

    /** Reads everything that others have written until now, and writes. */
    void read() throws IOException, InterruptedException {
      // Its own writes come back in order with those of others. Earlier ones can still be on the
      // way.
      for (int i = 0; i < 3; i++) {
        clock.leap(Duration.ofSeconds(1));
        long asked = clock.nanoTime();
        while (session.provenNanos() < asked) {
          session.step(Duration.ofMillis(50));
        }
      }
    }

    /** Reads again and again for this time. */
    void pass(Duration time) throws IOException, InterruptedException {
      long until = clock.nanoTime() + time.toNanos();
      while (clock.nanoTime() < until) {
        read();
      }
      registry.tick();
    }

    ClientState state() {
      registry.tick();
      return registry.snapshot().getFirst().state();
    }

    void forget(Duration after) {
      clock.leap(after);
      registry.tick();
    }

    String states() {
      return registry.snapshot().stream()
          .map(Client::id)
          .map(Object::toString)
          .collect(Collectors.joining(" "));
    }
  }

  private static SimulatedAgent agent(String id) {
    return new SimulatedAgent(id, "life-1", ProcessClock.SYSTEM);
  }

  private boolean has(String key) throws Exception {
    return etcd.keys().contains("/netcheck/" + key);
  }

  /** Both know {@code agent} from a heartbeat to the first one. */
  private void bothKnow(SimulatedAgent agent) throws Exception {
    one.hear(agent.beat());
    one.write();
    two.read();
    one.read();
    assertEquals(agent.id().toString(), two.states());
  }

  @Test
  void whoHasNotReadYetThatAClientWasForgottenDoesNotBringItBack() throws Exception {
    bothKnow(agent("host/a"));
    one.forget(Duration.ofHours(2));
    assertEquals("", one.states());
    one.write();
    assertTrue(has("forgotten/host/a"));

    // The client changes for the second one, which writes before it reads.
    two.clock.leap(FRESHNESS.plusSeconds(1));
    two.registry.tick();
    two.write();
    assertFalse(has("clients/host/a"), "it was written again");
    assertTrue(has("forgotten/host/a"));
    assertEquals("", two.states(), "it learnt of that by trying");
    two.read();
    one.read();
    assertEquals("", one.states());
  }

  @Test
  void whoHeardTheClientAfterItWasForgottenKeepsItForAll() throws Exception {
    SimulatedAgent agent = agent("host/a");
    bothKnow(agent);
    one.forget(Duration.ofHours(2));
    one.write();
    two.hear(agent.beat());
    two.read();
    assertTrue(has("clients/host/a"));
    assertFalse(has("forgotten/host/a"));
    one.read();
    assertEquals("host/a", one.states());
    assertEquals("host/a", two.states());
  }

  @Test
  void whoFallsSilentLeavesItsClientsTimeToFindAnotherExporter() throws Exception {
    bothKnow(agent("host/a"));
    one.disconnect();
    two.pass(FRESHNESS);
    assertEquals(ClientState.ACTIVE, two.state(), "its agent can be on the way to this exporter");
    // But only once, and not for ever.
    two.pass(FRESHNESS);
    assertEquals(ClientState.STALE, two.state());
    two.pass(FRESHNESS);
    assertEquals(ClientState.STALE, two.state());
  }

  @Test
  void aClientThatWasSilentBeforeItsExporterStaysSilent() throws Exception {
    bothKnow(agent("host/a"));
    // The first exporter goes on reporting, without this client.
    for (long s = 0; s <= FRESHNESS.toSeconds(); s++) {
      one.write();
      two.read();
    }
    assertEquals(ClientState.STALE, two.state());
    one.disconnect();
    two.pass(Duration.ofSeconds(10));
    assertEquals(ClientState.STALE, two.state());
  }

  @Test
  void aClientThatIsForgottenAgainIsGone() throws Exception {
    SimulatedAgent agent = agent("host/a");
    bothKnow(agent);
    one.forget(Duration.ofHours(2));
    one.write();
    two.read();
    two.hear(agent.beat());
    two.write();
    one.read();
    one.forget(Duration.ofHours(2));
    one.write();
    two.read();
    assertFalse(has("clients/host/a"));
    assertEquals("", one.states() + two.states());
  }

  @Test
  void whoWasAwayForLongerThanOthersSayWhomTheyForgotBelievesThem() throws Exception {
    SimulatedAgent silent = agent("host/a");
    bothKnow(silent);
    SimulatedAgent own = agent("host/b");
    two.hear(own.beat());
    SimulatedAgent living = agent("host/c");
    one.hear(living.beat());
    two.disconnect();
    one.write();

    // The second one is away. The first one forgets the client, and later etcd does as well.
    one.clock.leap(Duration.ofHours(1).plusMinutes(1));
    one.hear(living.beat());
    one.registry.tick();
    one.write();
    etcd.ctl("del", "/netcheck/forgotten/host/a");
    assertEquals("host/c", one.states());

    two.connect(true);
    two.write();
    one.read();
    assertEquals("host/b host/c", two.states(), "what it heard itself it knows");
    assertEquals("host/b host/c", one.states());
  }

  @Test
  void anEtcdThatHasNoClientAtAllIsToldOfAllHoweverLongOneWasAway() throws Exception {
    bothKnow(agent("host/a"));
    one.disconnect();
    two.disconnect();
    etcd.ctl("del", "/netcheck/", "--prefix");
    two.connect(true);
    two.write();
    assertEquals("host/a", two.states());
    assertTrue(has("clients/host/a"));
  }
}
