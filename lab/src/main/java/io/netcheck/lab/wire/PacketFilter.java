// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.wire;

import java.io.IOException;
import java.util.Collection;
import java.util.List;

/**
 * Drops packets when they arrive at a node, before the node processes them. The sender sees no
 * error, as with a switch or a firewall on the path. If a packet were dropped when it is sent, the
 * sender would get an error (EPERM).
 */
public final class PacketFilter {
  private final List<LabNode> nodes;

  public PacketFilter(LabNetwork fabric) {
    this.nodes = fabric.nodes();
  }

  /** Drops packets from each of these nodes to each of those nodes. */
  public void drop(Collection<LabNode> from, Collection<LabNode> to, List<PacketMatch> packets)
      throws IOException {
    DropRules rules = new DropRules();
    for (LabNode target : to) {
      for (LabNode source : from) {
        if (!source.equals(target)) {
          for (PacketMatch kind : packets) {
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

  /** Drops all packets between these nodes and those nodes, in both directions. */
  public void cut(Collection<LabNode> here, Collection<LabNode> there) throws IOException {
    DropRules rules = new DropRules();
    for (LabNode one : here) {
      for (LabNode other : there) {
        one.sourcesIpv4().forEach(address -> rules.ipv4(other, from(address, "")));
        one.sourcesIpv6().forEach(address -> rules.ipv6(other, from(address, "")));
        other.sourcesIpv4().forEach(address -> rules.ipv4(one, from(address, "")));
        other.sourcesIpv6().forEach(address -> rules.ipv6(one, from(address, "")));
      }
    }
    rules.apply();
  }

  /** Drops packets that arrive at the node, from nodes and from the monitoring processes. */
  public void dropArriving(LabNode at, PacketMatch packets) throws IOException {
    DropRules rules = new DropRules();
    rules.ipv4(at, "PREROUTING -i eth0 " + packets.ipv4());
    rules.ipv6(at, "PREROUTING -i eth0 " + packets.ipv6());
    rules.apply();
  }

  /** Drops traffic between pods through this node, as if its network plugin were broken. */
  public void dropPodTraffic(LabNode at) throws IOException {
    DropRules rules = new DropRules();
    rules.ipv4(at, "FORWARD -s %1$s -d %1$s".formatted(LabNode.PODS_IPV4));
    rules.ipv6(at, "FORWARD -s %1$s -d %1$s".formatted(LabNode.PODS_IPV6));
    rules.apply();
  }

  /** Removes all filters. */
  public void clear() throws IOException {
    DropRules none = new DropRules();
    nodes.forEach(none::at);
    none.replace();
  }
}
