// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static io.netcheck.agent.probe.BlockingProbe.IDENTITY;
import static io.netcheck.agent.probe.BlockingProbe.LONG;
import static io.netcheck.agent.probe.BlockingProbe.SHORT;
import static io.netcheck.agent.probe.BlockingProbe.V4;
import static io.netcheck.agent.probe.BlockingProbe.V6;
import static io.netcheck.agent.probe.BlockingProbe.ask;
import static io.netcheck.agent.probe.BlockingProbe.reason;
import static io.netcheck.agent.probe.BlockingProbe.reply;
import static io.netcheck.agent.probe.BlockingProbe.start;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UdpProberTest {
  private static final UdpPeer.DatagramHandler ANSWER =
      (peer, request, from) -> peer.send(request.reply(request.t1(), request.t1(), 0), from);

  private final EventLoop loop = new EventLoop(ProcessClock.SYSTEM);
  private final UdpProber prober = new UdpProber(loop, List.of(V4, V6), ProcessClock.SYSTEM);

  @AfterEach
  void close() {
    prober.close();
    loop.close();
  }

  @Test
  void theResponderAnswersInBothFamilies() {
    try (UdpResponder responder =
        new UdpResponder(loop, List.of(V4, V6), 0, IDENTITY, ProcessClock.SYSTEM)) {
      for (InetAddress address : List.of(V4, V6)) {
        Outcome.Reply reply = reply(ask(prober, address, responder.port(), LONG));
        assertTrue(reply.rttNanos() > 0 && reply.rttNanos() < LONG.toNanos());
        long offset = reply.clockOffsetNanos().orElseThrow();
        assertTrue(Math.abs(offset) < 1_000_000_000, "one clock, offset " + offset);
      }
      assertEquals(2, responder.observers().get(Network.HOST));
    }
  }

  @Test
  void aClosedPortIsARefusal() throws Exception {
    for (InetAddress address : List.of(V4, V6)) {
      int port;
      try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(address, 0))) {
        port = socket.getLocalPort();
      }
      for (int i = 0; i < 10; i++) {
        Outcome outcome = ask(prober, address, port, LONG);
        assertEquals(FailureReason.REFUSED, reason(outcome));
        assertFalse(outcome.pathWorks(), "a packet filter refuses as well");
      }
    }
  }

  @Test
  void aPeerThatComesBackIsNotRefusedAnyMore() throws Exception {
    int port;
    try (UdpPeer peer = new UdpPeer(V4, ANSWER)) {
      port = peer.port();
      reply(ask(prober, V4, port, LONG));
    }
    assertEquals(FailureReason.REFUSED, reason(ask(prober, V4, port, LONG)));
    try (UdpResponder _ =
        new UdpResponder(loop, List.of(V4), port, IDENTITY, ProcessClock.SYSTEM)) {
      reply(ask(prober, V4, port, LONG));
    }
  }

  @Test
  void theRightAgentAnswers() {
    try (UdpResponder responder =
        new UdpResponder(loop, List.of(V4, V6), 0, IDENTITY, ProcessClock.SYSTEM)) {
      for (InetAddress address : List.of(V4, V6)) {
        assertTrue(askAgent(address, responder.port(), IDENTITY).pathWorks());
      }
    }
  }

  @Test
  void anotherAgentIsTheWrongPeer() {
    AgentIdentity other = AnsweringAgent.identity("other");
    try (UdpResponder responder =
        new UdpResponder(loop, List.of(V4), 0, other, ProcessClock.SYSTEM)) {
      assertEquals(FailureReason.WRONG_PEER, reason(askAgent(V4, responder.port(), IDENTITY)));
      reply(ask(prober, V4, responder.port(), LONG));
    }
  }

  /** As agents of version 0.1 answer. */
  @Test
  void anAgentThatDoesNotSayWhoItIsIsAccepted() throws Exception {
    try (UdpPeer peer = new UdpPeer(V4, ANSWER)) {
      assertTrue(askAgent(V4, peer.port(), IDENTITY).pathWorks());
    }
  }

  private Outcome askAgent(InetAddress address, int port, AgentIdentity agent) {
    ProbeTarget target = new ProbeTarget(address, port, Network.HOST, Optional.of(agent), false);
    return start(prober, target, LONG).join();
  }

  @Test
  void silenceIsATimeout() throws Exception {
    try (UdpPeer peer = new UdpPeer(V4, (_, _, _) -> {})) {
      long start = System.nanoTime();
      assertEquals(FailureReason.TIMEOUT, reason(ask(prober, V4, peer.port(), SHORT)));
      assertTrue(System.nanoTime() - start >= SHORT.toNanos());
    }
  }

  @Test
  void anAddressWithoutARouteIsUnreachable() {
    // RFC 5737 and RFC 3849 addresses have no route, and packets from loopback do not leave the
    // host.
    Outcome outcome = ask(prober, InetAddress.ofLiteral("2001:db8::1"), 9, SHORT);
    assertFalse(outcome.pathWorks());
    assertTrue(
        List.of(FailureReason.UNREACHABLE, FailureReason.LOCAL, FailureReason.TIMEOUT)
            .contains(reason(outcome)));
  }

  @Test
  void theRespondersOwnTimeIsNotTheNetworks() throws Exception {
    try (UdpPeer peer =
        new UdpPeer(
            V4,
            (self, request, from) -> {
              long received = System.nanoTime();
              while (System.nanoTime() - received < 100_000_000) {
                Thread.onSpinWait();
              }
              long spent = System.nanoTime() - received;
              self.send(request.reply(request.t1(), request.t1() + spent, spent), from);
            })) {
      Outcome.Reply reply = reply(ask(prober, V4, peer.port(), LONG));
      assertTrue(reply.rttNanos() < 90_000_000, "rtt " + reply.rttNanos());
    }
  }

  @Test
  void nonsenseWithTheCookieIsAProtocolFailure() throws Exception {
    List<UdpPeer.DatagramHandler> nonsense =
        List.of(
            // An echo server of RFC 862.
            (self, request, from) -> self.send(request, from),
            // A longer processing time than the round trip.
            (self, request, from) -> self.send(request.reply(1, 1, Long.MAX_VALUE), from),
            (self, request, from) -> self.send(request.reply(1, 1, -1), from),
            (self, request, from) -> self.send(request.reply(-1, 1, 1), from));
    for (UdpPeer.DatagramHandler behaviour : nonsense) {
      try (UdpPeer peer = new UdpPeer(V4, behaviour)) {
        assertEquals(FailureReason.PROTOCOL, reason(ask(prober, V4, peer.port(), LONG)));
      }
    }
  }

  @Test
  void whatHasNotTheCookieIsNoAnswer() throws Exception {
    Random random = new Random(1);
    try (UdpPeer peer =
        new UdpPeer(
            V4,
            (self, request, from) -> {
              for (int i = 0; i < 50; i++) {
                byte[] garbage = new byte[random.nextInt(300)];
                random.nextBytes(garbage);
                self.send(garbage, from);
              }
              EchoDatagram other =
                  EchoDatagram.request(
                      request.network(), request.cookie() + 1, request.sequence(), request.t1());
              self.send(other.reply(1, 1, 0), from);
            })) {
      assertEquals(FailureReason.TIMEOUT, reason(ask(prober, V4, peer.port(), SHORT)));
    }
  }

  @Test
  void duplicatesAndLateRepliesAreIgnored() throws Exception {
    Queue<Runnable> late = new ConcurrentLinkedQueue<>();
    try (UdpPeer peer =
        new UdpPeer(
            V4,
            (self, request, from) -> {
              if (request.sequence() == 1) {
                ANSWER.received(self, request, from);
                ANSWER.received(self, request, from);
              } else {
                late.add(() -> {
                  try {
                    ANSWER.received(self, request, from);
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                });
              }
            })) {
      AtomicInteger outcomes = new AtomicInteger();
      ProbeTarget target = new ProbeTarget(V4, peer.port(), Network.POD);
      prober.probe(target, System.nanoTime() + LONG.toNanos(), _ -> outcomes.incrementAndGet());
      await().atMost(LONG).until(() -> outcomes.get() == 1);
      CompletableFuture<Outcome> second = start(prober, V4, peer.port(), SHORT);
      assertEquals(FailureReason.TIMEOUT, reason(second.join()));
      late.forEach(Runnable::run);
      // The late reply has been processed before the next request is answered.
      assertEquals(FailureReason.TIMEOUT, reason(ask(prober, V4, peer.port(), SHORT)));
      assertEquals(1, outcomes.get());
    }
  }

  @Test
  void aWallClockThatJumpsChangesNoRoundTrip() {
    JumpingClock jumping = new JumpingClock(Duration.ZERO, Duration.ofHours(1));
    JumpingClock hourAhead = new JumpingClock(Duration.ofHours(1), Duration.ZERO);
    try (UdpProber jumpy = new UdpProber(loop, List.of(V4), jumping);
        UdpResponder ahead = new UdpResponder(loop, List.of(V4), 0, IDENTITY, hourAhead)) {
      for (int i = 0; i < 4; i++) {
        Outcome.Reply reply = reply(ask(jumpy, V4, ahead.port(), LONG));
        assertTrue(reply.rttNanos() > 0 && reply.rttNanos() < LONG.toNanos());
      }
      long offset = reply(ask(prober, V4, ahead.port(), LONG)).clockOffsetNanos().orElseThrow();
      assertEquals(3_600, offset / 1e9, 1);
    }
  }

  @Test
  void sourcePortsRotate() throws Exception {
    try (UdpPeer peer = new UdpPeer(V4, ANSWER)) {
      for (int i = 0; i < 200; i++) {
        reply(ask(prober, V4, peer.port(), LONG));
      }
      List<SocketAddress> sources = List.copyOf(peer.sources());
      assertEquals(4, new HashSet<>(sources.subList(0, 16)).size(), "at one time");
      int all = new HashSet<>(sources).size();
      assertTrue(all >= 12 && all <= 20, "over time " + all);
      assertEquals(sources.getFirst(), sources.get(196), "one is kept");
    }
  }

  @Test
  void anOutcomeTellsItsSourcePortAndANewFlowHasOneOfItsOwn() throws Exception {
    try (UdpPeer peer = new UdpPeer(V4, ANSWER)) {
      Set<Integer> told = new HashSet<>();
      for (int i = 0; i < 20; i++) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        ProbeTarget target = new ProbeTarget(V4, peer.port(), Network.HOST);
        prober.probeNewFlow(target, System.nanoTime() + LONG.toNanos(), outcome::complete);
        told.add(reply(outcome.get(10, TimeUnit.SECONDS)).flow());
      }
      assertEquals(20, told.size());
      assertEquals(
          told,
          peer.sources().stream()
              .map(from -> ((InetSocketAddress) from).getPort())
              .collect(Collectors.toSet()));
    }
  }

  @Test
  void aPortWithoutAnswersIsStillAskedAfterItsReplacementUntilItIsAnswered() throws Exception {
    Set<SocketAddress> dead = ConcurrentHashMap.newKeySet();
    AtomicBoolean broken = new AtomicBoolean(true);
    try (UdpPeer peer =
        new UdpPeer(
            V4,
            (self, request, from) -> {
              if (self.sources().size() == 2) {
                dead.add(from);
              }
              if (!broken.get() || !dead.contains(from)) {
                ANSWER.received(self, request, from);
              }
            })) {
      askTimes(peer, 80);
      List<SocketAddress> sources = sources(peer, 80);
      SocketAddress lost = dead.iterator().next();
      assertTrue(sources.subList(64, 80).contains(lost), "still asked");
      assertFalse(sources.subList(65, 80).contains(lost), "but seldom");
      broken.set(false);
      askTimes(peer, 17);
      askTimes(peer, 32);
      assertFalse(sources(peer, 129).subList(97, 129).contains(lost));
    }
  }

  private void askTimes(UdpPeer peer, int times) {
    for (int i = 0; i < times; i++) {
      ask(prober, V4, peer.port(), Duration.ofMillis(250));
    }
  }

  /** The peer may receive the last request after the prober has given it up. */
  private static List<SocketAddress> sources(UdpPeer peer, int count) {
    await().until(() -> peer.sources().size() >= count);
    return List.copyOf(peer.sources());
  }

  @Test
  void aFamilyWithoutAnAddressIsNotSupported() {
    try (UdpProber v4 = new UdpProber(loop, List.of(V4), ProcessClock.SYSTEM)) {
      assertEquals("this agent has no ipv6 address", v4.unsupported(IpFamily.IPV6).orElseThrow());
      assertTrue(v4.unsupported(IpFamily.IPV4).isEmpty());
      assertEquals(FailureReason.LOCAL, reason(ask(v4, V6, 9, LONG)));
    }
  }

  @Test
  void everyQuestionComesToExactlyOneOutcome() throws Exception {
    int count = 2_000;
    Random random = new Random(7);
    AtomicIntegerArray outcomes = new AtomicIntegerArray(count);
    int closedPort;
    try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(V4, 0))) {
      closedPort = socket.getLocalPort();
    }
    try (UdpPeer answers = new UdpPeer(V4, ANSWER);
        UdpPeer silent = new UdpPeer(V4, (_, _, _) -> {});
        UdpPeer six = new UdpPeer(V6, ANSWER)) {
      int[] ports = {answers.port(), silent.port(), closedPort, six.port()};
      for (int i = 0; i < count; i++) {
        int number = i;
        int which = random.nextInt(4);
        prober.probe(
            new ProbeTarget(which == 3 ? V6 : V4, ports[which], Network.POD),
            System.nanoTime() + random.nextLong(-1_000_000, 400_000_000),
            _ -> outcomes.incrementAndGet(number));
      }
      await()
          .atMost(LONG)
          .until(() -> IntStream.range(0, count).allMatch(i -> outcomes.get(i) > 0));
      ask(prober, V4, silent.port(), SHORT);
    }
    for (int i = 0; i < count; i++) {
      assertEquals(1, outcomes.get(i), "question " + i);
    }
  }

  @Test
  void closedItAsksNothingMore() throws Exception {
    try (UdpPeer peer = new UdpPeer(V4, (_, _, _) -> {})) {
      CompletableFuture<Outcome> open = start(prober, V4, peer.port(), LONG);
      await().atMost(LONG).until(() -> peer.lengths().size() == 1);
      prober.close();
      CompletableFuture<Outcome> after = start(prober, V4, peer.port(), LONG);
      await().during(SHORT.multipliedBy(2)).until(() -> !open.isDone() && !after.isDone());
      assertEquals(1, peer.lengths().size());
    }
  }
}
