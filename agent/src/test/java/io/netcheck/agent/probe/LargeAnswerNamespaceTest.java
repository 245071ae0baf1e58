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
      unshare -n sleep 300 >/dev/null 2>&1 & router=$!
      unshare -n sleep 300 >/dev/null 2>&1 & peer=$!
      trap 'kill $router $peer' EXIT
      here=$(readlink /proc/self/ns/net)
      for each in $router $peer; do
        until test "$(readlink /proc/$each/ns/net)" != "$here"; do sleep 0.01; done
      done
      r() { nsenter -t $router -n "$@"; }
      p() { nsenter -t $peer -n "$@"; }
      ip link set lo up
      ip link add s0 type veth peer name r0 netns $router
      r ip link add r1 type veth peer name p0 netns $peer
      ip addr add 10.79.1.1/24 dev s0
      ip addr add fd79:1::1/64 dev s0 nodad
      ip link set s0 up
      r sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
      r ip addr add 10.79.1.254/24 dev r0
      r ip addr add fd79:1::fe/64 dev r0 nodad
      r ip addr add 10.79.2.254/24 dev r1
      r ip addr add fd79:2::fe/64 dev r1 nodad
      r ip link set r0 up
      r ip link set r1 up
      p ip link set lo up
      p ip addr add 10.79.2.2/24 dev p0
      p ip addr add fd79:2::2/64 dev p0 nodad
      p ip link set p0 up
      p ip route add default via 10.79.2.254
      p ip route add default via fd79:2::fe
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
