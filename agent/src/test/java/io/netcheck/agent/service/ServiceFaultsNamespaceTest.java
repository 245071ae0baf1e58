// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.agent.NamespaceOutput;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Faults that a packet filter makes, in a network namespace. */
@MachineTest
class ServiceFaultsNamespaceTest {
  @Test
  void everyFaultHasItsOwnReason() throws IOException {
    TestRequirements.tools("iptables", "ip6tables");
    NamespaceOutput said =
        NamespaceOutput.run("ip link set lo up\n", "", ServiceFaultsProgram.class);

    assertEquals(
        List.of(
            "lost first packets: 0, success, counted 0",
            "lost first packets: 1, success, counted 1",
            "lost first packets: 2, success, counted 2",
            "refused without a policy: reachable",
            "refused, dropped: timeout",
            "refused, rejected: success",
            "timeout without a policy: reachable",
            "timeout, dropped: success",
            "timeout, rejected: refused",
            "refused|timeout without a policy: reachable",
            "refused|timeout, dropped: success",
            "refused|timeout, rejected: success",
            "families: ipv4 success, ipv6 success",
            "families, IPv6 rejected: ipv4 success, ipv6 refused",
            "lookups: udp success, tcp success",
            "one query lost: udp one_answer, tcp success",
            "UDP dropped: udp timeout, tcp success",
            "UDP rejected: udp refused, tcp success",
            "TCP dropped: udp success, tcp timeout",
            "TCP rejected: udp success, tcp refused"),
        said.lines());
    assertEquals("", said.log());
  }
}
