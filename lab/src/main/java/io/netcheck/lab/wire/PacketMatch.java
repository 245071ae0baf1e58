// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.wire;

import io.netcheck.lab.wire.FilterRules.Family;
import java.util.List;
import java.util.stream.Stream;

/**
 * A selection of packets: those that any of some matches selects, in the syntax of iptables and
 * ip6tables.
 *
 * @param ipv4 empty for no packet; an empty match selects all packets
 */
public record PacketMatch(List<String> ipv4, List<String> ipv6) {
  public static final PacketMatch ALL = both("");

  public static final PacketMatch IPV6 = new PacketMatch(List.of(), List.of(""));

  /** Echo requests only, because IPv6 does not work at all without neighbour discovery. */
  public static final PacketMatch PINGS =
      new PacketMatch(
          List.of("-p icmp --icmp-type echo-request"),
          List.of("-p icmpv6 --icmpv6-type echo-request"));

  /** The UDP probes, without their answers. */
  public static final PacketMatch UDP_QUESTIONS = both("-p udp --dport 6100");

  /** Packets that open the connections of TCP probes. */
  public static final PacketMatch TCP_QUESTIONS = both("-p tcp -m multiport --dports 6100,10250");

  /** Packets that start an exchange, without answers, as a stateful firewall would drop them. */
  public static final PacketMatch QUESTIONS = PINGS.or(UDP_QUESTIONS).or(TCP_QUESTIONS);

  /** The first packet of a flow, once the flows of a node are tracked. */
  public static final PacketMatch NEW_FLOWS = both("-m conntrack --ctstate NEW");

  /** What an agent of the pod network asks a node that does not let it: pings and the kubelet. */
  public static final PacketMatch PINGS_AND_KUBELET = PINGS.or(both("-p tcp --dport 10250"));

  public PacketMatch {
    ipv4 = List.copyOf(ipv4);
    ipv6 = List.copyOf(ipv6);
  }

  /**
   * @param bytes the size of the packet, with the IP header of either family
   */
  public static PacketMatch above(int bytes) {
    return both("-m length --length %d:65535".formatted(bytes + 1));
  }

  /** What a server at this port of the monitoring processes answers. */
  public static PacketMatch answersFrom(int port) {
    return both("-p tcp --sport " + port).or(both("-p udp --sport " + port));
  }

  /** Each packet with this probability. */
  public static PacketMatch oneIn(double probability) {
    return both("-m statistic --mode random --probability " + probability);
  }

  private static PacketMatch both(String match) {
    return new PacketMatch(List.of(match), List.of(match));
  }

  private PacketMatch or(PacketMatch other) {
    return new PacketMatch(joined(ipv4, other.ipv4), joined(ipv6, other.ipv6));
  }

  private static List<String> joined(List<String> one, List<String> other) {
    return Stream.concat(one.stream(), other.stream()).toList();
  }

  List<String> in(Family family) {
    return family == Family.IPV4 ? ipv4 : ipv6;
  }
}
