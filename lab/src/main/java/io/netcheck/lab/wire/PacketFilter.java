// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.wire;

import io.netcheck.lab.wire.FilterRules.Family;
import io.netcheck.lab.wire.FilterRules.Table;
import java.io.IOException;
import java.util.Collection;
import java.util.List;

/**
 * Drops packets when they arrive at a node, before the node processes them. The sender sees no
 * error, as with a switch or a firewall on the path. If a packet were dropped when it is sent, the
 * sender would get an error (EPERM). Rejects packets like the firewall of a host or a router.
 */
public final class PacketFilter {
  private static final String DEAD_PATH = "1";

  private final List<LabNode> nodes;

  public PacketFilter(LabNetwork fabric) {
    this.nodes = fabric.nodes();
  }

  /** Drops packets from each of these nodes to each of those nodes. */
  public void drop(Collection<LabNode> from, Collection<LabNode> to, PacketMatch packets)
      throws IOException {
    FilterRules rules = new FilterRules();
    drop(rules, from, to, packets);
    rules.apply();
  }

  /** Drops packets between these nodes and those nodes, in both directions. */
  public void dropBetween(Collection<LabNode> here, Collection<LabNode> there, PacketMatch packets)
      throws IOException {
    FilterRules rules = new FilterRules();
    drop(rules, here, there, packets);
    drop(rules, there, here, packets);
    rules.apply();
  }

  /** Drops all packets between these nodes and those nodes, in both directions. */
  public void cut(Collection<LabNode> here, Collection<LabNode> there) throws IOException {
    dropBetween(here, there, PacketMatch.ALL);
  }

  private static void drop(
      FilterRules rules, Collection<LabNode> from, Collection<LabNode> to, PacketMatch packets) {
    for (LabNode target : to) {
      for (LabNode source : from) {
        if (!source.equals(target)) {
          for (Family family : Family.values()) {
            for (String address : source.addresses(family)) {
              for (String match : packets.in(family)) {
                rules.drop(target, family, "PREROUTING -i eth0 -s " + address + " " + match);
              }
            }
          }
        }
      }
    }
  }

  /** Drops packets that arrive at the node, from nodes and from the monitoring processes. */
  public void dropArriving(LabNode at, PacketMatch packets) throws IOException {
    dropArriving(List.of(at), packets);
  }

  /** Drops packets to the host itself, and not to its pods, like a firewall of the host. */
  public void dropToHost(LabNode at, PacketMatch packets) throws IOException {
    FilterRules rules = new FilterRules();
    for (Family family : Family.values()) {
      packets.in(family).forEach(match -> rules.drop(at, family, "INPUT -i eth0 " + match));
    }
    rules.apply();
  }

  /** Drops packets that arrive at any of these nodes. */
  public void dropArriving(Collection<LabNode> at, PacketMatch packets) throws IOException {
    FilterRules rules = new FilterRules();
    at.forEach(node -> dropArriving(rules, node, packets));
    rules.apply();
  }

  /** Makes the kernel of the node track flows, so that it can tell new ones from those it knows. */
  public void trackFlows(LabNode at) throws IOException {
    FilterRules rules = new FilterRules();
    for (Family family : Family.values()) {
      // It matches no packet; that it looks at the state of flows is enough.
      rules.add(
          at,
          family,
          Table.MANGLE,
          "PREROUTING -i eth0 -m conntrack --ctstate UNTRACKED -j ACCEPT");
    }
    rules.apply();
  }

  /** Drops whatever the monitoring processes send to these nodes. */
  public void cutFromControl(Collection<LabNode> these) throws IOException {
    FilterRules rules = new FilterRules();
    for (LabNode node : these) {
      rules.drop(node, Family.IPV4, "PREROUTING -i eth0 -s " + LabNetwork.CONTROL);
      rules.drop(node, Family.IPV6, "PREROUTING -i eth0 -s " + LabNetwork.CONTROL_IPV6);
    }
    rules.apply();
  }

  private static void dropArriving(FilterRules rules, LabNode at, PacketMatch packets) {
    for (Family family : Family.values()) {
      for (String match : packets.in(family)) {
        rules.drop(at, family, "PREROUTING -i eth0 " + match);
      }
    }
  }

  /** Drops traffic between pods through these nodes, as if their network plugin were broken. */
  public void dropPodTraffic(Collection<LabNode> at) throws IOException {
    FilterRules rules = new FilterRules();
    for (LabNode node : at) {
      rules.drop(node, Family.IPV4, "FORWARD -s %1$s -d %1$s".formatted(LabNode.PODS_IPV4));
      rules.drop(node, Family.IPV6, "FORWARD -s %1$s -d %1$s".formatted(LabNode.PODS_IPV6));
    }
    rules.apply();
  }

  /**
   * Drops a part of the flows between these nodes and those nodes, always the same ones, as if one
   * of several paths were dead. Like a router, it picks the path by addresses and ports.
   */
  public void dropOnePath(int ofPaths, Collection<LabNode> here, Collection<LabNode> there)
      throws IOException {
    FilterRules rules = new FilterRules();
    for (LabNode target : nodes) {
      for (Family family : Family.values()) {
        for (LabNode source : nodes) {
          boolean between =
              (here.contains(source) && there.contains(target))
                  || (there.contains(source) && here.contains(target));
          if (between && !source.equals(target)) {
            for (String address : source.addresses(family)) {
              rules.add(
                  target,
                  family,
                  Table.MANGLE,
                  "PREROUTING -i eth0 -s "
                      + address
                      + " -j HMARK --hmark-tuple src,dst,sport,dport --hmark-mod "
                      + ofPaths
                      + " --hmark-offset 1 --hmark-rnd 0x6e657463");
            }
          }
        }
        rules.drop(target, family, "PREROUTING -i eth0 -m mark --mark " + DEAD_PATH);
      }
    }
    rules.apply();
  }

  /** Rejects packets from other nodes to this node and its pods, like a firewall of this node. */
  public void rejectArriving(LabNode at, PacketMatch packets) throws IOException {
    reject(at, packets, family -> fromOthers(at, family, List.of("INPUT", "FORWARD")));
  }

  /** Rejects packets from other nodes to the pods of this node, which are behind it. */
  public void rejectToPods(LabNode at, PacketMatch packets) throws IOException {
    reject(at, packets, family -> fromOthers(at, family, List.of("FORWARD")));
  }

  private List<String> fromOthers(LabNode at, Family family, List<String> chains) {
    return nodes.stream()
        .filter(node -> node.number() != at.number())
        .flatMap(node -> node.addresses(family).stream())
        .flatMap(address -> chains.stream().map(chain -> chain + " -i eth0 -s " + address))
        .toList();
  }

  /** Rejects packets from this node and its pods to that node and its pods, where they leave. */
  public void rejectLeaving(LabNode from, LabNode to, PacketMatch packets) throws IOException {
    reject(
        from,
        packets,
        family ->
            to.addresses(family).stream()
                .flatMap(address ->
                    List.of("OUTPUT -d " + address, "FORWARD -o eth0 -d " + address).stream())
                .toList());
  }

  /** The chains in which a node rejects packets. */
  @FunctionalInterface
  private interface Chains {
    List<String> in(Family family);
  }

  private static void reject(LabNode at, PacketMatch packets, Chains chains) throws IOException {
    FilterRules rules = new FilterRules();
    for (Family family : Family.values()) {
      for (String chain : chains.in(family)) {
        for (String match : packets.in(family)) {
          rules.add(at, family, Table.FILTER, chain + " " + match + " -j REJECT");
        }
      }
    }
    rules.apply();
  }

  /** Removes all filters. */
  public void clear() throws IOException {
    FilterRules none = new FilterRules();
    nodes.forEach(none::at);
    none.replace();
  }
}
