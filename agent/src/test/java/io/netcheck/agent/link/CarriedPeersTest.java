// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.netcheck.agent.probe.Prober;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Peer;
import io.netcheck.protocol.PeerList;
import io.netcheck.protocol.ProbeKind;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CarriedPeersTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final long HEAP = 32 << 20;
  private static final long LARGE_HEAP = 4L << 30;

  private static CarriedPeers carried(String node, Duration interval, long heap) {
    Map<ProbeKind, Prober> probers = new EnumMap<>(ProbeKind.class);
    Arrays.stream(ProbeKind.values())
        .forEach(kind -> probers.put(kind, new FakeProber(kind, _ -> Optional.empty())));
    return new CarriedPeers(
        new LinkPlan(AgentKind.HOST, Set.of(IpFamily.IPV4, IpFamily.IPV6), probers, 10_250, false),
        new ClientId(AgentKind.HOST, node),
        interval,
        heap);
  }

  private static PeerList list(int count, IntFunction<String> address) {
    return new PeerList(
        "g",
        IntStream.range(0, count)
            .mapToObj(number ->
                new Peer(
                    new ClientId(AgentKind.HOST, "n" + number),
                    "",
                    new Endpoint(
                        List.of(), List.of(InetAddress.ofLiteral(address.apply(number))), 6100)))
            .toList());
  }

  private static String own(int number) {
    return "10.0." + number / 250 + "." + (1 + number % 250);
  }

  @Test
  void aListWithinAllLimitsStaysAsItIs() {
    CarriedPeers carried = carried("a", SECOND, HEAP);
    PeerList given = list(500, CarriedPeersTest::own);
    assertEquals(given, carried.of(given));
    assertEquals(0, carried.leftOut());
  }

  @Test
  void moreThanTheHeapHoldsAreLeftOutAndCounted() {
    CarriedPeers carried = carried("a", SECOND, HEAP);
    PeerList kept = carried.of(list(5_000, CarriedPeersTest::own));
    assertEquals("g", kept.generation());
    assertEquals(512, kept.peers().size());
    assertEquals(5_000 - 512, carried.leftOut());
    carried.of(list(5, CarriedPeersTest::own));
    assertEquals(0, carried.leftOut());
  }

  /** Four kinds of probe in a round; a round of a tenth of a second has a tenth of the budget. */
  @Test
  void theProbesOfASecondHaveABudget() {
    assertEquals(
        CarriedPeers.PROBES_PER_SECOND / 4,
        carried("a", SECOND, LARGE_HEAP).of(list(5_000, CarriedPeersTest::own)).peers().size());
    assertEquals(
        CarriedPeers.PROBES_PER_SECOND / 40,
        carried("a", SECOND.dividedBy(10), LARGE_HEAP)
            .of(list(5_000, CarriedPeersTest::own))
            .peers()
            .size());
  }

  @Test
  void aThousandNamesOfOneAddressAreNotAFlood() {
    for (String victim : List.of("10.0.0.1", "fd00::1")) {
      CarriedPeers carried = carried("a", SECOND, HEAP);
      assertEquals(4, carried.of(list(1_000, _ -> victim)).peers().size());
      assertEquals(996, carried.leftOut());
    }
  }

  @Test
  void agentsLeaveOutDifferentPeersAndEachOneTheSameAgain() {
    PeerList given = list(5_000, CarriedPeersTest::own);
    List<Peer> first = carried("a", SECOND, HEAP).of(given).peers();
    List<Peer> reversed = new ArrayList<>(given.peers()).reversed();
    assertEquals(first, carried("a", SECOND, HEAP).of(new PeerList("h", reversed)).peers());
    Set<Peer> both = new HashSet<>(carried("b", SECOND, HEAP).of(given).peers());
    both.retainAll(first);
    assertNotEquals(0, both.size());
    // A tenth of a tenth: chance, not the same ones.
    assertEquals(512 * 512 / 5_000.0, both.size(), 35);
  }
}
