// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.agent.NamespaceOutput;
import io.netcheck.testing.MachineTest;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Probes that need a network namespace: ping groups, small MTUs, unreachable networks. */
@MachineTest
class ProbeNamespaceTest {
  private static final String NETWORK =
      """
      set -e
      ip link set lo mtu 1500 up
      ip link add out0 type veth peer name gone0
      ip addr add 10.77.0.1/24 dev out0
      ip link set out0 up
      ip link set gone0 up
      echo 1 > /proc/sys/net/ipv4/neigh/out0/mcast_solicit
      echo 200 > /proc/sys/net/ipv4/neigh/out0/retrans_time_ms
      ip route add prohibit 10.77.0.2/32
      """;

  /** The same user, who can read the classes, but without capabilities. */
  private static final String UNPRIVILEGED = "setpriv --bounding-set=-all --inh-caps=-all";

  @Test
  void groupsThatMayPingNeedNoPrivilege() throws IOException {
    List<String> lines =
        run("echo 0 2147483647 > /proc/sys/net/ipv4/ping_group_range\n", UNPRIVILEGED);
    assertEquals(
        List.of("icmp unsupported no, datagram", "icmp6 unsupported no, datagram"),
        lines.subList(0, 2));
    assertEquals(expected(), lines.subList(2, lines.size()));
  }

  @Test
  void aRawSocketIsTheSecondChoice() throws IOException {
    List<String> lines = run("echo 1 0 > /proc/sys/net/ipv4/ping_group_range\n", "");
    assertEquals(
        List.of("icmp unsupported no, raw", "icmp6 unsupported no, raw"), lines.subList(0, 2));
    assertEquals(expected(), lines.subList(2, lines.size()));
  }

  @Test
  void withoutEitherItIsNotSupportedAndSaysWhy() throws IOException {
    List<String> lines = run("echo 1 0 > /proc/sys/net/ipv4/ping_group_range\n", UNPRIVILEGED);
    String why = "not permitted: it needs a group within net.ipv4.ping_group_range, or CAP_NET_RAW";
    assertEquals(
        List.of("icmp unsupported " + why, "icmp6 unsupported " + why, "icmp local", "icmp6 local"),
        lines.subList(0, 4));
  }

  private static List<String> expected() {
    return List.of(
        "icmp reply",
        "icmp6 reply",
        "icmp absent unreachable",
        "icmp after absent reply",
        "icmp no route unreachable",
        "udp no route unreachable",
        "tcp no route unreachable",
        "tcp absent unreachable",
        "tcp own reply",
        "udp filtered rejected",
        "udp reply",
        "mtu reply",
        "mtu6 reply",
        "jumbo too_big",
        "jumbo6 too_big");
  }

  private static List<String> run(String prepare, String as) throws IOException {
    NamespaceOutput said = NamespaceOutput.run(NETWORK + prepare, as, ProbeNamespaceProgram.class);
    assertEquals("", said.log());
    return said.lines();
  }
}
