// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;

/** The IP family of a link; each family is a link of its own. */
public enum IpFamily implements Labelled {
  IPV4,
  IPV6;

  private static final IpFamily[] VALUES = values();

  private final String label = Labelled.of(this);

  public static IpFamily of(InetAddress address) {
    return address instanceof Inet4Address ? IPV4 : IPV6;
  }

  @Override
  public String label() {
    return label;
  }

  /** As people write it: {@code IPv4}. */
  public String displayName() {
    return switch (this) {
      case IPV4 -> "IPv4";
      case IPV6 -> "IPv6";
    };
  }

  /** The constant with this label. */
  public static Optional<IpFamily> of(String label) {
    return Labelled.find(VALUES, label);
  }

  @Override
  public String toString() {
    return label;
  }
}
