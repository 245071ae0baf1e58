// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.util.Locale;
import java.util.Optional;

/** The plane that a link crosses. */
public enum Network {
  /** Pod agent to the peer's pod address: the overlay. */
  POD,
  /** Pod agent to the peer's node address. */
  NODE,
  /** Host agent to the peer's node address: the underlay. */
  HOST;

  private static final Network[] VALUES = values();

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The word for this constant on the wire, in labels, in the report and in logs. */
  public String label() {
    return label;
  }

  /** The constant that {@code label} is the word for. */
  public static Optional<Network> of(String label) {
    for (Network value : VALUES) {
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
