// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.util.Optional;

/** Why a probe attempt did not come to a reply; the same words everywhere. */
public enum FailureReason implements Labelled {
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

  private final String label = Labelled.of(this);

  @Override
  public String label() {
    return label;
  }

  /** The constant that {@code label} is the word for. */
  public static Optional<FailureReason> of(String label) {
    return Labelled.find(VALUES, label);
  }

  @Override
  public String toString() {
    return label;
  }
}
