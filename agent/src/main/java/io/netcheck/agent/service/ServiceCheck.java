// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.protocol.FailureReason;
import java.util.Set;

/**
 * Asks one service one question. One attempt, one address, no redirects, no retry: it is a
 * measuring tool, not a client. Blocks its thread, at the latest until soon after the deadline.
 */
sealed interface ServiceCheck permits DnsCheck, TcpCheck, HttpCheck {
  CheckOutcome run(CheckDeadline deadline);

  /** The reasons for which it can fail, so that each is counted from zero. */
  Set<FailureReason> reasons();
}
