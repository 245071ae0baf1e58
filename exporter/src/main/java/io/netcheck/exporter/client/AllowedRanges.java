// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Which addresses an agent may claim. Whatever it claims, all its peers will send packets to:
 * nobody may turn the agents against addresses that are not the cluster's.
 */
public record AllowedRanges(List<Cidr> ranges) {
  /** Private (RFC 1918), shared (RFC 6598) and unique local addresses (RFC 4193). */
  public static final AllowedRanges PRIVATE =
      of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7");

  public AllowedRanges {
    ranges = List.copyOf(ranges);
  }

  public static AllowedRanges of(String... cidrs) {
    return new AllowedRanges(List.of(cidrs).stream().map(Cidr::parse).toList());
  }

  /** Why {@code address} is refused; empty where it is not. */
  public Optional<String> refusal(InetAddress address) {
    // These are never the address of one node as its peers see it, whatever the ranges say.
    if (address.isAnyLocalAddress()) {
      return Optional.of("the unspecified address is nobody's");
    }
    if (address.isMulticastAddress()) {
      return Optional.of("a multicast address is not one agent's");
    }
    if (address.isLinkLocalAddress()) {
      return Optional.of("a link-local address means nothing on another link");
    }
    boolean allowed = ranges.stream().anyMatch(range -> range.contains(address));
    return allowed
        ? Optional.empty()
        : Optional.of("an address of the ranges in NETCHECK_ALLOWED_CIDRS expected");
  }
}
