// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.daemon.AddressKey;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.Optional;

/**
 * The target of a probe.
 *
 * @param network of the link; sent to the responder, which counts by it
 * @param port used by the probes that have ports
 * @param agent which agent has to answer at that port; empty where any answer is good
 * @param hello whether a TCP probe asks who accepts the connection; UDP probes always ask
 */
public record ProbeTarget(
    InetAddress address, int port, Network network, Optional<AgentIdentity> agent, boolean hello)
    implements Comparable<ProbeTarget> {
  /** The sender of a list of peers chooses the addresses, and so the hashes. */
  private static final Comparator<ProbeTarget> ORDER =
      Comparator.<ProbeTarget, AddressKey>comparing(target -> AddressKey.of(target.address))
          .thenComparingInt(ProbeTarget::port)
          .thenComparing(ProbeTarget::network)
          .thenComparing(
              target -> target.agent.map(AgentIdentity::code),
              Comparator.comparing(code -> code.orElse(0L)))
          .thenComparing(ProbeTarget::hello);

  /** A target where any answer is good. */
  public ProbeTarget(InetAddress address, int port, Network network) {
    this(address, port, network, Optional.empty(), false);
  }

  /** The same target for a TCP probe that asks who accepts the connection. */
  public ProbeTarget withHello() {
    return new ProbeTarget(address, port, network, agent, true);
  }

  /** Less than that of a record, which costs more than the rest of a look-up in a map. */
  @Override
  public int hashCode() {
    return 31 * address.hashCode() + port;
  }

  @Override
  public int compareTo(ProbeTarget other) {
    return ORDER.compare(this, other);
  }

  public IpFamily family() {
    return IpFamily.of(address);
  }
}
