// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;

/** The IP family of a link; each family is a link of its own. */
public enum IpFamily {
  IPV4,
  IPV6;

  private static final IpFamily[] VALUES = values();

  private final String label = name().toLowerCase(Locale.ROOT);

  public static IpFamily of(InetAddress address) {
    return address instanceof Inet4Address ? IPV4 : IPV6;
  }

  /** The word for this constant on the wire, in labels, in the report and in logs. */
  public String label() {
    return label;
  }

  /** The constant that {@code label} is the word for. */
  public static Optional<IpFamily> of(String label) {
    for (IpFamily value : VALUES) {
      if (value.label.equals(label)) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return label;
  }
}
