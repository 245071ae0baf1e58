// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.protocol.FailureReason;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one check came to. A failure is a value, never an exception.
 *
 * @param failure why it failed; empty where it did not
 * @param phaseNanos how long each phase took, the one that failed included; none that was not begun
 * @param totalNanos of all phases
 */
record CheckOutcome(
    Optional<FailureReason> failure, Map<CheckPhase, Long> phaseNanos, long totalNanos) {
  CheckOutcome {
    EnumMap<CheckPhase, Long> copy = new EnumMap<>(CheckPhase.class);
    copy.putAll(phaseNanos);
    phaseNanos = Collections.unmodifiableMap(copy);
  }

  boolean ok() {
    return failure.isEmpty();
  }
}
