// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.world;

import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.ProbeKind;
import java.util.EnumSet;
import java.util.Set;

/**
 * Which packets on a route are affected.
 *
 * @param probes the kinds of probe; a filter of UDP names {@code mtu} too
 * @param requests only packets that begin an exchange, as a filter that tracks connections does
 * @param full only packets of full size
 * @param fresh only flows that began after this filter
 * @param heartbeats whether heartbeats are affected as well
 * @param paths of how many equal paths one is affected; 1 affects every flow
 */
public record PacketFilter(
    Set<Network> networks,
    Set<IpFamily> families,
    Set<ProbeKind> probes,
    boolean requests,
    boolean full,
    boolean fresh,
    boolean heartbeats,
    int paths) {
  public static final PacketFilter EVERYTHING =
      new PacketFilter(
          EnumSet.allOf(Network.class),
          EnumSet.allOf(IpFamily.class),
          EnumSet.allOf(ProbeKind.class),
          false,
          false,
          false,
          true,
          1);

  public PacketFilter {
    networks = Set.copyOf(networks);
    families = Set.copyOf(families);
    probes = Set.copyOf(probes);
  }

  public PacketFilter networks(Set<Network> some) {
    return new PacketFilter(some, families, probes, requests, full, fresh, heartbeats, paths);
  }

  public PacketFilter families(Set<IpFamily> some) {
    return new PacketFilter(networks, some, probes, requests, full, fresh, heartbeats, paths);
  }

  public PacketFilter probes(Set<ProbeKind> some) {
    return new PacketFilter(networks, families, some, requests, full, fresh, heartbeats, paths);
  }

  /** As a filter that lets answers pass. */
  public PacketFilter onlyRequests() {
    return new PacketFilter(networks, families, probes, true, full, fresh, heartbeats, paths);
  }

  public PacketFilter onlyFull() {
    return new PacketFilter(networks, families, probes, requests, true, fresh, heartbeats, paths);
  }

  /** As a filter that knows older flows. */
  public PacketFilter onlyFresh() {
    return new PacketFilter(networks, families, probes, requests, full, true, heartbeats, paths);
  }

  public PacketFilter sparingHeartbeats() {
    return new PacketFilter(networks, families, probes, requests, full, fresh, false, paths);
  }

  /** One of some paths of equal cost. */
  public PacketFilter oneOf(int count) {
    return new PacketFilter(networks, families, probes, requests, full, fresh, heartbeats, count);
  }

  boolean covers(Network network, IpFamily family) {
    return networks.contains(network) && families.contains(family);
  }

  /**
   * @param answer whether it is the way back
   * @param flow names the flow for the choice of a path
   * @param isNew whether the flow began after the filter
   */
  boolean affects(ProbeKind probe, boolean answer, int flow, boolean isNew) {
    if (!probes.contains(probe) || (requests && answer) || (fresh && !isNew)) {
      return false;
    }
    // The answer to a full-size packet is small.
    if (full && (answer || probe != ProbeKind.MTU)) {
      return false;
    }
    return paths == 1 || Math.floorMod(flow, paths) == 0;
  }
}
