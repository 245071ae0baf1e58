// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import static io.netcheck.protocol.IpFamily.IPV4;
import static io.netcheck.protocol.IpFamily.IPV6;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostFamiliesTest {
  private static final InetAddress V4 = InetAddress.ofLiteral("10.0.0.1");
  private static final InetAddress V6 = InetAddress.ofLiteral("fd00::1");
  private static final InetAddress LOCAL_V4 = InetAddress.ofLiteral("127.0.0.1");
  private static final InetAddress LINK_V6 = InetAddress.ofLiteral("fe80::1");

  @Test
  void ipv6ComesFirstOnlyWhereThereIsNothingElse() {
    assertEquals(List.of(IPV6, IPV4), HostFamilies.preferred(List.of(LOCAL_V4, V6)));
    assertEquals(List.of(IPV4, IPV6), HostFamilies.preferred(List.of(V6, V4)));
    assertEquals(List.of(IPV4, IPV6), HostFamilies.preferred(List.of(LOCAL_V4, LINK_V6)));
    assertEquals(List.of(IPV4, IPV6), HostFamilies.preferred(List.of()));
  }
}
