// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.protocol.FailureReason;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/**
 * Checks whether a port accepts connections; or, if a policy must deny them, that it fails to in
 * one of the expected ways.
 */
final class TcpCheck implements ServiceCheck {
  private final ServiceAddress address;
  private final Set<FailureReason> denials;

  TcpCheck(ServiceAddress address) {
    this.address = address;
    this.denials = address.service().expected().denials();
  }

  @Override
  public CheckOutcome run(CheckDeadline deadline) {
    PhaseTimer timer = new PhaseTimer(deadline.clock(), CheckPhase.RESOLVE);
    try (var _ = address.open(timer, deadline)) {
      return denials.isEmpty() ? timer.success() : timer.failure(FailureReason.REACHABLE);
    } catch (NoAddressInFamilyException _) {
      return CheckOutcome.notApplicable();
    } catch (IOException e) {
      FailureReason reason = ServiceAddress.reason(e, timer, deadline);
      return denials.contains(reason) ? timer.success() : timer.failure(reason);
    }
  }

  @Override
  public Set<FailureReason> reasons() {
    Set<FailureReason> reasons = connectReasons();
    if (!denials.isEmpty()) {
      reasons.add(FailureReason.REACHABLE);
      reasons.removeAll(denials);
    }
    return reasons;
  }

  /** The reasons of the first phases of every check of a service. */
  static Set<FailureReason> connectReasons() {
    return EnumSet.of(
        FailureReason.TIMEOUT,
        FailureReason.REFUSED,
        FailureReason.UNREACHABLE,
        FailureReason.RESET,
        FailureReason.RESOLVE,
        FailureReason.LOCAL);
  }
}
