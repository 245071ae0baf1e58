// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.agent.NamespaceOutput;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Probes of a node behind a router, while someone rejects them or answers instead. */
@MachineTest
class WhoAnswersNamespaceTest {
  /** Two targets have the same address. The router leads to the first one. */
  private static final String NETWORK =
      """
      set -e
      namespaces router target twin
      for each in "" router target twin; do
        $each sysctl -qw net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0
      done
      sysctl -qw net.ipv4.ping_group_range="0 2147483647"
      ip link set lo up
      ip link add s0 type veth peer name r0
      ip link set r0 netns $router
      router ip link add r1 type veth peer name t0
      router ip link set t0 netns $target
      router ip link add r2 type veth peer name t0
      router ip link set t0 netns $twin
      ip addr add 10.78.1.1/24 dev s0
      ip addr add fd78:1::1/64 dev s0 nodad
      ip link set s0 up
      router sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
      router ip addr add 10.78.1.254/24 dev r0
      router ip addr add fd78:1::fe/64 dev r0 nodad
      router ip addr add 10.78.2.254/24 dev r1
      router ip addr add fd78:2::fe/64 dev r1 nodad
      router ip link set r0 up
      router ip link set r1 up
      router ip link set r2 up
      for each in target twin; do
        $each ip link set lo up
        $each ip addr add 10.78.2.2/24 dev t0
        $each ip addr add fd78:2::2/64 dev t0 nodad
        $each ip link set t0 up
        $each ip route add default via 10.78.2.254
        $each ip route add default via fd78:2::fe
      done
      ip route add default via 10.78.1.254
      ip route add default via fd78:1::fe
      until ping -q -c 1 -W 1 fd78:2::2 >/dev/null; do :; done
      trap - EXIT
      set -- "$@" $router $target $twin
      """;

  /**
   * A packet filter at the target can say "refused" in its name, and so can one on the way with a
   * reset.
   */
  private static final String EXPECTED =
      """
      closed: icmp proven udp refused by target tcp refused
      closed6: icmp proven udp refused by target tcp refused
      open: icmp proven udp proven tcp proven
      open6: icmp proven udp proven tcp proven
      output: icmp rejected by source udp rejected by source tcp rejected by source
      output prohibited: icmp rejected by source udp rejected by source tcp rejected by source
      output reset: icmp proven udp proven tcp refused
      output dropped: icmp rejected by source udp rejected by source tcp timeout
      input: icmp rejected by target udp refused by target tcp rejected by target
      input prohibited: icmp rejected by target udp rejected by target tcp rejected by target
      input reset: icmp proven udp proven tcp refused
      router: icmp rejected by ROUTER udp rejected by ROUTER tcp rejected by ROUTER
      router prohibited: icmp rejected by ROUTER udp rejected by ROUTER tcp rejected by ROUTER
      router reset: icmp proven udp proven tcp refused
      router6: icmp rejected by ROUTER6 udp rejected by ROUTER6 tcp rejected by ROUTER6
      router6 prohibited: icmp rejected by ROUTER6 udp rejected by ROUTER6 tcp rejected by ROUTER6
      output6: icmp rejected by source udp rejected by source tcp rejected by source
      prohibit route: icmp rejected by source udp rejected by source tcp rejected by source
      unreachable route: icmp unreachable by source udp unreachable by source tcp unreachable by source
      router's prohibit route: icmp rejected by ROUTER udp rejected by ROUTER tcp rejected by ROUTER
      router's unreachable route: icmp unreachable by ROUTER udp unreachable by ROUTER tcp unreachable by ROUTER
      twin: icmp proven udp wrong_peer tcp wrong_peer
      proxy: icmp proven udp proven tcp wrong_peer
      proxy of a dead node: icmp timeout udp timeout tcp wrong_peer
      """;

  @Test
  void whoAnswersIsTold() throws IOException {
    TestRequirements.tools("iptables", "ip6tables", "nsenter", "sysctl");
    NamespaceOutput said = NamespaceOutput.run(NETWORK, "", WhoAnswersProgram.class);
    assertEquals(
        EXPECTED,
        (String.join("\n", said.lines()) + "\n")
            .replace("10.78.1.254", "ROUTER")
            .replace("fd78:1:0:0:0:0:0:fe", "ROUTER6"));
    assertEquals("", said.log());
  }
}
