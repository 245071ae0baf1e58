// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An IP address as a key of maps. The hash of an {@link java.net.Inet6Address} is the sum of its
 * words, and addresses have no order. So a sender who chooses addresses could fill one bucket of a
 * hash map, which then becomes a list. A bucket of comparable keys becomes a tree.
 *
 * @param high the first 64 bits, the network of most hosts; 0 for IPv4
 * @param low the other 64 bits; an IPv4 address as in {@code ::ffff:192.0.2.1} (RFC 4291, section
 *     2.5.5.2), which Java never gives to an IPv6 address
 */
public record AddressKey(long high, long low) implements Comparable<AddressKey> {
  private static final long MAPPED = 0xFFFF_0000_0000L;

  public static AddressKey of(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return bytes.remaining() == Integer.BYTES
        ? new AddressKey(0, MAPPED | Integer.toUnsignedLong(bytes.getInt()))
        : new AddressKey(bytes.getLong(), bytes.getLong());
  }

  /** The key of the client that has {@code address}: an IPv6 client usually has the whole /64. */
  public static AddressKey ofClient(InetAddress address) {
    AddressKey key = of(address);
    return key.isIpv4() ? key : key.network();
  }

  /** The key of what one host or site gets: the network of 64 bits, or of 24 bits with IPv4. */
  public AddressKey network() {
    return new AddressKey(high, isIpv4() ? low & ~0xFFL : 0);
  }

  private boolean isIpv4() {
    return high == 0 && low >>> 32 == MAPPED >>> 32;
  }

  // As those of any record, but written out: an agent compiles with the first tier only, in which
  // the methods of a record take several times as long, and looks up every datagram's source.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AddressKey key && high == key.high && low == key.low;
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(high) + Long.hashCode(low);
  }

  @Override
  public int compareTo(AddressKey other) {
    int byHigh = Long.compare(high, other.high);
    return byHigh != 0 ? byHigh : Long.compare(low, other.low);
  }
}
