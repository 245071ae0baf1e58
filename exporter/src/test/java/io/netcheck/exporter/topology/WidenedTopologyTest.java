// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.exporter.TestClock;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.Peer;
import io.netcheck.protocol.PeerList;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class WidenedTopologyTest {
  private final TestClock clock = new TestClock();
  private final PeerMembership membership = new PeerMembership();
  private final TemporaryPeers temporary =
      new TemporaryPeers(new TemporaryPeers.Limits(4, 4, 100), clock);
  private final Topology usual = new LiveTopology(membership, 4, clock);
  private final WidenedTopology widened =
      new WidenedTopology(usual, List.of(temporary), membership::peer);

  WidenedTopologyTest() {
    for (int i = 1; i <= 20; i++) {
      InetAddress address = InetAddress.ofLiteral("10.0.0." + i);
      membership.put(new Peer(id(i), "", new Endpoint(List.of(), List.of(address), 6100)));
    }
  }

  private static ClientId id(int number) {
    return new ClientId(AgentKind.HOST, "n" + number);
  }

  /** One that is no peer of {@code source}. */
  private ClientId other(ClientId source) {
    return membership.ids(AgentKind.HOST).stream()
        .filter(id -> !id.equals(source))
        .filter(id -> usual.peersOf(source).peers().stream().noneMatch(it -> it.id().equals(id)))
        .sorted()
        .findFirst()
        .orElseThrow();
  }

  @Test
  void anAgentWithATemporaryPeerHasAnotherListAndAlwaysTheSame() {
    ClientId other = other(id(1));
    temporary.keep(id(1), other, Duration.ofMinutes(1));
    PeerList list = widened.peersOf(id(1));
    assertTrue(list.peers().stream().anyMatch(peer -> peer.id().equals(other)));
    assertNotEquals(usual.peersOf(id(1)).generation(), list.generation());
    assertSame(list, widened.peersOf(id(1)));
    assertEquals(usual.peersOf(id(2)), widened.peersOf(id(2)));
  }

  @Test
  void theListOfAnAgentThatIsGoneIsNotKept() {
    temporary.keep(id(1), other(id(1)), Duration.ofMinutes(1));
    var _ = widened.peersOf(id(1));
    membership.remove(id(1));
    clock.advance(Duration.ofMinutes(2));
    temporary.expire();

    temporary.keep(id(2), other(id(2)), Duration.ofMinutes(1));
    var _ = widened.peersOf(id(2));
    assertEquals(1, widened.kept());
  }
}
