// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.protocol.FailureReason;
import java.util.Set;

/**
 * Checks one service. A check is one attempt at one address, without redirects or retries, because
 * it measures. It blocks its thread, at most until soon after the deadline.
 */
sealed interface ServiceCheck permits DnsCheck, TcpCheck, TlsCheck, HttpCheck, GrpcCheck {
  CheckOutcome run(CheckDeadline deadline);

  /** The possible failure reasons, whose counters start at zero. */
  Set<FailureReason> reasons();
}
