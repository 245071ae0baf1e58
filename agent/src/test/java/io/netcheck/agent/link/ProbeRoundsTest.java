// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.agent.history.FlightRecorder;
import io.netcheck.agent.probe.EventLoop;
import io.netcheck.agent.probe.Outcome;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.Peer;
import io.netcheck.protocol.PeerList;
import io.netcheck.protocol.ProbeKind;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProbeRoundsTest {
  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final Duration TIMEOUT = Duration.ofMillis(50);
  private static final Duration DOWN_AFTER = Duration.ofMillis(500);

  /** The system's clocks, which can be set forward. */
  private static final class LeapingClock implements ProcessClock {
    private final AtomicLong leap = new AtomicLong();

    void leap(Duration duration) {
      leap.addAndGet(duration.toNanos());
    }

    @Override
    public long nanoTime() {
      return ProcessClock.SYSTEM.nanoTime() + leap.get();
    }

    @Override
    public Instant instant() {
      return ProcessClock.SYSTEM.instant().plusNanos(leap.get());
    }
  }

  private final EventLoop loop = new EventLoop(ProcessClock.SYSTEM);

  @AfterEach
  void close() {
    loop.close();
  }

  private static PeerList peers(int count) {
    return new PeerList(
        "g",
        IntStream.rangeClosed(1, count)
            .mapToObj(i ->
                new Peer(
                    new ClientId(AgentKind.HOST, "n" + i),
                    "",
                    new Endpoint(List.of(), List.of(InetAddress.ofLiteral("127.0.1." + i)), 6100)))
            .toList());
  }

  private static LinkTable table(FakeProber prober) {
    LinkPlan plan =
        new LinkPlan(
            AgentKind.HOST, Set.of(IpFamily.IPV4), Map.of(prober.kind(), prober), 1, false);
    return new LinkTable(plan, DOWN_AFTER);
  }

  private static LinkWatch watch() {
    return new LinkWatch(
        ProcessClock.SYSTEM,
        new OutcomeTotals(new PrometheusRegistry(), List.of(Network.HOST), List.of(ProbeKind.UDP)),
        new FlightRecorder(ProcessClock.SYSTEM));
  }

  @Test
  void everyPeerIsAskedEveryRound() {
    FakeProber prober = new FakeProber(ProbeKind.UDP, _ -> Optional.of(new Outcome.Reply(1)));
    LinkTable table = table(prober);
    table.update(peers(40));
    try (ProbeRounds rounds =
        new ProbeRounds(loop, table, watch(), INTERVAL, TIMEOUT, ProcessClock.SYSTEM)) {
      await().until(() -> rounds.progress().completed() >= 3);
    }
    assertEquals(40, new HashSet<>(prober.asked).size());
    assertTrue(table.links().stream().allMatch(link -> link.state() == LinkState.UP));
  }

  /** That asks all in its first 50 ms and is over tomorrow. */
  private ProbeRounds oneLongRound(LinkTable table) {
    Duration interval = Duration.ofDays(1);
    return new ProbeRounds(
        loop, table, watch(), interval, interval.minus(TIMEOUT), ProcessClock.SYSTEM);
  }

  @Test
  void theyMeasureOnceEveryPeerWasAsked() {
    CountDownLatch asking = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    FakeProber prober =
        new FakeProber(
            ProbeKind.UDP,
            _ -> {
              asking.countDown();
              awaitQuietly(goOn);
              return Optional.empty();
            });
    LinkTable table = table(prober);
    table.update(peers(2));
    try (ProbeRounds rounds = oneLongRound(table)) {
      awaitQuietly(asking);
      assertFalse(rounds.areMeasuring());
      goOn.countDown();
      await().until(rounds::areMeasuring);
      assertEquals(0, rounds.progress().completed());
    }
    assertEquals(2, prober.asked.size());
  }

  @Test
  void withoutPeersTheyMeasureAtOnce() {
    LinkTable table = table(new FakeProber(ProbeKind.UDP, _ -> Optional.empty()));
    try (ProbeRounds rounds = oneLongRound(table)) {
      await().until(rounds::areMeasuring);
      assertEquals(0, rounds.progress().completed());
    }
  }

  @Test
  void theFirstPeersAreAskedBeforeTheRoundEnds() {
    FakeProber prober = new FakeProber(ProbeKind.UDP, _ -> Optional.empty());
    LinkTable table = table(prober);
    try (ProbeRounds rounds = oneLongRound(table)) {
      await().until(rounds::areMeasuring);
      table.update(peers(1));
      await().until(() -> prober.asked.size() == 1);
    }
  }

  @Test
  void aRoundThatFailsMeasuresNothingAndIsNotTheLast() {
    AtomicInteger calls = new AtomicInteger();
    FakeProber prober =
        new FakeProber(
            ProbeKind.UDP,
            _ -> {
              calls.incrementAndGet();
              throw new IllegalStateException("thrown by a test");
            });
    LinkTable table = table(prober);
    table.update(peers(1));
    try (ProbeRounds rounds =
        new ProbeRounds(loop, table, watch(), INTERVAL, TIMEOUT, ProcessClock.SYSTEM)) {
      await().until(() -> calls.get() >= 3);
      assertFalse(rounds.areMeasuring());
    }
  }

  @Test
  void nothingIsAskedOnceTheyAreClosed() {
    FakeProber prober = new FakeProber(ProbeKind.UDP, _ -> Optional.empty());
    LinkTable table = table(prober);
    table.update(peers(4));
    ProbeRounds rounds =
        new ProbeRounds(loop, table, watch(), INTERVAL, TIMEOUT, ProcessClock.SYSTEM);
    await().until(() -> !prober.asked.isEmpty());
    rounds.close();
    int asked = prober.asked.size();
    await().during(INTERVAL.multipliedBy(3)).until(() -> prober.asked.size() == asked);
  }

  @Test
  void peersThatNeverAnswerDoNotHoldUpTheOthers() {
    FakeProber prober =
        new FakeProber(
            ProbeKind.UDP,
            target ->
                target.address().getAddress()[3] % 2 == 0
                    ? Optional.empty()
                    : Optional.of(new Outcome.Reply(1)));
    LinkTable table = table(prober);
    table.update(peers(40));
    try (ProbeRounds rounds =
        new ProbeRounds(loop, table, watch(), INTERVAL, TIMEOUT, ProcessClock.SYSTEM)) {
      await().until(() -> rounds.progress().completed() >= 5);
      long asked = prober.asked.size();
      assertTrue(asked >= 5 * 40, "asked " + asked);
    }
  }

  @Test
  void aRoundThatCouldNotBeginInTimeIsSkippedAndCounted() {
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    FakeProber prober =
        new FakeProber(
            ProbeKind.UDP,
            _ -> {
              if (calls.incrementAndGet() == 1) {
                awaitQuietly(release);
              }
              return Optional.empty();
            });
    LinkTable table = table(prober);
    table.update(peers(1));
    LeapingClock clock = new LeapingClock();
    long begun = clock.nanoTime();
    try (EventLoop ofClock = new EventLoop(clock);
        ProbeRounds rounds = new ProbeRounds(ofClock, table, watch(), INTERVAL, TIMEOUT, clock)) {
      await().until(() -> calls.get() == 1);
      clock.leap(Duration.ofMillis(450));
      release.countDown();
      await().until(() -> rounds.progress().completed() >= 2);
      int asked = calls.get();
      long skipped = rounds.progress().skipped();
      // Each interval has one round or was skipped, however many there were until now.
      long intervals = (clock.nanoTime() - begun) / INTERVAL.toNanos() + 1;
      assertTrue(skipped >= 3, "skipped " + skipped);
      assertTrue(
          asked + skipped <= intervals,
          "rounds were queued: " + asked + " and " + skipped + " skipped of " + intervals);
    }
  }

  @Test
  void roundsGoOnWithoutPeers() {
    LinkTable table = table(new FakeProber(ProbeKind.UDP, _ -> Optional.empty()));
    try (ProbeRounds rounds =
        new ProbeRounds(loop, table, watch(), INTERVAL, TIMEOUT, ProcessClock.SYSTEM)) {
      await().until(() -> rounds.progress().completed() >= 2);
    }
  }

  @Test
  void aChangeOfALinkIsTold() {
    FakeProber prober = new FakeProber(ProbeKind.UDP, _ -> Optional.of(new Outcome.Reply(1)));
    LinkTable table = table(prober);
    table.update(peers(2));
    LinkWatch watch = watch();
    AtomicInteger changes = new AtomicInteger();
    watch.listen(changes::incrementAndGet);
    try (ProbeRounds rounds =
        new ProbeRounds(loop, table, watch, INTERVAL, TIMEOUT, ProcessClock.SYSTEM)) {
      await().until(() -> rounds.progress().completed() >= 3);
    }
    assertEquals(2, changes.get(), "up once each");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      if (!latch.await(5, TimeUnit.SECONDS)) {
        throw new IllegalStateException("never released");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
