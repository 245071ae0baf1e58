// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.protocol.FailureReason;
import java.io.IOException;
import java.util.Set;

/** Checks whether a service completes a TLS handshake with a valid certificate. */
final class TlsCheck implements ServiceCheck {
  private final ServiceAddress address;
  private final ConnectionLayer layer;

  TlsCheck(ServiceAddress address, ConnectionLayer layer) {
    this.address = address;
    this.layer = layer;
  }

  @Override
  public CheckOutcome run(CheckDeadline deadline) {
    PhaseTimer timer = new PhaseTimer(deadline.clock(), CheckPhase.RESOLVE);
    try (DeadlineSocket connection = address.open(timer, deadline)) {
      ConnectionLayer.closeQuietly(layer.over(connection, timer));
      return timer.success();
    } catch (NoAddressInFamilyException _) {
      return CheckOutcome.notApplicable();
    } catch (IOException e) {
      return timer.failure(ServiceAddress.reason(e, timer, deadline));
    }
  }

  @Override
  public Set<FailureReason> reasons() {
    Set<FailureReason> reasons = TcpCheck.connectReasons();
    reasons.addAll(TlsLayer.REASONS);
    reasons.add(FailureReason.PROTOCOL);
    return reasons;
  }
}
