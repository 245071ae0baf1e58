// SPDX-License-Identifier: Apache-2.0
package io.netcheck.images.cluster;

import io.netcheck.lab.wire.LabNetwork;
import io.netcheck.lab.wire.LabNode;
import io.netcheck.lab.wire.NetworkNamespace;
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
    NetworkNamespace host,
    List<String> addresses,
    NetworkNamespace network) {
  static Place inPodNetwork(LabNode node) {
    return new Place(
        node.name(),
        List.of(node.hostIpv4(), node.hostIpv6()),
        node.host(),
        List.of(node.podIpv4(), node.podIpv6()),
        node.pod());
  }

  static Place inHostNetwork(LabNode node) {
    List<String> addresses = List.of(node.hostIpv4(), node.hostIpv6());
    return new Place(node.name(), addresses, node.host(), addresses, node.host());
  }

  /** The lab's nodes have room for one pod of an agent each, so the others are beside them. */
  static Place beside(LabNetwork fabric) {
    List<String> addresses = List.of(LabNetwork.CONTROL);
    LabNode first = fabric.node(1);
    return new Place(first.name(), addresses, fabric.control(), addresses, fabric.control());
  }
}
