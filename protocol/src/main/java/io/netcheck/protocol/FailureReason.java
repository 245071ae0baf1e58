// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.util.Locale;
import java.util.Optional;

/** Why a probe attempt did not come to a reply; the same words everywhere. */
public enum FailureReason {
  TIMEOUT,
  REFUSED,
  UNREACHABLE,
  RESET,
  RESOLVE,
  TLS,
  STATUS,
  PROTOCOL,
  TOO_BIG,
  /** This host's own error, not the peer's. */
  LOCAL;

  private static final FailureReason[] VALUES = values();

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The word for this constant on the wire, in labels, in the report and in logs. */
  public String label() {
    return label;
  }

  /** The constant that {@code label} is the word for. */
  public static Optional<FailureReason> of(String label) {
    for (FailureReason value : VALUES) {
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
