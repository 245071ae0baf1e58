// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.wire;

import java.io.IOException;
import java.util.Collection;
import java.util.List;

/**
 * Drops packets where they arrive at a node, before it looks at them: whoever sent them sees
 * nothing, as with a switch or a firewall on the way. A packet dropped where it is sent would be an
 * error of the sender's (EPERM).
 */
public final class PacketFilter {
  private final List<Node> nodes;

  public PacketFilter(Fabric fabric) {
    this.nodes = fabric.nodes();
  }

  /** From each of these nodes to each of those. */
  public void drop(Collection<Node> from, Collection<Node> to, List<Packets> packets)
      throws IOException {
    Rules rules = new Rules();
    for (Node target : to) {
      for (Node source : from) {
        if (!source.equals(target)) {
          for (Packets kind : packets) {
            source.sourcesIpv4().forEach(address -> rules.ipv4(target, from(address, kind.ipv4())));
            source.sourcesIpv6().forEach(address -> rules.ipv6(target, from(address, kind.ipv6())));
          }
        }
      }
    }
    rules.apply();
  }

  private static String from(String address, String match) {
    return "PREROUTING -i eth0 -s " + address + " " + match;
  }

  /** Nothing passes between any of these nodes and any of those, either way. */
  public void cut(Collection<Node> here, Collection<Node> there) throws IOException {
    Rules rules = new Rules();
    for (Node one : here) {
      for (Node other : there) {
        one.sourcesIpv4().forEach(address -> rules.ipv4(other, from(address, "")));
        one.sourcesIpv6().forEach(address -> rules.ipv6(other, from(address, "")));
        other.sourcesIpv4().forEach(address -> rules.ipv4(one, from(address, "")));
        other.sourcesIpv6().forEach(address -> rules.ipv6(one, from(address, "")));
      }
    }
    rules.apply();
  }

  /** Whatever comes over the node's cable, from nodes and from the watchers. */
  public void dropArriving(Node at, Packets packets) throws IOException {
    Rules rules = new Rules();
    rules.ipv4(at, "PREROUTING -i eth0 " + packets.ipv4());
    rules.ipv6(at, "PREROUTING -i eth0 " + packets.ipv6());
    rules.apply();
  }

  /** What goes from pods to pods by way of this node: its network plugin is broken. */
  public void dropPodTraffic(Node at) throws IOException {
    Rules rules = new Rules();
    rules.ipv4(at, "FORWARD -s %1$s -d %1$s".formatted(Node.PODS_IPV4));
    rules.ipv6(at, "FORWARD -s %1$s -d %1$s".formatted(Node.PODS_IPV6));
    rules.apply();
  }

  /** Lets everything through again. */
  public void clear() throws IOException {
    Rules none = new Rules();
    nodes.forEach(none::at);
    none.replace();
  }
}
