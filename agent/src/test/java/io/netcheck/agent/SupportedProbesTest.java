// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.testing.MachineTest;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A host may forbid a kind of probe in one IP family only. */
@MachineTest
class SupportedProbesTest {
  private static final String NETWORK =
      """
      set -e
      ip link set lo up
      ip addr add 10.79.0.1/32 dev lo
      ip addr add fd79::1/128 dev lo nodad
      ip6tables -w -A OUTPUT -p icmpv6 --icmpv6-type echo-request -j DROP
      """;

  @Test
  void eachIpFamilySaysWhatItSupports() throws IOException {
    TestRequirements.tools("ip6tables");
    assertEquals(
        List.of(
            "netcheck_probe_supported{ip_family=\"ipv4\",probe=\"icmp\"} 1.0",
            "netcheck_probe_supported{ip_family=\"ipv4\",probe=\"udp\"} 1.0",
            "netcheck_probe_supported{ip_family=\"ipv6\",probe=\"icmp\"} 0.0",
            "netcheck_probe_supported{ip_family=\"ipv6\",probe=\"udp\"} 1.0"),
        run("10.79.0.1,fd79::1"));
  }

  @Test
  void aFamilyThatTheAgentDoesNotHaveIsNotMentioned() throws IOException {
    TestRequirements.tools("ip6tables");
    assertEquals(
        List.of(
            "netcheck_probe_supported{ip_family=\"ipv4\",probe=\"icmp\"} 1.0",
            "netcheck_probe_supported{ip_family=\"ipv4\",probe=\"udp\"} 1.0"),
        run("10.79.0.1"));
  }

  private static List<String> run(String addresses) throws IOException {
    return NamespaceOutput.run(NETWORK, "", SupportedProbesProgram.class, addresses)
        .lines()
        .stream()
        .sorted()
        .toList();
  }
}
