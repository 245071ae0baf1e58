// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.protocol.FailureReason;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The result of one check. A failure is a value, never an exception.
 *
 * @param applies false if there was nothing to check, because the service has no address in the IP
 *     family
 * @param failure why the check failed; empty if it succeeded
 * @param phaseNanos how long each started phase took, including one that failed
 * @param totalNanos of all phases
 * @param synRetries how often the first packet of the connection was sent again
 * @param tlsNotAfter when the first certificate that the service sent expires
 */
record CheckOutcome(
    boolean applies,
    Optional<FailureReason> failure,
    Map<CheckPhase, Long> phaseNanos,
    long totalNanos,
    int synRetries,
    Optional<Instant> tlsNotAfter) {
  CheckOutcome {
    EnumMap<CheckPhase, Long> copy = new EnumMap<>(CheckPhase.class);
    copy.putAll(phaseNanos);
    phaseNanos = Collections.unmodifiableMap(copy);
  }

  /** Of a check that connected at once and without TLS. */
  CheckOutcome(Optional<FailureReason> failure, Map<CheckPhase, Long> phaseNanos, long totalNanos) {
    this(true, failure, phaseNanos, totalNanos, 0, Optional.empty());
  }

  /** There was nothing to check. */
  static CheckOutcome notApplicable() {
    return new CheckOutcome(false, Optional.empty(), Map.of(), 0, 0, Optional.empty());
  }
}
