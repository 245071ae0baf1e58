// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.AllowedRanges;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.Peer;
import io.netcheck.protocol.PeerList;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AllowedPeersTest {
  private final AllowedPeers allowed = new AllowedPeers(AllowedRanges.PRIVATE);

  private static Peer peer(String name, List<String> pod, String... node) {
    return new Peer(
        new ClientId(AgentKind.POD, name),
        "z",
        new Endpoint(
            pod.stream().map(InetAddress::ofLiteral).toList(),
            Arrays.stream(node).map(InetAddress::ofLiteral).toList(),
            6100));
  }

  @Test
  void whoIsWithinTheRangesIsProbedAsHeIs() {
    PeerList given =
        new PeerList("g", List.of(peer("a", List.of("10.0.0.1", "fd00::1"), "192.168.0.1")));
    assertEquals(given, allowed.of(given));
    assertEquals(0, allowed.refused());
  }

  @Test
  void whatIsOutsideIsLeftOutAndTheListStaysTheSameOne() {
    PeerList given =
        new PeerList(
            "g",
            List.of(
                peer("a", List.of("10.0.0.1"), "192.168.0.1"),
                peer("half", List.of("10.0.0.2", "2001:db8::2"), "169.254.169.254"),
                peer("node", List.of("203.0.113.8"), "192.168.0.3"),
                peer("metadata", List.of("169.254.169.254"), "169.254.169.254"),
                peer("public", List.of("203.0.113.7")),
                peer("own", List.of("127.0.0.1"), "::1"),
                peer("nobody", List.of())));
    assertEquals(
        new PeerList(
            "g",
            List.of(
                peer("a", List.of("10.0.0.1"), "192.168.0.1"),
                peer("half", List.of("10.0.0.2")),
                peer("node", List.of(), "192.168.0.3"),
                peer("nobody", List.of()))),
        allowed.of(given));
    assertEquals(5, allowed.refused());
    assertEquals(PeerList.NONE, allowed.of(PeerList.NONE));
    assertEquals(0, allowed.refused());
  }
}
