// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.protocol.Addresses;
import io.netcheck.protocol.DnsTransport;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/**
 * The lookups at one resolver: of every name over UDP, and of the first one over TCP. Whether TCP
 * reaches a resolver does not depend on the name.
 */
final class ScheduledLookups {
  private final DnsConfig config;

  ScheduledLookups(DnsConfig config) {
    this.config = config;
  }

  List<ScheduledCheck.OfDns> at(InetSocketAddress resolver) {
    List<ScheduledCheck.OfDns> checks = new ArrayList<>();
    for (String name : config.names()) {
      for (DnsTransport transport : config.transports()) {
        if (transport == config.transports().getFirst() || name.equals(config.names().getFirst())) {
          checks.add(
              new ScheduledCheck.OfDns(
                  Addresses.withPort(resolver.getAddress(), resolver.getPort()),
                  transport,
                  name,
                  new DnsCheck(resolver, transport, full(name)),
                  new CheckRecord()));
        }
      }
    }
    return checks;
  }

  private static Name full(String name) {
    try {
      return Name.fromString(name, Name.root);
    } catch (TextParseException e) {
      throw new IllegalArgumentException("not a domain name: " + name, e);
    }
  }
}
