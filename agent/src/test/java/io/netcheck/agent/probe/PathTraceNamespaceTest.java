// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.agent.NamespaceOutput;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Traces to a node behind two routers, while one of them drops or rejects. */
@MachineTest
class PathTraceNamespaceTest {
  private static final String NETWORK =
      """
      set -e
      namespaces near far target
      for each in near far target; do
        $each sysctl -qw net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0
        $each sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
        $each ip link set lo up
      done
      sysctl -qw net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0
      ip link set lo up
      ip link add s0 type veth peer name n0
      ip link set n0 netns $near
      near ip link add n1 type veth peer name f0
      near ip link set f0 netns $far
      far ip link add f1 type veth peer name t0
      far ip link set t0 netns $target
      ip addr add 10.79.1.1/24 dev s0
      ip addr add fd79:1::1/64 dev s0 nodad
      ip link set s0 up
      near ip addr add 10.79.1.254/24 dev n0
      near ip addr add fd79:1::fe/64 dev n0 nodad
      near ip addr add 10.79.2.1/24 dev n1
      near ip addr add fd79:2::1/64 dev n1 nodad
      near ip link set n0 up
      near ip link set n1 up
      far ip addr add 10.79.2.254/24 dev f0
      far ip addr add fd79:2::fe/64 dev f0 nodad
      far ip addr add 10.79.3.254/24 dev f1
      far ip addr add fd79:3::fe/64 dev f1 nodad
      far ip link set f0 up
      far ip link set f1 up
      target ip addr add 10.79.3.2/24 dev t0
      target ip addr add fd79:3::2/64 dev t0 nodad
      target ip link set t0 up
      ip route add default via 10.79.1.254
      ip route add default via fd79:1::fe
      near ip route add default via 10.79.2.254
      near ip route add default via fd79:2::fe
      far ip route add default via 10.79.2.1
      far ip route add default via fd79:2::1
      target ip route add default via 10.79.3.254
      target ip route add default via fd79:3::fe
      until ping -q -c 1 -W 1 fd79:3::2 >/dev/null; do :; done
      until ping -q -c 1 -W 1 10.79.3.2 >/dev/null; do :; done
      trap - EXIT
      set -- "$@" $near $far $target
      """;

  private static final String EXPECTED =
      """
      closed: 1 NEAR, 2 FAR, 3 TARGET
      closed6: 1 NEAR6, 2 FAR6, 3 TARGET6
      whole: 1 NEAR, 2 FAR, 3 TARGET
      whole6: 1 NEAR6, 2 FAR6, 3 TARGET6
      another agent: 1 NEAR, 2 FAR, 3 TARGET wrong_peer
      dropped behind the second: 1 NEAR, 2 FAR timeout
      dropped behind the second6: 1 NEAR6, 2 FAR6 timeout
      dropped behind the first: 1 NEAR timeout
      dropped behind the first6: 1 NEAR6 timeout
      rejected by the second: 1 NEAR, 2 FAR rejected
      rejected by the second6: 1 NEAR6, 2 FAR6 rejected
      no route at the second: 1 NEAR, 2 FAR unreachable
      no route at the second6: 1 NEAR6, 2 FAR6 unreachable
      silent first hop: 2 FAR, 3 TARGET
      silent first hop6: 2 FAR6, 3 TARGET6
      hop limit: 62
      hop limit6: 62
      hop limit of a shorter way back: 63
      hop limit of a shorter way back6: 63
      rejected here: 0 OWN rejected
      rejected here6: 0 OWN6 rejected
      no route here: 0 OWN unreachable
      no route here6: 0 OWN6 unreachable
      """;

  @Test
  void theLastHopThatAnswersIsTheLastBeforeTheFault() throws IOException {
    TestRequirements.tools("iptables", "ip6tables", "nsenter", "sysctl", "ping");
    NamespaceOutput said = NamespaceOutput.run(NETWORK, "", PathTraceProgram.class);
    assertEquals(
        EXPECTED,
        (String.join("\n", said.lines()) + "\n")
            .replace("10.79.1.254", "NEAR")
            .replace("10.79.2.254", "FAR")
            .replace("10.79.3.2", "TARGET")
            .replace("10.79.1.1", "OWN")
            .replace("fd79:1:0:0:0:0:0:fe", "NEAR6")
            .replace("fd79:2:0:0:0:0:0:fe", "FAR6")
            .replace("fd79:3:0:0:0:0:0:2", "TARGET6")
            .replace("fd79:1:0:0:0:0:0:1", "OWN6"));
    assertEquals("", said.log());
  }
}
