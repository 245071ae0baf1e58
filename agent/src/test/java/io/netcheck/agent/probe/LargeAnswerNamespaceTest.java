// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.agent.NamespaceOutput;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Large answers of an agent behind a real router that lets only some packets pass. */
@MachineTest
class LargeAnswerNamespaceTest {
  private static final String NETWORK =
      """
      set -e
      namespaces router peer
      ip link set lo up
      ip link add s0 type veth peer name r0 netns $router
      router ip link add r1 type veth peer name p0 netns $peer
      ip addr add 10.79.1.1/24 dev s0
      ip addr add fd79:1::1/64 dev s0 nodad
      ip link set s0 up
      router sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
      router ip addr add 10.79.1.254/24 dev r0
      router ip addr add fd79:1::fe/64 dev r0 nodad
      router ip addr add 10.79.2.254/24 dev r1
      router ip addr add fd79:2::fe/64 dev r1 nodad
      router ip link set r0 up
      router ip link set r1 up
      peer ip link set lo up
      peer ip addr add 10.79.2.2/24 dev p0
      peer ip addr add fd79:2::2/64 dev p0 nodad
      peer ip link set p0 up
      peer ip route add default via 10.79.2.254
      peer ip route add default via fd79:2::fe
      ip route add default via 10.79.1.254
      ip route add default via fd79:1::fe
      trap - EXIT
      set -- "$@" $router $peer
      """;

  @Test
  void largeTcpSegmentsThatDieWhileDatagramsPassAreTold() throws IOException {
    TestRequirements.tools("iptables", "ip6tables", "nsenter", "sysctl");
    NamespaceOutput said = NamespaceOutput.run(NETWORK, "", LargeAnswerProgram.class);
    assertEquals(
        List.of(
            "ipv4 all pass: reply",
            "ipv4 large segments die: large_answer",
            "ipv4 mended: reply",
            "ipv6 all pass: reply",
            "ipv6 large segments die: large_answer",
            "ipv6 mended: reply"),
        said.lines());
    assertEquals("", said.log());
  }
}
