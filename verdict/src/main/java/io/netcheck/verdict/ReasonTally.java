// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.FailureReason;
import java.util.EnumMap;
import java.util.Map;

/**
 * The reasons of several failures. Hosts send only some of the rejections that they could, and an
 * agent names new flows only where it can compare them, so one of these tells more than a timeout.
 */
final class ReasonTally {
  private static final int TELLING = 4;

  private final Map<FailureReason, Integer> weights = new EnumMap<>(FailureReason.class);

  void add(FailureReason reason) {
    boolean telling =
        ProbeOutcome.isClosed(reason)
            || reason == FailureReason.REJECTED
            || reason == FailureReason.NEW_FLOW;
    weights.merge(reason, telling ? TELLING : 1, Integer::sum);
  }

  /** The weightiest reason; a timeout if there is none. */
  FailureReason most() {
    return weights.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(FailureReason.TIMEOUT);
  }
}
