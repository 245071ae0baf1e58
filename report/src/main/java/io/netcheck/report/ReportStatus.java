// SPDX-License-Identifier: Apache-2.0
package io.netcheck.report;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The state of the cluster in one word. */
public enum ReportStatus {
  /** Every link that is measured is up, and there is no fault. */
  HEALTHY,
  /** Something fails. */
  DEGRADED,
  /** The cluster is split, or half of its nodes are to blame. */
  CRITICAL,
  /** Too little was measured, or no agent reports. Unknown is not healthy. */
  UNKNOWN;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The word for this status in the report. */
  @JsonValue
  public String label() {
    return label;
  }

  @Override
  public String toString() {
    return label;
  }
}
