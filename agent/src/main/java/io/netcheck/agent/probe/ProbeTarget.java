// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import java.net.InetAddress;

/**
 * The target of a probe.
 *
 * @param network of the link; sent to the responder, which counts by it
 * @param port used by the probes that have ports
 */
public record ProbeTarget(InetAddress address, int port, Network network) {
  public IpFamily family() {
    return IpFamily.of(address);
  }
}
