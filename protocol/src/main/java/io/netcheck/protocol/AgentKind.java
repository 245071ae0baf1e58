// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.util.Locale;
import java.util.Optional;

/** Where an agent stands: in the pod network or in its node's own network. */
public enum AgentKind {
  POD,
  HOST;

  private static final AgentKind[] VALUES = values();

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The word for this constant on the wire, in labels, in the report and in logs. */
  public String label() {
    return label;
  }

  /** The constant that {@code label} is the word for. */
  public static Optional<AgentKind> of(String label) {
    for (AgentKind value : VALUES) {
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
