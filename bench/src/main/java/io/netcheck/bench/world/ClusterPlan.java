// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.world;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.ProbeKind;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How a cluster is built. Its nodes are numbered from 0; the number after the last stands for the
 * world outside.
 *
 * @param zones 0 if nodes have none; nodes take turns
 * @param peerLimit peers of one agent, at most
 * @param exporter the node of the exporter, or {@link #outside}
 * @param overlay whether agents reach the exporter by its pod address, and not by an address of its
 *     node
 * @param heartbeats the IP family in which agents reach the exporter
 * @param backgroundLoss the share of round trips that fail without a cause
 * @param checks whether agents check services and names
 * @param rough whether some heartbeats are late, lost or repeated without a cause
 */
public record ClusterPlan(
    int nodes,
    int zones,
    Set<Network> networks,
    Set<IpFamily> families,
    int peerLimit,
    int exporter,
    boolean overlay,
    IpFamily heartbeats,
    double backgroundLoss,
    boolean checks,
    boolean rough) {
  public ClusterPlan {
    networks = Set.copyOf(networks);
    families = Set.copyOf(families);
  }

  /** The same cluster, whose agents check no services, and whose heartbeats just arrive. */
  public ClusterPlan plain() {
    return new ClusterPlan(
        nodes,
        zones,
        networks,
        families,
        peerLimit,
        exporter,
        overlay,
        heartbeats,
        backgroundLoss,
        false,
        false);
  }

  public int outside() {
    return nodes;
  }

  /** Whether every agent probes every other one. */
  public boolean isFullMesh() {
    return peerLimit >= nodes - 1;
  }

  /** Whether its agents send UDP to each other. */
  public boolean hasDatagrams() {
    return networks.contains(Network.POD) || networks.contains(Network.HOST);
  }

  public String node(int number) {
    return "node-" + (number + 1);
  }

  /** The zone of a node; -1 outside, and if there are no zones. */
  public int zoneOf(int node) {
    return zones == 0 || node == nodes ? -1 : node % zones;
  }

  public String zone(int number) {
    return number < 0 ? "" : "zone-" + (char) ('a' + number);
  }

  /** The nodes of a zone. */
  public BitSet members(int zone) {
    return IntStream.range(0, nodes)
        .filter(node -> zoneOf(node) == zone)
        .collect(BitSet::new, BitSet::set, BitSet::or);
  }

  /** The kinds of agent on each node. */
  public List<AgentKind> kinds() {
    return networks.stream()
        .map(network -> network == Network.HOST ? AgentKind.HOST : AgentKind.POD)
        .distinct()
        .sorted()
        .toList();
  }

  /** The networks that an agent of this kind probes. */
  List<Network> networks(AgentKind kind) {
    return networks.stream()
        .filter(network -> (network == Network.HOST) == (kind == AgentKind.HOST))
        .sorted()
        .toList();
  }

  /** The path that heartbeats of an agent of this kind take. */
  Network way(AgentKind kind) {
    if (overlay) {
      return Network.POD;
    }
    return kind == AgentKind.POD ? Network.NODE : Network.HOST;
  }

  /** Whether {@code probe} is sent in {@code network}. */
  public static boolean isProbed(Network network, ProbeKind probe) {
    return network != Network.NODE || probe == ProbeKind.ICMP || probe == ProbeKind.TCP;
  }

  /** The networks of this cluster in which {@code probe} is sent. */
  public Set<Network> networksOf(ProbeKind probe) {
    return networks.stream()
        .filter(network -> isProbed(network, probe))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Network.class)));
  }

  /** In one line, for a reader. */
  @Override
  public String toString() {
    return nodes
        + " nodes, "
        + zones
        + " zones, networks "
        + networks.stream().sorted().toList()
        + ", families "
        + families.stream().sorted().toList()
        + ", exporter "
        + (exporter == outside() ? "outside" : "on " + node(exporter))
        + (overlay ? " by its pod address" : "")
        + " over "
        + heartbeats
        + ", background loss "
        + 100 * backgroundLoss
        + " %"
        + (checks ? ", checks" : "")
        + (rough ? ", rough heartbeats" : "");
  }
}
