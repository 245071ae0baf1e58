// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.state;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The state of a node in one word. */
public enum NodeState {
  /** A finding says so, or its agents are silent and nobody reaches it. */
  DOWN,
  /** Packets pass in one direction only. */
  ONE_WAY,
  /** A finding says that it loses packets, is slow, or comes and goes. */
  LOSSY,
  /** Nobody measures it. */
  UNKNOWN,
  /** Its agent started a moment ago. */
  JOINING,
  /** It is leaving, or is switched off on purpose. */
  EXPECTED_DOWN,
  UP;

  private final String label = name().toLowerCase(Locale.ROOT);

  @JsonValue
  public String label() {
    return label;
  }

  /** Whether its links may be down without a fault. */
  boolean isExcused() {
    return this == JOINING || this == EXPECTED_DOWN;
  }

  @Override
  public String toString() {
    return label;
  }
}
