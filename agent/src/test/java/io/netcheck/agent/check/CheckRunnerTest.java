// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.check;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.agent.link.LinkPlan;
import io.netcheck.agent.peer.AllowedPeers;
import io.netcheck.agent.probe.AgentIdentity;
import io.netcheck.agent.probe.EventLoop;
import io.netcheck.agent.probe.MtuProber;
import io.netcheck.agent.probe.Outcome;
import io.netcheck.agent.probe.PathTracer;
import io.netcheck.agent.probe.ProbeTarget;
import io.netcheck.agent.probe.Prober;
import io.netcheck.agent.probe.UdpProber;
import io.netcheck.agent.probe.UdpResponder;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.AllowedRanges;
import io.netcheck.protocol.CheckLine;
import io.netcheck.protocol.CheckOrder;
import io.netcheck.protocol.CheckProbe;
import io.netcheck.protocol.CheckQuestion;
import io.netcheck.protocol.CheckRefusal;
import io.netcheck.protocol.CheckResult;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Peer;
import io.netcheck.protocol.ProbeKind;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an agent does for the exporter, and what it does not do. Its peer is on loopback. */
class CheckRunnerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final InetAddress OWN = InetAddress.ofLiteral("127.0.48.1");
  private static final InetAddress OTHER = InetAddress.ofLiteral("127.0.48.2");
  private static final ClientId SELF = new ClientId(AgentKind.HOST, "n1");
  private static final ClientId PEER = new ClientId(AgentKind.HOST, "n2");
  private static final CheckQuestion SMALL = question(List.of(CheckProbe.UDP), List.of(), 1);

  private final EventLoop loop = new EventLoop(ProcessClock.SYSTEM);
  private final UdpResponder responder =
      new UdpResponder(loop, List.of(OTHER), 0, AgentIdentity.of(PEER), ProcessClock.SYSTEM);
  private final List<AutoCloseable> parts = new ArrayList<>();
  private final CheckOutbox outbox = new CheckOutbox();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable part : parts.reversed()) {
      part.close();
    }
    responder.close();
    loop.close();
  }

  private CheckRunner runner(boolean enabled, String ranges) {
    return runner(
        enabled,
        ranges,
        new UdpProber(loop, List.of(OWN), ProcessClock.SYSTEM),
        new MtuProber(loop, List.of(OWN), OptionalInt.empty(), ProcessClock.SYSTEM));
  }

  private CheckRunner runner(boolean enabled, String ranges, Prober... probers) {
    Map<ProbeKind, Prober> byKind = new EnumMap<>(ProbeKind.class);
    for (Prober prober : probers) {
      parts.add(prober);
      byKind.put(prober.kind(), prober);
    }
    PathTracer tracer = new PathTracer(loop, List.of(OWN), ProcessClock.SYSTEM);
    parts.add(tracer);
    LinkPlan plan = new LinkPlan(AgentKind.HOST, Set.of(IpFamily.IPV4), byKind, 10250, false);
    CheckRunner runner =
        new CheckRunner(
            SELF,
            enabled,
            new AllowedPeers(AllowedRanges.parse(ranges)),
            new CheckTasks(plan, tracer, Duration.ofSeconds(5), ProcessClock.SYSTEM),
            ProcessClock.SYSTEM);
    parts.add(runner);
    return runner;
  }

  private static CheckQuestion question(List<CheckProbe> probes, List<Integer> sizes, int count) {
    return new CheckQuestion(Optional.empty(), Optional.empty(), probes, sizes, List.of(), count);
  }

  private CheckOrder order(String id, CheckQuestion question) {
    return new CheckOrder(
        id,
        new Peer(PEER, "", new Endpoint(List.of(), List.of(OTHER), responder.port())),
        question);
  }

  private List<CheckResult> results(int count) {
    await().atMost(PATIENCE).until(() -> outbox.offer().size() == count);
    return outbox.offer();
  }

  private CheckRefusal refusal(CheckResult result) {
    return result.refused().orElseThrow();
  }

  @Test
  void eachProbeIsSentAsOftenAsItWasOrdered() {
    CheckRunner runner = runner(true, "127.0.0.0/8");
    runner.take(
        List.of(
            order(
                "a",
                question(
                    List.of(CheckProbe.UDP, CheckProbe.MTU, CheckProbe.ICMP),
                    List.of(1_000, 2_000),
                    3))),
        outbox);

    CheckResult result = results(1).getFirst();

    assertEquals("a", result.order());
    assertEquals(
        List.of("udp 0 3", "mtu 1000 3", "mtu 2000 3"),
        result.lines().stream()
            .filter(CheckLine.Measured.class::isInstance)
            .map(CheckLine.Measured.class::cast)
            .filter(line -> line.failed() == 0 && line.rttMinMicros() > 0)
            .map(line -> line.probe() + " " + line.size() + " " + line.sent())
            .toList());
    CheckLine.Skipped icmp =
        assertInstanceOf(CheckLine.Skipped.class, result.lines().getLast(), "has no prober");
    assertEquals(CheckLine.Skipped.Reason.NOT_CONFIGURED, icmp.reason());
    assertEquals(1, runner.done());
  }

  @Test
  void aFailureIsToldWithItsReason() {
    int port = responder.port();
    responder.close();
    runner(true, "127.0.0.0/8")
        .take(
            List.of(
                new CheckOrder(
                    "a",
                    new Peer(PEER, "", new Endpoint(List.of(), List.of(OTHER), port)),
                    question(List.of(CheckProbe.UDP), List.of(), 4))),
            outbox);

    CheckLine.Measured line =
        assertInstanceOf(CheckLine.Measured.class, results(1).getFirst().lines().getFirst());

    assertTrue(line.isFailed());
    assertEquals(Map.of(FailureReason.REFUSED, 4), line.reasons());
    assertEquals(4, line.failedPorts().size(), "each from a port of its own");
  }

  @Test
  void anOrderThatIsRepeatedIsDoneOnce() {
    CheckRunner runner = runner(true, "127.0.0.0/8");
    runner.take(List.of(order("a", SMALL)), outbox);
    results(1);
    runner.take(List.of(order("a", SMALL), order("b", SMALL)), outbox);

    results(2);

    assertEquals(2, runner.done());
  }

  @Test
  void aResultWaitsUntilAHeartbeatIsAccepted() {
    CheckRunner runner = runner(true, "127.0.0.0/8");
    runner.take(List.of(order("a", SMALL)), outbox);
    results(1);
    runner.take(List.of(order("b", SMALL)), outbox);
    await().atMost(PATIENCE).until(() -> runner.done() == 2);
    outbox.accepted();

    assertEquals(List.of("b"), outbox.offer().stream().map(CheckResult::order).toList());
  }

  @Test
  void nothingIsSentToAnAddressOutsideTheAllowedRanges() {
    CheckRunner runner = runner(true, "10.0.0.0/8");
    runner.take(List.of(order("a", SMALL)), outbox);

    assertEquals(CheckRefusal.NOT_ALLOWED, refusal(results(1).getFirst()));
    assertEquals(1, runner.refused());
  }

  @Test
  void anAgentWhoseConfigurationForbidsItDoesNothing() {
    runner(false, "127.0.0.0/8").take(List.of(order("a", SMALL)), outbox);

    assertEquals(CheckRefusal.DISABLED, refusal(results(1).getFirst()));
  }

  @Test
  void moreOrdersThanTheAgentDoesInAMinuteAreRefused() {
    CheckRunner runner = runner(true, "127.0.0.0/8");
    for (int i = 0; i < 6; i++) {
      runner.take(List.of(order("order" + i, SMALL)), outbox);
      results(i + 1);
    }
    runner.take(List.of(order("last", SMALL)), outbox);

    assertEquals(CheckRefusal.TOO_MANY, refusal(results(7).getLast()));
  }

  @Test
  void anOrderOfTooManyPacketsIsRefused() {
    List<Integer> sizes = IntStream.rangeClosed(1, 8).map(i -> 1_000 + i).boxed().toList();
    CheckQuestion large =
        new CheckQuestion(
            Optional.empty(),
            Optional.empty(),
            List.of(CheckProbe.MTU),
            sizes,
            List.of(),
            CheckLimits.PACKETS);
    runner(true, "127.0.0.0/8").take(List.of(order("a", large)), outbox);

    assertEquals(CheckRefusal.TOO_LARGE, refusal(results(1).getFirst()));
  }

  @Test
  void oneCheckIsDoneAtATimeAndOnlyAFewWait() {
    List<Consumer<Outcome>> open = new CopyOnWriteArrayList<>();
    CheckRunner runner = runner(true, "127.0.0.0/8", new HeldProber(open));
    runner.take(List.of(order("first", SMALL)), outbox);
    await().atMost(PATIENCE).until(() -> open.size() == 1);
    for (int i = 0; i < CheckLimits.WAITING; i++) {
      runner.take(List.of(order("waiting" + i, SMALL)), outbox);
    }
    runner.take(List.of(order("last", SMALL)), outbox);

    assertEquals(CheckRefusal.BUSY, refusal(results(1).getFirst()));
    assertEquals(1, open.size(), "the others wait");

    open.getFirst().accept(new Outcome.Reply(1_000));
    await().atMost(PATIENCE).until(() -> open.size() == 2);
    assertEquals(List.of("last", "first"), results(2).stream().map(CheckResult::order).toList());
  }

  @Test
  void anAgentOfTheOtherKindIsNoTarget() {
    CheckOrder pod =
        new CheckOrder(
            "a",
            new Peer(
                new ClientId(AgentKind.POD, "n2"),
                "",
                new Endpoint(List.of(OTHER), List.of(), responder.port())),
            SMALL);
    runner(true, "127.0.0.0/8").take(List.of(pod), outbox);

    assertFalse(results(1).getFirst().refused().isEmpty());
  }

  @Test
  void aTraceOnLoopbackReachesTheAgentAtOnce() {
    runner(true, "127.0.0.0/8")
        .take(List.of(order("a", question(List.of(CheckProbe.TRACE), List.of(), 1))), outbox);

    CheckLine line = results(1).getFirst().lines().getFirst();

    if (line instanceof CheckLine.Traced trace) {
      assertFalse(trace.isFailed());
      assertEquals(OTHER, trace.hops().getLast().address());
    } else {
      assertInstanceOf(CheckLine.Skipped.class, line, "not on this system");
    }
  }

  /** A prober whose outcomes the test gives. */
  private record HeldProber(List<Consumer<Outcome>> open) implements Prober {
    @Override
    public ProbeKind kind() {
      return ProbeKind.UDP;
    }

    @Override
    public Optional<String> unsupported(IpFamily family) {
      return Optional.empty();
    }

    @Override
    public void probe(ProbeTarget target, long deadlineNanos, Consumer<Outcome> sink) {
      open.add(sink);
    }

    @Override
    public void close() {}
  }
}
