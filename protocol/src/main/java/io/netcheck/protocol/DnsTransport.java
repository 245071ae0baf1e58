// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.util.Optional;

/** How a query travels to a resolver. */
public enum DnsTransport implements Labelled {
  UDP,
  TCP;

  private static final DnsTransport[] VALUES = values();

  private final String label = Labelled.of(this);

  @Override
  public String label() {
    return label;
  }

  /** The constant with this label. */
  public static Optional<DnsTransport> of(String label) {
    return Labelled.find(VALUES, label);
  }

  @Override
  public String toString() {
    return label;
  }
}
