// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.protocol.IpFamily;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;

/** The order of the IP families on this host: IPv6 first only if it has no IPv4 address. */
final class HostFamilies {
  private HostFamilies() {}

  static List<IpFamily> preferred() {
    try {
      return preferred(
          NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses).toList());
    } catch (SocketException _) {
      return preferred(List.of());
    }
  }

  static List<IpFamily> preferred(List<InetAddress> addresses) {
    List<InetAddress> outward =
        addresses.stream()
            .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
            .toList();
    boolean ipv6Only =
        !outward.isEmpty() && outward.stream().noneMatch(Inet4Address.class::isInstance);
    return ipv6Only ? List.of(IpFamily.IPV6, IpFamily.IPV4) : List.of(IpFamily.IPV4, IpFamily.IPV6);
  }
}
