// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.agent.NamespaceOutput;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Full-size probes through a real router to a peer in another network namespace. */
@MachineTest
class PathMtuNamespaceTest {
  /** An agent, a router and a peer. {@code "$@"} is the program, which runs at both ends. */
  private static final String NETWORK =
      """
      set -e
      ip link set lo up
      unshare -n sleep 300 >/dev/null & export ROUTER=$!
      unshare -n sleep 300 >/dev/null & PEER=$!
      while [ "$(readlink /proc/$ROUTER/ns/net)" = "$(readlink /proc/$$/ns/net)" ] \
         || [ "$(readlink /proc/$PEER/ns/net)" = "$(readlink /proc/$$/ns/net)" ]; do sleep 0.05; done
      router() { nsenter -t $ROUTER -n "$@"; }
      peer() { nsenter -t $PEER -n "$@"; }
      ip link add out0 type veth peer name in0 netns $ROUTER
      router ip link add out0 type veth peer name in0 netns $PEER
      ip addr add 10.77.1.1/24 dev out0
      ip addr add fd77:1::1/64 dev out0 nodad
      ip link set out0 up
      router ip addr add 10.77.1.254/24 dev in0
      router ip addr add fd77:1::fe/64 dev in0 nodad
      router ip addr add 10.77.2.254/24 dev out0
      router ip addr add fd77:2::fe/64 dev out0 nodad
      router ip link set in0 up
      router ip link set out0 up
      router sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
      router sysctl -qw net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0
      peer ip link set lo up
      peer ip addr add 10.77.2.1/24 dev in0
      peer ip addr add fd77:2::1/64 dev in0 nodad
      peer ip link set in0 up
      peer ip route add default via 10.77.2.254
      peer ip -6 route add default via fd77:2::fe
      ip route add default via 10.77.1.254
      ip -6 route add default via fd77:1::fe
      peer "$@" answer >/dev/null & export ANSWERS=$!
      export SLEEPS="$ROUTER $PEER"
      """;

  @Test
  void theSizeIsThatOfTheRouteAndWhatTheKernelRemembersDoesNotDecide() throws IOException {
    TestRequirements.tools("iptables", "ip6tables", "nsenter");
    NamespaceOutput said = NamespaceOutput.run(NETWORK, "", PathMtuProgram.class);

    assertEquals(
        List.of(
            "ipv4 route of 1450, and only 1450 passes: reply",
            "ipv4 router tells 1400: reply, 1400 passes",
            "ipv4 mended: reply",
            "ipv4 1400 while the kernel remembers 1300: reply, 1400 passes",
            "ipv4 router is silent: timeout, 1400 passes",
            "ipv4 mended: reply",
            "ipv4 own interface of 1420: reply",
            "ipv6 route of 1450, and only 1450 passes: reply",
            "ipv6 router tells 1400: reply, 1400 passes",
            "ipv6 mended: reply",
            "ipv6 1400 while the kernel remembers 1300: reply, 1400 passes",
            "ipv6 router is silent: timeout, 1400 passes",
            "ipv6 mended: reply",
            "ipv6 own interface of 1420: reply"),
        said.lines());
    assertEquals("", said.log());
  }
}
