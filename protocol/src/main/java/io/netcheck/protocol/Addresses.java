// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;

/** IP addresses in text. */
public final class Addresses {
  private Addresses() {}

  /**
   * The address in {@code text}, in the standard notations. Empty for a name, because nothing is
   * resolved here, and for a scoped IPv6 address, because the scope of another host means nothing
   * on this one.
   */
  public static Optional<InetAddress> literal(String text) {
    boolean plausible = !text.isEmpty() && (text.indexOf(':') >= 0 || dots(text) == 3);
    if (!plausible || text.indexOf('%') >= 0 || text.indexOf('[') >= 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** {@code address:port}, with brackets around an IPv6 address (RFC 3986 §3.2.2). */
  public static String withPort(InetAddress address, int port) {
    String host = address.getHostAddress();
    return address instanceof Inet6Address ? "[" + host + "]:" + port : host + ":" + port;
  }

  // InetAddress also accepts "1" and "1.2" (inet_aton); the protocol does not.
  private static long dots(String text) {
    return text.chars().filter(c -> c == '.').count();
  }
}
