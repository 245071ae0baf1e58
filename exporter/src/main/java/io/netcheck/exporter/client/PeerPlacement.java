// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.protocol.AllowedRanges;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.Peer;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Completes the place that an agent reports with what the cluster knows about its node: its zone,
 * and the node's address in each IP family for which the agent reports none.
 */
final class PeerPlacement {
  private PeerPlacement() {}

  static Peer peer(Heartbeat last, ClusterInventory.Place place, AllowedRanges allowed) {
    Endpoint endpoint = last.endpoint();
    List<InetAddress> addresses = endpoint.nodeAddresses();
    for (InetAddress address : place.addresses()) {
      // Even the cluster must not make agents probe addresses outside the allowed ranges.
      if (!hasFamily(addresses, address) && allowed.refusal(address).isEmpty()) {
        addresses = new ArrayList<>(addresses);
        addresses.add(address);
      }
    }
    String zone = last.zone().isEmpty() ? place.zone() : last.zone();
    return new Peer(
        last.client(), zone, new Endpoint(endpoint.podAddresses(), addresses, endpoint.port()));
  }

  private static boolean hasFamily(List<InetAddress> addresses, InetAddress wanted) {
    return addresses.stream().anyMatch(address -> address.getClass() == wanted.getClass());
  }
}
