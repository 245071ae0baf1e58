// SPDX-License-Identifier: Apache-2.0
package io.netcheck.images.cluster;

import io.netcheck.lab.wire.Fabric;
import io.netcheck.lab.wire.Namespace;
import io.netcheck.lab.wire.Node;
import java.util.List;

/**
 * Where a pod runs.
 *
 * @param node its name
 * @param hostAddresses of that node, IPv4 first
 * @param host the network of the node, from which its kubelet asks
 * @param addresses of the pod
 * @param network the pod's
 */
record Place(
    String node,
    List<String> hostAddresses,
    Namespace host,
    List<String> addresses,
    Namespace network) {
  static Place inPodNetwork(Node node) {
    return new Place(
        node.name(),
        List.of(node.hostIpv4(), node.hostIpv6()),
        node.host(),
        List.of(node.podIpv4(), node.podIpv6()),
        node.pod());
  }

  static Place inHostNetwork(Node node) {
    List<String> addresses = List.of(node.hostIpv4(), node.hostIpv6());
    return new Place(node.name(), addresses, node.host(), addresses, node.host());
  }

  /** The lab's nodes have room for one pod of an agent each, so the others are beside them. */
  static Place beside(Fabric fabric) {
    List<String> addresses = List.of(Fabric.CONTROL);
    Node first = fabric.node(1);
    return new Place(first.name(), addresses, fabric.control(), addresses, fabric.control());
  }
}
