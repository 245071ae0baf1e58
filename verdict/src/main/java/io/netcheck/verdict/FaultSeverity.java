// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.util.Locale;

/** How urgent a kind of fault is, in the words of the alerts' label {@code severity}. */
public enum FaultSeverity {
  CRITICAL,
  WARNING,
  /** Worth knowing; nothing is broken. */
  INFO;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
