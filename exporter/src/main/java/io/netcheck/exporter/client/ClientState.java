// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import java.util.Locale;

/** The state of a client. */
public enum ClientState {
  /** Its last heartbeat is fresh. */
  ACTIVE,
  /** Its next heartbeat is late, for an unknown reason. */
  STALE,
  /** It said goodbye. */
  LEAVING,
  /** It is silent as expected: its node is being removed, or was switched off on purpose. */
  EXPECTED_DOWN,
  /** It should report, and never did or has not been started again for minutes. */
  ABSENT;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The word for this state in labels and in the report. */
  public String label() {
    return label;
  }

  /** Whether it is silent, or soon will be, as expected. */
  public boolean isGoing() {
    return switch (this) {
      case ACTIVE, STALE, ABSENT -> false;
      case LEAVING, EXPECTED_DOWN -> true;
    };
  }

  @Override
  public String toString() {
    return label;
  }
}
