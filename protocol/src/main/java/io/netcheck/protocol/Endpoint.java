// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.net.InetAddress;
import java.util.List;
import java.util.Objects;

/**
 * Where an agent can be reached: its addresses and the one port it serves on.
 *
 * @param podAddresses addresses in the pod network, at most one a family; empty for a host agent
 * @param nodeAddresses addresses of the node itself, at most one a family
 * @param port the agent's own port, for HTTP, TCP probes and the UDP echo alike
 */
public record Endpoint(List<InetAddress> podAddresses, List<InetAddress> nodeAddresses, int port) {
  public Endpoint {
    podAddresses = List.copyOf(podAddresses);
    nodeAddresses = List.copyOf(nodeAddresses);
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port is not in 1..65535: " + port);
    }
  }

  /** The addresses that stand for this agent in {@code network}. */
  public List<InetAddress> addresses(Network network) {
    return switch (Objects.requireNonNull(network, "network")) {
      case POD -> podAddresses;
      case NODE, HOST -> nodeAddresses;
    };
  }
}
