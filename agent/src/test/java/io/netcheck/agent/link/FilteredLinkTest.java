// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import static io.netcheck.agent.link.FilteredLinkProgram.ALL_UP;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.agent.NamespaceOutput;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A packet filter that stops some flows, on a real link with three kinds of probe. */
@MachineTest
class FilteredLinkTest {
  private static final String NETWORK =
      """
      set -e
      ip link set lo up
      ip addr add 10.78.0.1/32 dev lo
      ip addr add 10.78.0.2/32 dev lo
      iptables -w -A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT
      """;

  @Test
  void newFlowsThatAreDroppedAreNamedAndTheLinkStaysUp() throws IOException {
    String rule = "INPUT -m conntrack --ctstate NEW -j DROP";
    String filtered = "link up icmp up udp down new_flow tcp down new_flow";
    assertEquals(
        List.of("before " + ALL_UP, "filtered " + filtered, "after " + ALL_UP),
        run("states", "iptables -w -A " + rule, "iptables -w -D " + rule, filtered));
  }

  @Test
  void aKindOfProbeThatIsDroppedIsNoMatterOfNewFlows() throws IOException {
    String rule = "INPUT -p tcp -j DROP";
    String filtered = "link up icmp up udp up tcp down timeout";
    assertEquals(
        List.of("before " + ALL_UP, "filtered " + filtered, "after " + ALL_UP),
        run("states", "iptables -w -A " + rule, "iptables -w -D " + rule, filtered));
  }

  /** As a router that chooses one of two paths by the source port, of which one is dead. */
  @Test
  void sourcePortsThatAlwaysFailAreNamedUntilTheirPathIsBack() throws IOException {
    // The lowest bit of the source port, of packets to the peer.
    String rule = "PREROUTING -d 10.78.0.2 -p udp -m u32 --u32 '0>>22&0x3C@0>>16&1=1' -j DROP";
    List<String> lines =
        run("ports", "iptables -w -t raw -A " + rule, "iptables -w -t raw -D " + rule);
    assertEquals(List.of("before false", "filtered true up", "odd true"), lines.subList(0, 3));
    assertEquals(Set.of("odd true", "after false"), Set.copyOf(lines.subList(2, lines.size())));
  }

  private static List<String> run(String... arguments) throws IOException {
    TestRequirements.tools("iptables");
    return NamespaceOutput.run(NETWORK, "", FilteredLinkProgram.class, arguments).lines();
  }
}
