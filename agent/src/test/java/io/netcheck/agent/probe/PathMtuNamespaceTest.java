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
      namespaces router peer
      export ROUTER=$router
      ip link add out0 type veth peer name in0 netns $router
      router ip link add out0 type veth peer name in0 netns $peer
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
      peer ip link set lo up
      peer ip addr add 10.77.2.1/24 dev in0
      peer ip addr add fd77:2::1/64 dev in0 nodad
      peer ip link set in0 up
      peer ip route add default via 10.77.2.254
      peer ip -6 route add default via fd77:2::fe
      ip route add default via 10.77.1.254
      ip -6 route add default via fd77:1::fe
      """;

  private static final String ANSWERS =
      """
      peer env ROLE=peer "$@" >/dev/null & export ANSWERS=$!
      export SLEEPS="$router $peer"
      """;

  /**
   * The peer has many addresses, so that one host stands for many. Linux tells about every packet;
   * here the router is one that does not.
   */
  private static final String MANY_PEERS =
      """
      for host in $(seq 2 24); do peer ip addr add 10.77.2.$host/24 dev in0; done
      router ip link set out0 mtu 1400
      tells="OUTPUT -p icmp --icmp-type fragmentation-needed"
      router iptables -A $tells -m limit --limit 1/s --limit-burst 4 -j ACCEPT
      router iptables -A $tells -j DROP
      """;

  private static NamespaceOutput run(String prepare, String mode) throws IOException {
    TestRequirements.tools("iptables", "ip6tables", "nsenter");
    return NamespaceOutput.run(NETWORK + prepare + ANSWERS, "", PathMtuProgram.class, mode);
  }

  @Test
  void theSizeIsThatOfTheRouteAndWhatTheKernelRemembersDoesNotDecide() throws IOException {
    NamespaceOutput said = run("", "changes");

    assertEquals(
        List.of(
            "ipv4 route of 1450, and only 1450 passes: reply",
            "ipv4 second fragments are lost: fragments",
            "ipv4 mended: reply",
            "ipv4 router tells 1400: reply, 1400 passes",
            "ipv4 mended: reply",
            "ipv4 1400 while the kernel remembers 1300: reply, 1400 passes",
            "ipv4 router is silent: timeout, 1400 passes",
            "ipv4 mended: reply",
            "ipv4 first probe fits its own interface: true",
            "ipv4 own interface of 1420: reply",
            "ipv6 route of 1450, and only 1450 passes: reply",
            "ipv6 second fragments are lost: fragments",
            "ipv6 mended: reply",
            "ipv6 router tells 1400: reply, 1400 passes",
            "ipv6 mended: reply",
            "ipv6 1400 while the kernel remembers 1300: reply, 1400 passes",
            "ipv6 router is silent: timeout, 1400 passes",
            "ipv6 mended: reply",
            "ipv6 first probe fits its own interface: true",
            "ipv6 own interface of 1420: reply"),
        said.lines());
    assertEquals("", said.log());
  }

  @Test
  void aRouterThatTellsOnlyAboutOnePacketASecondIsNoBlackHole() throws IOException {
    NamespaceOutput said = run(MANY_PEERS, "many");

    assertEquals(List.of("24 of 24 paths told 1400, none was down"), said.lines());
    assertEquals("", said.log());
  }
}
