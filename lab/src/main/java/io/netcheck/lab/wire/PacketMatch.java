// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.wire;

import java.util.List;

/**
 * A selection of packets, in the syntax of iptables and ip6tables.
 *
 * @param ipv4 an iptables match, or empty for all
 */
public record PacketMatch(String ipv4, String ipv6) {
  /** Echo requests only, because IPv6 does not work at all without neighbour discovery. */
  public static final PacketMatch PINGS =
      new PacketMatch("-p icmp --icmp-type echo-request", "-p icmpv6 --icmpv6-type echo-request");

  private static final String UDP_QUESTIONS = "-p udp --dport 6100";
  private static final String TCP_QUESTIONS = "-p tcp -m multiport --dports 6100,10250";

  /** Packets that start an exchange, without answers, as a stateful firewall would drop them. */
  public static final List<PacketMatch> QUESTIONS =
      List.of(
          PINGS,
          new PacketMatch(UDP_QUESTIONS, UDP_QUESTIONS),
          new PacketMatch(TCP_QUESTIONS, TCP_QUESTIONS));

  /**
   * @param bytes the size of the packet, with the IP header of either family
   */
  public static PacketMatch above(int bytes) {
    String match = "-m length --length %d:65535".formatted(bytes + 1);
    return new PacketMatch(match, match);
  }

  /** Each packet with this probability. */
  public static PacketMatch oneIn(double probability) {
    String match = "-m statistic --mode random --probability " + probability;
    return new PacketMatch(match, match);
  }
}
