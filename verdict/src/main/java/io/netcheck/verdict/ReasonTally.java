// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.FailureReason;
import java.util.EnumMap;
import java.util.Map;

/**
 * The reasons of several failures. Hosts send only some of the rejections that they could, so one
 * of them tells more than a timeout.
 */
final class ReasonTally {
  private static final int REJECTION = 4;

  private final Map<FailureReason, Integer> weights = new EnumMap<>(FailureReason.class);

  void add(FailureReason reason) {
    weights.merge(reason, ProbeOutcome.isRejection(reason) ? REJECTION : 1, Integer::sum);
  }

  /** The weightiest reason; a timeout if there is none. */
  FailureReason most() {
    return weights.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(FailureReason.TIMEOUT);
  }
}
