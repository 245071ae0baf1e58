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
  private final List<LabNode> nodes;

  public PacketFilter(LabNetwork fabric) {
    this.nodes = fabric.nodes();
  }

  /** From each of these nodes to each of those. */
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

  /** Nothing passes between any of these nodes and any of those, either way. */
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

  /** Whatever comes over the node's cable, from nodes and from the watchers. */
  public void dropArriving(LabNode at, PacketMatch packets) throws IOException {
    DropRules rules = new DropRules();
    rules.ipv4(at, "PREROUTING -i eth0 " + packets.ipv4());
    rules.ipv6(at, "PREROUTING -i eth0 " + packets.ipv6());
    rules.apply();
  }

  /** What goes from pods to pods by way of this node: its network plugin is broken. */
  public void dropPodTraffic(LabNode at) throws IOException {
    DropRules rules = new DropRules();
    rules.ipv4(at, "FORWARD -s %1$s -d %1$s".formatted(LabNode.PODS_IPV4));
    rules.ipv6(at, "FORWARD -s %1$s -d %1$s".formatted(LabNode.PODS_IPV6));
    rules.apply();
  }

  /** Lets everything through again. */
  public void clear() throws IOException {
    DropRules none = new DropRules();
    nodes.forEach(none::at);
    none.replace();
  }
}
