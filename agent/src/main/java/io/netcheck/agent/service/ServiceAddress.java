// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where a check connects to: the first address of the service's host, in one IP family if there is
 * a check for each.
 *
 * @param family empty for the first family in the order of this host that has an address
 */
record ServiceAddress(Service service, HostResolver resolver, Optional<IpFamily> family) {
  /** Resolves and connects: the first phases of every check of a service. */
  DeadlineSocket open(PhaseTimer timer, CheckDeadline deadline) throws IOException {
    InetAddress address = choose(resolver.resolve(service.host(), deadline));
    timer.enter(CheckPhase.CONNECT);
    DeadlineSocket socket = new DeadlineSocket(deadline);
    try {
      socket.connect(new InetSocketAddress(address, service.port()));
      timer.synRetries(retries(socket.synRetries(), timer.phaseNanos()));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private InetAddress choose(HostAddresses addresses) throws IOException {
    if (family.isEmpty()) {
      return addresses.first(resolver.families());
    }
    Optional<InetAddress> address = addresses.of(family.get());
    if (address.isEmpty() && service.expected().family().isPresent()) {
      throw new UnknownHostException("no address in the IP family that must be checked");
    }
    return address.orElseThrow(NoAddressInFamilyException::new);
  }

  private static int retries(OptionalInt counted, long connectNanos) {
    return counted.orElseGet(() -> SynRetries.inferred(connectNanos));
  }

  /** Any error while the name is resolved has the reason {@code resolve}. */
  static FailureReason reason(IOException e, PhaseTimer timer, CheckDeadline deadline) {
    return timer.phase() == CheckPhase.RESOLVE ? FailureReason.RESOLVE : deadline.reason(e);
  }
}
