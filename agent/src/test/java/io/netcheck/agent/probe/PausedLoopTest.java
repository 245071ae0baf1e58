// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static io.netcheck.agent.probe.BlockingProbe.LONG;
import static io.netcheck.agent.probe.BlockingProbe.V4;
import static io.netcheck.agent.probe.BlockingProbe.ask;
import static io.netcheck.agent.probe.BlockingProbe.reason;
import static io.netcheck.agent.probe.BlockingProbe.reply;
import static io.netcheck.agent.probe.BlockingProbe.start;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.TestRequirements;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The thread that reads answers sleeps past their deadlines. */
@MachineTest
class PausedLoopTest {
  private static final Duration WITHIN = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMillis(1_500);

  /** How often a test tries, because a busy machine may be later than the loop waits. */
  private static final int TRIES = 10;

  private final EventLoop loop = new EventLoop(ProcessClock.SYSTEM);
  private final UdpProber udp = new UdpProber(loop, List.of(V4), ProcessClock.SYSTEM);
  private final TcpProber tcp = new TcpProber(loop, List.of(V4), ProcessClock.SYSTEM);

  @AfterEach
  void close() {
    udp.close();
    tcp.close();
    loop.close();
  }

  private static void sleep() {
    long end = System.nanoTime() + PAUSE.toNanos();
    for (long left = PAUSE.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** Starts probes and then sleeps, all in one turn of the loop. */
  private List<CompletableFuture<Outcome>> beforeAPause(
      Prober prober, InetAddress address, int port, int count) {
    List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
    CountDownLatch started = new CountDownLatch(1);
    loop.execute(() -> {
      for (int i = 0; i < count; i++) {
        outcomes.add(start(prober, address, port, WITHIN));
      }
      loop.execute(PausedLoopTest::sleep);
      started.countDown();
    });
    try {
      started.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return outcomes;
  }

  private static Outcome end(CompletableFuture<Outcome> outcome) {
    return outcome.orTimeout(10, TimeUnit.SECONDS).join();
  }

  @Test
  void datagramsThatWaitedInTheSocketsAreAnswersOfUnknownAge() throws Exception {
    try (UdpPeer peer =
        new UdpPeer(
            V4, (self, request, from) -> self.send(request.reply(request.t1(), 1, 0), from))) {
      // Several wait in each of the sockets.
      for (CompletableFuture<Outcome> outcome : beforeAPause(udp, V4, peer.port(), 20)) {
        assertInstanceOf(Outcome.LateReply.class, end(outcome));
      }
      reply(ask(udp, V4, peer.port(), LONG));
    }
  }

  @Test
  void silenceIsStillATimeoutAndWhatIsNoReplyIsStillNone() throws Exception {
    try (UdpPeer silent = new UdpPeer(V4, (_, _, _) -> {});
        UdpPeer echo = new UdpPeer(V4, (self, request, from) -> self.send(request, from))) {
      Outcome lost = end(beforeAPause(udp, V4, silent.port(), 1).getFirst());
      assertEquals(FailureReason.TIMEOUT, reason(lost));
      Outcome wrong = end(beforeAPause(udp, V4, echo.port(), 1).getFirst());
      assertEquals(FailureReason.PROTOCOL, reason(wrong));
    }
  }

  @Test
  void anAnswerThatComesSoonAfterAPauseIsOne() throws Exception {
    // As after a pause of the whole machine, whose packets were paused too.
    try (UdpPeer peer =
        new UdpPeer(
            V4,
            (self, request, from) -> {
              LockSupport.parkNanos(PAUSE.plusMillis(40).toNanos());
              self.send(request.reply(request.t1(), 1, 0), from);
            })) {
      boolean late = false;
      for (int i = 0; i < TRIES && !late; i++) {
        late = end(beforeAPause(udp, V4, peer.port(), 1).getFirst()) instanceof Outcome.LateReply;
      }
      assertTrue(late);
    }
  }

  @Test
  void connectionsThatWereAcceptedMeanwhileAreAnswers() throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 50, V4)) {
      for (CompletableFuture<Outcome> outcome :
          beforeAPause(tcp, V4, listening.getLocalPort(), 5)) {
        assertInstanceOf(Outcome.LateReply.class, end(outcome));
      }
      reply(ask(tcp, V4, listening.getLocalPort(), LONG));
    }
  }

  @Test
  void whatCouldNotBeSentInTimeIsNotMeasured() throws Exception {
    try (UdpPeer peer = new UdpPeer(V4, (_, _, _) -> {});
        ServerSocket listening = new ServerSocket(0, 50, V4)) {
      loop.execute(PausedLoopTest::sleep);
      CompletableFuture<Outcome> datagram = start(udp, V4, peer.port(), WITHIN);
      CompletableFuture<Outcome> connection = start(tcp, V4, listening.getLocalPort(), WITHIN);
      assertInstanceOf(Outcome.Unmeasured.class, end(datagram));
      assertInstanceOf(Outcome.Unmeasured.class, end(connection));
      assertEquals(0, peer.lengths().size());
    }
  }

  @Test
  void repliesToPingsHaveTheirTimeFromTheKernel() {
    try (IcmpProber icmp = new IcmpProber(loop, List.of(V4), ProcessClock.SYSTEM)) {
      Optional<String> unsupported = icmp.unsupported(IpFamily.IPV4);
      TestRequirements.that(unsupported.isEmpty(), unsupported.orElse(""));
      for (CompletableFuture<Outcome> outcome : beforeAPause(icmp, V4, 0, 20)) {
        Outcome.Reply reply = reply(end(outcome));
        assertEquals(0, reply.rttNanos() / WITHIN.toNanos(), "rtt " + reply.rttNanos());
      }
    }
  }
}
