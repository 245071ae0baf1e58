// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.util.Locale;
import java.util.Optional;

/** The kinds of question asked over a link. */
public enum ProbeKind {
  ICMP,
  UDP,
  TCP,
  /** A full-size datagram that must not be fragmented. */
  MTU;

  private static final ProbeKind[] VALUES = values();

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The word for this constant on the wire, in labels, in the report and in logs. */
  public String label() {
    return label;
  }

  /** The constant that {@code label} is the word for. */
  public static Optional<ProbeKind> of(String label) {
    for (ProbeKind value : VALUES) {
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
