// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import io.netcheck.protocol.Addresses;
import io.netcheck.protocol.AllowedRanges;
import java.net.InetAddress;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses that can be given to the clients of k8snet-checker, which ping them and connect to
 * their port. For one thread.
 */
final class AllowedAddresses {
  private static final Logger LOG = LoggerFactory.getLogger(AllowedAddresses.class);

  private final AllowedRanges ranges;
  private boolean refused;

  AllowedAddresses(AllowedRanges ranges) {
    this.ranges = ranges;
  }

  /**
   * The address in {@code text}; empty if it is not allowed. A loopback address is allowed only
   * from this host, where it harms no other host.
   *
   * @param from the address that sent it
   */
  Optional<InetAddress> find(String text, InetAddress from) {
    return Addresses.literal(text)
        .filter(address -> isUnambiguous(text, address))
        .filter(address ->
            ranges.refusal(address).isEmpty()
                || (address.isLoopbackAddress() && from.isLoopbackAddress()));
  }

  /**
   * Whether every program reads {@code text} as this address. Java reads {@code 010.8.8.8} as
   * 10.8.8.8, but {@code ping} on the clients reads 8.8.8.8 (inet_aton(3): octal).
   */
  private static boolean isUnambiguous(String text, InetAddress address) {
    return text.indexOf(':') >= 0 || text.equals(address.getHostAddress());
  }

  /** Logs the first refusal only, because clients repeat their heartbeats. */
  void logRefusal(String reason, InetAddress from) {
    if (!refused) {
      refused = true;
      LOG.warn(
          "k8snet heartbeat dropped reason={} address={} hint=NETCHECK_ALLOWED_CIDRS",
          reason,
          from.getHostAddress());
    }
  }
}
