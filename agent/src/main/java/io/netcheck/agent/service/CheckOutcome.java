// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.protocol.FailureReason;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The result of one check. A failure is a value, never an exception.
 *
 * @param failure why the check failed; empty if it succeeded
 * @param phaseNanos how long each started phase took, including one that failed
 * @param totalNanos of all phases
 */
record CheckOutcome(
    Optional<FailureReason> failure, Map<CheckPhase, Long> phaseNanos, long totalNanos) {
  CheckOutcome {
    EnumMap<CheckPhase, Long> copy = new EnumMap<>(CheckPhase.class);
    copy.putAll(phaseNanos);
    phaseNanos = Collections.unmodifiableMap(copy);
  }
}
