// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.protocol.IpFamily;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The address from which this agent probes each IP family: its first address of that family. */
final class SourceAddresses {
  private final Map<IpFamily, InetAddress> byFamily = new EnumMap<>(IpFamily.class);

  SourceAddresses(List<InetAddress> addresses) {
    addresses.forEach(address -> byFamily.putIfAbsent(IpFamily.of(address), address));
  }

  Map<IpFamily, InetAddress> byFamily() {
    return byFamily;
  }

  Optional<InetAddress> of(IpFamily family) {
    return Optional.ofNullable(byFamily.get(family));
  }

  /** Why {@code family} cannot be probed; empty if it can. */
  Optional<String> missing(IpFamily family) {
    return byFamily.containsKey(family)
        ? Optional.empty()
        : Optional.of("this agent has no " + family + " address");
  }

  /** The address of {@code family}, which must exist. */
  InetAddress address(IpFamily family) {
    return of(family).orElseThrow();
  }

  /** Any free port at the address of {@code family}, which must exist. */
  InetSocketAddress anyPort(IpFamily family) {
    return new InetSocketAddress(address(family), 0);
  }

  static StandardProtocolFamily socketFamily(IpFamily family) {
    return switch (family) {
      case IPV4 -> StandardProtocolFamily.INET;
      case IPV6 -> StandardProtocolFamily.INET6;
    };
  }
}
