// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.util.List;
import java.util.Optional;

/**
 * What a check asks about the links from one agent to another.
 *
 * @param network only links in this network; empty for all of the agent's networks
 * @param family only links in this IP family; empty for both
 * @param probes in the order in which they are shown, each at most once
 * @param sizes of the packets of {@code mtu} in bytes, with their IP header; empty for the size
 *     that the route promises
 * @param ports of the target to which {@code tcp} connects; empty for that of the link
 * @param count attempts of each probe
 */
public record CheckQuestion(
    Optional<Network> network,
    Optional<IpFamily> family,
    List<CheckProbe> probes,
    List<Integer> sizes,
    List<Integer> ports,
    int count) {
  public static final int MOST_SIZES = 8;
  public static final int SMALLEST_SIZE = 68;
  public static final int LARGEST_SIZE = 9_216;
  public static final int MOST_PORTS = 4;
  public static final int MOST_COUNT = 20;
  public static final int DEFAULT_COUNT = 5;

  /** What is asked if nothing else is said. */
  public static final List<CheckProbe> DEFAULT_PROBES =
      List.of(CheckProbe.ICMP, CheckProbe.UDP, CheckProbe.TCP, CheckProbe.MTU);

  public CheckQuestion {
    probes = probes.stream().distinct().toList();
    sizes = sizes.stream().distinct().toList();
    ports = ports.stream().distinct().toList();
  }

  /** One trace of one link. */
  public static CheckQuestion trace(Network network, IpFamily family) {
    return new CheckQuestion(
        Optional.of(network),
        Optional.of(family),
        List.of(CheckProbe.TRACE),
        List.of(),
        List.of(),
        1);
  }

  /** Whether it is about links in {@code asked}. */
  public boolean contains(Network asked) {
    return network.isEmpty() || network.get() == asked;
  }

  /** Whether it is about links in {@code asked}. */
  public boolean contains(IpFamily asked) {
    return family.isEmpty() || family.get() == asked;
  }
}
