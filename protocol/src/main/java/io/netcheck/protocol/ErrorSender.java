// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.net.InetAddress;
import java.util.Optional;

/**
 * Who said that a packet was not delivered, by an ICMP message or on the spot: the source, the
 * target, or a host on the way.
 *
 * @param label {@code source}, {@code target} or the address of a host on the way
 */
public record ErrorSender(String label) implements Comparable<ErrorSender> {
  /** The host that sent the packet. */
  public static final ErrorSender SOURCE = new ErrorSender("source");

  /** The host to which the packet was sent, or someone in its name. */
  public static final ErrorSender TARGET = new ErrorSender("target");

  /** The sender of an ICMP message about a packet from {@code source} to {@code target}. */
  public static ErrorSender of(InetAddress sender, InetAddress source, InetAddress target) {
    if (sender.equals(target)) {
      return TARGET;
    }
    return sender.equals(source) ? SOURCE : new ErrorSender(sender.getHostAddress());
  }

  /** The sender with this label. */
  public static Optional<ErrorSender> of(String label) {
    return switch (label) {
      case "source" -> Optional.of(SOURCE);
      case "target" -> Optional.of(TARGET);
      default -> Addresses.literal(label).map(address -> new ErrorSender(address.getHostAddress()));
    };
  }

  @Override
  public int compareTo(ErrorSender other) {
    return label.compareTo(other.label);
  }

  @Override
  public String toString() {
    return label;
  }
}
