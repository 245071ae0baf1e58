// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import java.net.InetAddress;

/**
 * What a prober asks.
 *
 * @param network the plane that the link crosses; only told to the responder, for its counting
 * @param port for the probes that have one
 */
public record ProbeTarget(InetAddress address, int port, Network network) {
  public IpFamily family() {
    return IpFamily.of(address);
  }
}
