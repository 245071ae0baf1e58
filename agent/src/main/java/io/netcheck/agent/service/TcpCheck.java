// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.protocol.FailureReason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.Set;

/** Checks whether a port accepts connections. */
final class TcpCheck implements ServiceCheck {
  private final Service service;
  private final HostResolver resolver;

  TcpCheck(Service service, HostResolver resolver) {
    this.service = service;
    this.resolver = resolver;
  }

  @Override
  public CheckOutcome run(CheckDeadline deadline) {
    PhaseTimer timer = new PhaseTimer(deadline.clock(), CheckPhase.RESOLVE);
    try (var _ = open(service, resolver, timer, deadline)) {
      return timer.success();
    } catch (IOException e) {
      return timer.failure(reason(e, timer, deadline));
    }
  }

  @Override
  public Set<FailureReason> reasons() {
    return EnumSet.of(
        FailureReason.TIMEOUT,
        FailureReason.REFUSED,
        FailureReason.UNREACHABLE,
        FailureReason.RESET,
        FailureReason.RESOLVE,
        FailureReason.LOCAL);
  }

  /** Resolves and connects: the first phases of every service check. */
  static DeadlineSocket open(
      Service service, HostResolver resolver, PhaseTimer timer, CheckDeadline deadline)
      throws IOException {
    InetAddress address = resolver.resolve(service.host(), deadline);
    timer.enter(CheckPhase.CONNECT);
    DeadlineSocket socket = new DeadlineSocket(deadline);
    try {
      socket.connect(new InetSocketAddress(address, service.port()));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Any error while the name is resolved has the reason {@code resolve}. */
  static FailureReason reason(IOException e, PhaseTimer timer, CheckDeadline deadline) {
    return timer.phase() == CheckPhase.RESOLVE ? FailureReason.RESOLVE : deadline.reason(e);
  }
}
