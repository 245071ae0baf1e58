// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/** A range of addresses that begin with the same bits (RFC 4632). */
public record Cidr(InetAddress network, int prefix) {
  public Cidr {
    if (prefix < 0 || prefix > network.getAddress().length * Byte.SIZE) {
      throw new IllegalArgumentException("the prefix is longer than the address: /" + prefix);
    }
    if (!sameBits(network.getAddress(), new byte[network.getAddress().length], prefix, false)) {
      throw new IllegalArgumentException(
          network.getHostAddress() + "/" + prefix + " has bits after its prefix");
    }
  }

  /**
   * Reads {@code 10.0.0.0/8} or {@code fd00::/8}.
   *
   * @throws IllegalArgumentException if {@code text} is not a range
   */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    InetAddress network =
        Addresses.literal(address)
            .orElseThrow(() -> new IllegalArgumentException(text + " is not a range"));
    if (slash < 0 || !text.substring(slash + 1).matches("[0-9]{1,3}")) {
      throw new IllegalArgumentException(text + " has no prefix length");
    }
    return new Cidr(network, Integer.parseInt(text.substring(slash + 1)));
  }

  /**
   * Reads any number of ranges, separated by commas.
   *
   * @throws IllegalArgumentException if one is not a range
   */
  public static List<Cidr> list(String text) {
    return Arrays.stream(text.split(","))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .map(Cidr::parse)
        .toList();
  }

  public boolean contains(InetAddress address) {
    return sameBits(network.getAddress(), address.getAddress(), prefix, true);
  }

  /** Whether the bits of both are equal before {@code prefix}. */
  private static boolean sameBits(byte[] a, byte[] b, int prefix, boolean before) {
    if (a.length != b.length) {
      return false;
    }
    for (int i = 0; i < a.length; i++) {
      int bits = Math.clamp(prefix - i * Byte.SIZE, 0, Byte.SIZE);
      int first = 0xff00 >> bits & 0xff;
      if (((a[i] ^ b[i]) & (before ? first : ~first & 0xff)) != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return network.getHostAddress() + "/" + prefix;
  }
}
