// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.HeartbeatAnswer;
import io.netcheck.protocol.Peer;
import io.netcheck.protocol.PeerList;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whom an agent probes if it has two exporters. */
class ExporterPeersTest {
  private static final Duration LONG = Duration.ofDays(1);
  private static final Duration SHORT = Duration.ofSeconds(20);
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private long nanos;
  private final ProcessClock clock =
      new ProcessClock() {
        @Override
        public Instant instant() {
          return Instant.EPOCH;
        }

        @Override
        public long nanoTime() {
          return nanos;
        }
      };
  private final ExporterPeers peers = new ExporterPeers(clock, INTERVAL, PeerList.NONE);

  private static Peer at(String node, String address) {
    return new Peer(
        new ClientId(AgentKind.HOST, node),
        "",
        new Endpoint(List.of(), List.of(InetAddress.ofLiteral(address)), 6100));
  }

  private static PeerList list(String generation, String... nodes) {
    return new PeerList(
        generation, Arrays.stream(nodes).map(node -> at(node, "10.0.0.1")).toList());
  }

  private static HeartbeatAnswer gives(PeerList list, Duration listening) {
    return HeartbeatAnswer.peers(list, listening);
  }

  private List<String> nodes() {
    return peers.peers().peers().stream().map(peer -> peer.id().node()).toList();
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  @Test
  void oneExporterDecidesAlone() {
    ExporterPeers.Voice only = peers.join();
    assertEquals("", only.generation());
    assertTrue(only.heard(gives(list("a", "n1", "n2"), LONG)));
    assertEquals(List.of("n1", "n2"), nodes());
    assertEquals("a", only.generation());
    assertFalse(only.heard(HeartbeatAnswer.confirmed(LONG)));
    assertTrue(only.heard(gives(list("b", "n2"), LONG)));
    assertEquals(List.of("n2"), nodes());
    assertEquals("b", peers.peers().generation());
  }

  @Test
  void anExporterThatHasJustStartedDoesNotShrinkTheMesh() {
    ExporterPeers.Voice old = peers.join();
    old.heard(gives(list("full", "n1", "n2", "n3"), LONG));
    ExporterPeers.Voice young = peers.join();
    assertEquals("full", young.generation(), "it is told that this agent has a list");
    assertFalse(young.heard(HeartbeatAnswer.NOTHING));
    assertFalse(young.heard(gives(list("few", "n1"), SHORT)));
    assertEquals(List.of("n1", "n2", "n3"), nodes());
    assertEquals("few", young.generation(), "each is told what it gave");
    assertEquals("full", old.generation());
  }

  @Test
  void whatOnlyOneKnowsIsProbed() {
    ExporterPeers.Voice one = peers.join();
    ExporterPeers.Voice two = peers.join();
    one.heard(gives(list("a", "n1", "n2"), LONG));
    assertTrue(two.heard(gives(list("b", "n2", "n3"), LONG)));
    assertEquals(List.of("n1", "n2", "n3"), nodes());
    // Both removed n2.
    one.heard(gives(list("c", "n1"), LONG));
    assertTrue(two.heard(gives(list("d", "n3"), LONG)));
    assertEquals(List.of("n1", "n3"), nodes());
  }

  @Test
  void theAddressThatWasToldLastCounts() {
    ExporterPeers.Voice one = peers.join();
    ExporterPeers.Voice two = peers.join();
    one.heard(gives(new PeerList("a", List.of(at("n1", "10.0.0.1"))), LONG));
    two.heard(gives(new PeerList("a", List.of(at("n1", "10.0.0.1"))), LONG));
    pass(INTERVAL);
    one.heard(gives(new PeerList("b", List.of(at("n1", "10.0.0.2"))), LONG));
    pass(INTERVAL);
    // The other one has not heard the agent at its new address, and tells of somebody else.
    two.heard(gives(new PeerList("c", List.of(at("n1", "10.0.0.1"), at("n2", "10.0.0.3"))), LONG));
    assertEquals(List.of(at("n1", "10.0.0.2"), at("n2", "10.0.0.3")), peers.peers().peers());
  }

  @Test
  void aSilentExporterDoesNotKeepWhatTheOtherOneRemoves() {
    ExporterPeers.Voice silent = peers.join();
    ExporterPeers.Voice speaks = peers.join();
    silent.heard(gives(list("a", "n1", "n2"), LONG));
    speaks.heard(gives(list("a", "n1", "n2"), LONG));
    pass(INTERVAL.multipliedBy(2));
    speaks.heard(gives(list("b", "n1"), LONG));
    assertEquals(List.of("n1", "n2"), nodes(), "it may only be late");
    pass(INTERVAL.multipliedBy(2));
    assertTrue(speaks.heard(HeartbeatAnswer.confirmed(LONG)));
    assertEquals(List.of("n1"), nodes());
    // It is back, with what it knew.
    assertFalse(silent.heard(HeartbeatAnswer.NOTHING));
    assertTrue(silent.heard(HeartbeatAnswer.confirmed(LONG)));
    assertEquals(List.of("n1", "n2"), nodes());
  }

  @Test
  void nothingIsDroppedWhileAllAreSilent() {
    ExporterPeers.Voice one = peers.join();
    one.heard(gives(list("a", "n1", "n2"), LONG));
    ExporterPeers.Voice two = peers.join();
    two.heard(HeartbeatAnswer.confirmed(LONG));
    one.leave();
    two.leave();
    pass(Duration.ofHours(5));
    assertEquals(List.of("n1", "n2"), nodes());
    ExporterPeers.Voice next = peers.join();
    assertEquals("a", next.generation());
    assertFalse(next.heard(HeartbeatAnswer.confirmed(SHORT)));
    assertEquals(List.of("n1", "n2"), nodes());
  }

  /** A rolling update in the middle of an outage: n3 is dead, and neither of the new ones knows. */
  @Test
  void exportersThatReplaceOthersDoNotForgetTheDead() {
    ExporterPeers.Voice one = peers.join();
    one.heard(gives(list("a", "n1", "n2", "n3"), LONG));
    ExporterPeers.Voice two = peers.join();
    two.heard(HeartbeatAnswer.confirmed(LONG));
    ExporterPeers.Voice newOne = peers.join();
    newOne.heard(gives(list("b", "n1", "n2"), SHORT));
    one.leave();
    ExporterPeers.Voice newTwo = peers.join();
    newTwo.heard(gives(list("b", "n1", "n2"), SHORT));
    two.leave();
    newOne.heard(HeartbeatAnswer.confirmed(SHORT));
    assertEquals(List.of("n1", "n2", "n3"), nodes());
    pass(PeerDirectory.KEPT.plusSeconds(1));
    assertTrue(newOne.heard(HeartbeatAnswer.confirmed(SHORT)));
    assertEquals(List.of("n1", "n2"), nodes());
  }

  @Test
  void anExporterThatHeardForLongEnoughKnowsAllThereIs() {
    ExporterPeers.Voice one = peers.join();
    ExporterPeers.Voice two = peers.join();
    one.heard(gives(list("a", "n1", "n2"), LONG));
    two.heard(gives(list("b", "n1"), LONG));
    one.leave();
    assertTrue(two.heard(gives(list("b", "n1"), LONG)));
    assertEquals(List.of("n1"), nodes());
  }
}
