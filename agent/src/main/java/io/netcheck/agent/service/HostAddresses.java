// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.protocol.IpFamily;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** The addresses of one host: at least one. */
record HostAddresses(List<InetAddress> all) {
  HostAddresses {
    all = List.copyOf(all);
    if (all.isEmpty()) {
      throw new IllegalArgumentException("no address");
    }
  }

  /** The first address in this IP family. */
  Optional<InetAddress> of(IpFamily family) {
    return all.stream().filter(address -> IpFamily.of(address) == family).findFirst();
  }

  /** The first address of the first IP family that has one. */
  InetAddress first(List<IpFamily> families) {
    return families.stream()
        .flatMap(family -> of(family).stream())
        .findFirst()
        .orElse(all.getFirst());
  }
}
