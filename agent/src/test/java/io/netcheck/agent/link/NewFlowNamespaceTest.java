// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.agent.NamespaceOutput;
import io.netcheck.testing.MachineTest;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A packet filter that knows connections, on a real link with three kinds of probe. */
@MachineTest
class NewFlowNamespaceTest {
  private static final String NETWORK =
      """
      set -e
      ip link set lo up
      ip addr add 10.78.0.1/32 dev lo
      ip addr add 10.78.0.2/32 dev lo
      iptables -w -A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT
      """;

  private static final String ALL_UP = "link up icmp up udp up tcp up";

  @Test
  void newFlowsThatAreDroppedAreNamedAndTheLinkStaysUp() throws IOException {
    assertEquals(
        List.of(
            "before " + ALL_UP,
            "filtered link up icmp up udp down new_flow tcp down new_flow",
            "after " + ALL_UP),
        run("-m conntrack --ctstate NEW -j DROP"));
  }

  @Test
  void aKindOfProbeThatIsDroppedIsNoMatterOfNewFlows() throws IOException {
    assertEquals(
        List.of(
            "before " + ALL_UP,
            "filtered link up icmp up udp up tcp down timeout",
            "after " + ALL_UP),
        run("-p tcp -j DROP"));
  }

  private static List<String> run(String rule) throws IOException {
    NamespaceOutput said =
        NamespaceOutput.run(NETWORK, "", NewFlowNamespaceProgram.class, rule.split(" "));
    return said.lines();
  }
}
