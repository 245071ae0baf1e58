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
 * Completes what an agent says of where it is by what is known of its node: its zone, and the
 * node's address in a family of which the agent names none.
 */
final class PeerPlacement {
  private PeerPlacement() {}

  static Peer peer(Heartbeat last, ClusterInventory.Place place, AllowedRanges allowed) {
    Endpoint endpoint = last.endpoint();
    List<InetAddress> addresses = endpoint.nodeAddresses();
    for (InetAddress address : place.addresses()) {
      // Not even the cluster itself may turn the agents against addresses that are not its own.
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
