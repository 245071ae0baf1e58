// SPDX-License-Identifier: Apache-2.0
package io.netcheck.images.cluster;

import io.netcheck.lab.wire.LabNetwork;
import io.netcheck.lab.wire.LabNode;
import io.netcheck.lab.wire.NetworkNamespace;
import java.util.List;

/**
 * The place where a pod runs.
 *
 * @param node the name of the node
 * @param hostAddresses the addresses of that node, IPv4 first
 * @param host the network of the node, in which its kubelet runs probes
 * @param addresses the addresses of the pod
 * @param network the network of the pod
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

  /** Each node of the lab has room for one agent pod, so other pods run beside the nodes. */
  static Place beside(LabNetwork fabric) {
    List<String> addresses = List.of(LabNetwork.CONTROL);
    LabNode first = fabric.node(1);
    return new Place(first.name(), addresses, fabric.control(), addresses, fabric.control());
  }
}
