// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.world;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.IpFamily;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The addresses of agents. Each contains the node's number and, for pods, which pod it was. */
final class AddressPlan {
  private static final int PORT = 6100;
  private static final int NODE_ADDRESSES = 255;

  private AddressPlan() {}

  /**
   * @param pod counts the pods of this node
   * @param nodeAddresses whether agents know the addresses of their nodes
   */
  static Endpoint endpoint(
      AgentKind kind, int node, int pod, Set<IpFamily> families, boolean nodeAddresses) {
    List<InetAddress> pods =
        kind == AgentKind.POD ? addresses(node, pod % NODE_ADDRESSES, families) : List.of();
    List<InetAddress> nodes = nodeAddresses ? addresses(node, NODE_ADDRESSES, families) : List.of();
    return new Endpoint(pods, nodes, PORT);
  }

  private static List<InetAddress> addresses(int node, int pod, Set<IpFamily> families) {
    return new TreeSet<>(families).stream().map(family -> address(node, pod, family)).toList();
  }

  private static InetAddress address(int node, int pod, IpFamily family) {
    byte[] bytes = new byte[family == IpFamily.IPV4 ? 4 : 16];
    bytes[0] = (byte) (family == IpFamily.IPV4 ? 10 : 0xfd);
    int last = bytes.length - 1;
    bytes[last - 2] = (byte) pod;
    bytes[last - 1] = (byte) (node >> 8);
    bytes[last] = (byte) node;
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(Arrays.toString(bytes), e);
    }
  }

  static int node(InetAddress address) {
    byte[] bytes = address.getAddress();
    int last = bytes.length - 1;
    return ((bytes[last - 1] & 0xff) << 8) | (bytes[last] & 0xff);
  }

  /** Which pod of its node had this address. */
  static int pod(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes[bytes.length - 3] & 0xff;
  }
}
