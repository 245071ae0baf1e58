// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The addresses that an agent may claim and probe. All peers of an agent send packets to the
 * addresses that it claims, so no client may direct agents at addresses outside the cluster.
 */
public record AllowedRanges(List<Cidr> ranges) {
  /** Private (RFC 1918), shared (RFC 6598) and unique local addresses (RFC 4193). */
  public static final AllowedRanges PRIVATE =
      of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7");

  /** Completes the sentence "expected …" of a setting. */
  public static final String EXPECTED =
      "ranges of addresses separated by commas, such as 10.0.0.0/8,fd00::/8";

  private static final Cidr THIS_NETWORK = Cidr.parse("0.0.0.0/8");
  private static final Cidr BROADCAST = Cidr.parse("255.255.255.255/32");

  /**
   * The metadata services of clouds that give secrets to an instance and lie within private or
   * public ranges: those of Amazon, Google, Alibaba, Azure and Oracle. Other clouds use
   * 169.254.169.254, which is link-local.
   */
  private static final List<Cidr> METADATA =
      List.of(
          Cidr.parse("fd00:ec2::/32"),
          Cidr.parse("fd20:ce::254/128"),
          Cidr.parse("100.100.100.200/32"),
          Cidr.parse("168.63.129.16/32"),
          Cidr.parse("192.0.0.192/32"));

  /** IPv6 addresses that carry an IPv4 address, from byte {@code at} on. */
  private record Carrier(Cidr range, int at) {}

  private static final List<Carrier> CARRIERS =
      List.of(
          // 6to4 (RFC 3056).
          new Carrier(Cidr.parse("2002::/16"), 2),
          // NAT64 (RFC 6052), and its local prefixes (RFC 8215) as long as they have 96 bits.
          new Carrier(Cidr.parse("64:ff9b::/96"), 12),
          new Carrier(Cidr.parse("64:ff9b:1::/48"), 12),
          // Compatible (RFC 4291, deprecated there) and translated (RFC 2765) addresses.
          new Carrier(Cidr.parse("::/96"), 12),
          new Carrier(Cidr.parse("::ffff:0:0:0/96"), 12));

  public AllowedRanges {
    ranges = List.copyOf(ranges);
  }

  public static AllowedRanges of(String... cidrs) {
    return new AllowedRanges(List.of(cidrs).stream().map(Cidr::parse).toList());
  }

  /**
   * Reads ranges separated by commas.
   *
   * @throws IllegalArgumentException if there is no range, or one is not valid
   */
  public static AllowedRanges parse(String text) {
    List<Cidr> ranges = Cidr.list(text);
    if (ranges.isEmpty()) {
      throw new IllegalArgumentException("the list is empty");
    }
    return new AllowedRanges(ranges);
  }

  /** Why {@code address} is refused; empty if it is allowed. */
  public Optional<String> refusal(InetAddress address) {
    // These are never the address of one node, even if a range contains them.
    if (address.isAnyLocalAddress() || THIS_NETWORK.contains(address)) {
      return Optional.of("the unspecified address is never allowed");
    }
    if (address.isMulticastAddress() || BROADCAST.contains(address)) {
      return Optional.of("a multicast address is never allowed");
    }
    if (address.isLinkLocalAddress()) {
      return Optional.of("a link-local address is never allowed");
    }
    if (isInAny(METADATA, address)) {
      return Optional.of("a cloud metadata address is never allowed");
    }
    if (address.isLoopbackAddress()) {
      return isLoopbackAsked(address)
          ? Optional.empty()
          : Optional.of("a loopback address is allowed only if a loopback range is listed");
    }
    return isInAny(ranges, address)
        ? carried(address).flatMap(this::refusal)
        : Optional.of("the address is outside NETCHECK_ALLOWED_CIDRS");
  }

  /** A loop, because each heartbeat is checked. */
  private static boolean isInAny(List<Cidr> ranges, InetAddress address) {
    for (Cidr range : ranges) {
      if (range.contains(address)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Loopback needs a range of its own, because 0.0.0.0/0 means all other hosts. A range that begins
   * within loopback also ends there, because it has no bits after its prefix.
   */
  private boolean isLoopbackAsked(InetAddress address) {
    return ranges.stream()
        .anyMatch(range -> range.contains(address) && range.network().isLoopbackAddress());
  }

  /** The IPv4 address that a router can translate {@code address} into. */
  private static Optional<InetAddress> carried(InetAddress address) {
    return CARRIERS.stream()
        .filter(carrier -> carrier.range.contains(address))
        .findFirst()
        .map(carrier -> ipv4(address.getAddress(), carrier.at));
  }

  private static InetAddress ipv4(byte[] bytes, int at) {
    return InetAddress.ofLiteral(
        IntStream.range(at, at + 4)
            .mapToObj(i -> Integer.toString(bytes[i] & 0xff))
            .collect(Collectors.joining(".")));
  }

  @Override
  public String toString() {
    return String.join(",", ranges.stream().map(Cidr::toString).toList());
  }
}
