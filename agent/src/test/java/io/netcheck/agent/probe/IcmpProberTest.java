// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static io.netcheck.agent.probe.BlockingProbe.LONG;
import static io.netcheck.agent.probe.BlockingProbe.V4;
import static io.netcheck.agent.probe.BlockingProbe.V6;
import static io.netcheck.agent.probe.BlockingProbe.ask;
import static io.netcheck.agent.probe.BlockingProbe.reason;
import static io.netcheck.agent.probe.BlockingProbe.reply;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.ProgramRun;
import io.netcheck.testing.TestRequirements;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IcmpProberTest {
  private final EventLoop loop = new EventLoop(ProcessClock.SYSTEM);

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void theHostAnswersInBothFamilies() {
    try (IcmpProber prober = permitted(List.of(V4, V6), ProcessClock.SYSTEM)) {
      for (InetAddress address : List.of(V4, V6)) {
        for (int i = 0; i < 20; i++) {
          Outcome.Reply reply = reply(ask(prober, address, 0, LONG));
          assertTrue(reply.rttNanos() > 0 && reply.rttNanos() < LONG.toNanos(), reply.toString());
          assertEquals(64, reply.hopLimit(), "what Linux sends with");
        }
      }
    }
  }

  @Test
  void oneAddressOfTheLoopbackNetworkAsksAnother() {
    InetAddress own = InetAddress.ofLiteral("127.0.0.11");
    try (IcmpProber prober = permitted(List.of(own), ProcessClock.SYSTEM)) {
      reply(ask(prober, InetAddress.ofLiteral("127.0.0.12"), 0, LONG));
    }
  }

  @Test
  void aWallClockThatJumpsChangesNoRoundTrip() {
    for (Duration offset : List.of(Duration.ofHours(-1), Duration.ZERO, Duration.ofHours(1))) {
      try (IcmpProber prober =
          permitted(List.of(V4), new JumpingClock(offset, Duration.ofMinutes(30)))) {
        for (int i = 0; i < 4; i++) {
          long rtt = reply(ask(prober, V4, 0, LONG)).rttNanos();
          assertTrue(rtt > 0 && rtt < LONG.toNanos(), "rtt " + rtt);
        }
      }
    }
  }

  @Test
  void whatIsAskedAfterItsDeadlineIsNotMeasured() {
    try (IcmpProber prober = permitted(List.of(V4), ProcessClock.SYSTEM)) {
      assertInstanceOf(Outcome.Unmeasured.class, ask(prober, V4, 0, Duration.ofMillis(-1)));
    }
  }

  @Test
  void anAddressThatCannotBeReachedIsAFailure() {
    // The kernel sends nothing from a loopback address: it returns EINVAL or ENETUNREACH.
    try (IcmpProber prober = permitted(List.of(V4), ProcessClock.SYSTEM)) {
      Outcome outcome = ask(prober, InetAddress.ofLiteral("192.0.2.1"), 0, BlockingProbe.SHORT);
      assertTrue(!outcome.pathWorks(), outcome.toString());
    }
  }

  @Test
  void aFamilyWithoutAnAddressIsNotSupported() {
    try (IcmpProber prober = new IcmpProber(loop, List.of(V4), ProcessClock.SYSTEM)) {
      assertEquals(
          "this agent has no ipv6 address", prober.unsupported(IpFamily.IPV6).orElseThrow());
      assertEquals(FailureReason.LOCAL, reason(ask(prober, V6, 0, LONG)));
    }
  }

  @Test
  void anAddressThatIsNotOwnIsNotSupportedWithItsReason() {
    permitted(List.of(V4), ProcessClock.SYSTEM).close();
    try (IcmpProber prober =
        new IcmpProber(loop, List.of(InetAddress.ofLiteral("192.0.2.1")), ProcessClock.SYSTEM)) {
      String reason = prober.unsupported(IpFamily.IPV4).orElseThrow();
      assertTrue(reason.startsWith("no ICMP socket at 192.0.2.1, bind: errno "), reason);
    }
  }

  @Test
  @MachineTest
  void withoutTheChannelsOfTheJdkItIsNotSupported() throws Exception {
    assertEquals(
        "the JDK's channels are closed: --add-exports=java.base/sun.nio.ch=ALL-UNNAMED\n",
        ProgramRun.output(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                ClosedChannelsProgram.class.getName())));
  }

  @Test
  void everyQuestionComesToExactlyOneOutcome() {
    int count = 2_000;
    Random random = new Random(7);
    AtomicIntegerArray outcomes = new AtomicIntegerArray(count);
    InetAddress[] targets = {V4, V6, InetAddress.ofLiteral("127.0.0.9")};
    try (IcmpProber prober = permitted(List.of(V4, V6), ProcessClock.SYSTEM)) {
      for (int i = 0; i < count; i++) {
        int number = i;
        prober.probe(
            new ProbeTarget(targets[random.nextInt(targets.length)], 0, Network.POD),
            System.nanoTime() + random.nextLong(-1_000_000, 400_000_000),
            _ -> outcomes.incrementAndGet(number));
      }
      await()
          .atMost(LONG)
          .until(() -> IntStream.range(0, count).allMatch(i -> outcomes.get(i) > 0));
      reply(ask(prober, V4, 0, LONG));
    }
    for (int i = 0; i < count; i++) {
      assertEquals(1, outcomes.get(i), "question " + i);
    }
  }

  @Test
  void theSequenceWrapsAround() {
    int count = 70_000;
    AtomicIntegerArray outcomes = new AtomicIntegerArray(2);
    try (IcmpProber prober = permitted(List.of(V4), ProcessClock.SYSTEM)) {
      ProbeTarget target = new ProbeTarget(V4, 0, Network.POD);
      for (int i = 0; i < count; i++) {
        prober.probe(
            target,
            System.nanoTime() + LONG.toNanos(),
            outcome -> outcomes.incrementAndGet(outcome instanceof Outcome.Reply ? 0 : 1));
        if (i % 64 == 63) {
          int asked = i + 1;
          while (outcomes.get(0) + outcomes.get(1) < asked) {
            Thread.onSpinWait();
          }
        }
      }
      await().atMost(LONG).until(() -> outcomes.get(0) + outcomes.get(1) == count);
    }
    assertEquals(0, outcomes.get(1), "failures");
  }

  @Test
  void nothingIsSentOnceItIsClosed() {
    IcmpProber prober = permitted(List.of(V4, V6), ProcessClock.SYSTEM);
    AtomicInteger late = new AtomicInteger();
    AtomicBoolean closed = new AtomicBoolean();
    // Senders that continue while it closes: another file may have the number of its socket then.
    List<Thread> senders =
        IntStream.range(0, 2)
            .mapToObj(_ ->
                Thread.ofVirtual()
                    .start(() -> {
                      for (int i = 0; i < 20_000; i++) {
                        prober.probe(
                            new ProbeTarget(i % 2 == 0 ? V4 : V6, 0, Network.POD),
                            System.nanoTime() + LONG.toNanos(),
                            _ -> late.addAndGet(closed.get() ? 1 : 0));
                      }
                    }))
            .toList();
    prober.close();
    closed.set(true);
    await().atMost(LONG).until(() -> senders.stream().noneMatch(Thread::isAlive));
    loop.exclusively(() -> {});
    assertEquals(0, late.get());
  }

  private IcmpProber permitted(List<InetAddress> own, ProcessClock clock) {
    IcmpProber prober = new IcmpProber(loop, own, clock);
    Optional<String> unsupported =
        own.stream().map(IpFamily::of).flatMap(f -> prober.unsupported(f).stream()).findFirst();
    if (unsupported.isPresent()) {
      prober.close();
    }
    TestRequirements.that(unsupported.isEmpty(), "ICMP: " + unsupported.orElse(""));
    return prober;
  }
}
