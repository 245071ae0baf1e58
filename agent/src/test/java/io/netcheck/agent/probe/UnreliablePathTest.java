// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static io.netcheck.agent.probe.BlockingProbe.V4;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.agent.probe.UnreliablePath.Fate;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.PacketCounts;
import io.netcheck.protocol.WayCounts;
import io.netcheck.testing.MachineTest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real probers and a real responder, over a path that does to datagrams what paths do. */
@MachineTest
class UnreliablePathTest {
  private static final Duration WITHIN = Duration.ofMillis(800);

  private final EventLoop loop = new EventLoop(ProcessClock.SYSTEM);
  private final AnsweringAgent agent = new AnsweringAgent("n2", List.of(V4), 0);

  @AfterEach
  void close() {
    agent.close();
    loop.close();
  }

  /** The sum over twelve probes, of which the tenth is a pair. */
  private PacketCounts counts(Prober prober, UnreliablePath.Way there, UnreliablePath.Way back)
      throws IOException {
    PacketCounts counts = PacketCounts.NONE;
    try (UnreliablePath path =
        new UnreliablePath(V4, new InetSocketAddress(V4, agent.port()), there, back)) {
      ProbeTarget target =
          new ProbeTarget(
              V4, path.port(), Network.HOST, Optional.of(AnsweringAgent.identity("n2")), false);
      for (int i = 0; i < 12; i++) {
        counts = counts.plus(BlockingProbe.start(prober, target, WITHIN).join().packets());
      }
    }
    return counts;
  }

  private PacketCounts udp(UnreliablePath.Way there, UnreliablePath.Way back) throws IOException {
    try (UdpProber prober = new UdpProber(loop, List.of(V4), ProcessClock.SYSTEM)) {
      return counts(prober, there, back);
    }
  }

  private static PacketCounts there(int lost, int repeated, int reordered, int damaged) {
    return new PacketCounts(new WayCounts(lost, repeated, reordered, damaged), WayCounts.NONE);
  }

  private static PacketCounts back(int lost, int repeated, int reordered, int damaged) {
    return new PacketCounts(WayCounts.NONE, new WayCounts(lost, repeated, reordered, damaged));
  }

  private static Fate passes(int count) {
    return Fate.PASSES;
  }

  private static UnreliablePath.Way some(Fate fate, Integer... counts) {
    List<Integer> some = List.of(counts);
    return count -> some.contains(count) ? fate : Fate.PASSES;
  }

  @Test
  void aReliablePathHasNoCounts() throws IOException {
    assertEquals(PacketCounts.NONE, udp(UnreliablePathTest::passes, UnreliablePathTest::passes));
  }

  @Test
  void whatIsLostOnTheWayThereAndBackIsToldApart() throws IOException {
    assertEquals(there(3, 0, 0, 0), udp(some(Fate.LOST, 2, 5, 6), UnreliablePathTest::passes));
    assertEquals(back(3, 0, 0, 0), udp(UnreliablePathTest::passes, some(Fate.LOST, 2, 5, 6)));
  }

  @Test
  void whatIsRepeatedIsToldApart() throws IOException {
    assertEquals(there(0, 2, 0, 0), udp(some(Fate.REPEATED, 4, 7), UnreliablePathTest::passes));
    assertEquals(back(0, 2, 0, 0), udp(UnreliablePathTest::passes, some(Fate.REPEATED, 4, 7)));
  }

  @Test
  void whatIsOvertakenIsToldApart() throws IOException {
    assertEquals(there(0, 0, 1, 0), udp(some(Fate.OVERTAKEN, 10), UnreliablePathTest::passes));
    assertEquals(back(0, 0, 1, 0), udp(UnreliablePathTest::passes, some(Fate.OVERTAKEN, 10)));
  }

  @Test
  void whatIsDamagedIsToldApart() throws IOException {
    assertEquals(there(0, 0, 0, 2), udp(some(Fate.DAMAGED, 3, 8), UnreliablePathTest::passes));
    assertEquals(back(0, 0, 0, 2), udp(UnreliablePathTest::passes, some(Fate.DAMAGED, 3, 8)));
  }

  @Test
  void damageOfALargeDatagramShowsWhereverItIs() throws IOException {
    try (MtuProber prober =
        new MtuProber(loop, List.of(V4), OptionalInt.of(1_500), ProcessClock.SYSTEM)) {
      PacketCounts counts =
          counts(prober, some(Fate.DAMAGED, 3, 6, 9), UnreliablePathTest::passes).onlyDamaged();
      // One of them may be the datagram in fragments, which is sent now and then and not counted.
      int damaged = counts.there().damaged();
      assertTrue(damaged == 2 || damaged == 3, counts.toString());
      assertEquals(there(0, 0, 0, damaged), counts);
    }
  }
}
