// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.mesh;

import io.netcheck.exporter.client.Client;
import io.netcheck.protocol.Network;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The results of all clients at one moment.
 *
 * <p>A link has the state that its source reported. It is unknown if its source is not believed
 * ({@link Client#isBelieved}), if its target is leaving or expected to be down, or if only the
 * other kind of agent is known on its target. A target that never reported to this exporter counts,
 * unless its node was deleted, because an earlier exporter knew it. Targets in the networks {@code
 * pod} and {@code node} are pod agents; targets in {@code host} are host agents.
 */
public final class Mesh {
  private final Map<String, MeshNode> byName;
  private final List<MeshNode> nodes;
  private final LinkColumns links;
  private final int excused;
  private final List<NetworkSummary> networks;
  private final List<ZonePair> zones;
  private final List<CheckSummary> services;
  private final List<CheckSummary> dns;

  Mesh(
      Map<String, MeshNode> byName,
      List<MeshNode> nodes,
      LinkColumns links,
      int excused,
      List<NetworkSummary> networks,
      List<ZonePair> zones,
      List<CheckSummary> services,
      List<CheckSummary> dns) {
    this.byName = byName;
    this.nodes = nodes;
    this.links = links;
    this.excused = excused;
    this.networks = networks;
    this.zones = zones;
    this.services = services;
    this.dns = dns;
  }

  /** The mesh of these clients. */
  public static Mesh of(List<Client> clients) {
    return after(Optional.empty(), clients, _ -> false);
  }

  /**
   * The mesh of these clients. It costs less if little has changed since {@code before}.
   *
   * @param before an earlier mesh, of any clients
   * @param gone whether a node of this name was deleted; results about it are ignored
   */
  public static Mesh after(Optional<Mesh> before, List<Client> clients, Predicate<String> gone) {
    return new MeshBuilder(clients, gone, before).mesh();
  }

  /** All nodes that have a client, sorted by name. */
  public List<MeshNode> nodes() {
    return nodes;
  }

  public Optional<MeshNode> node(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  public LinkColumns links() {
    return links;
  }

  /**
   * Links that are unknown for a known reason: an agent at one end is leaving or expected to be
   * down.
   */
  public int excused() {
    return excused;
  }

  /** The networks in use. */
  public List<NetworkSummary> networks() {
    return networks;
  }

  public Optional<NetworkSummary> network(Network network) {
    return networks.stream().filter(summary -> summary.network() == network).findFirst();
  }

  /** All links of all networks. */
  public LinkTotals totals() {
    return networks.stream().map(NetworkSummary::links).reduce(LinkTotals.NONE, LinkTotals::plus);
  }

  /** Pairs of zones that have links, sorted; empty if no node has a zone. */
  public List<ZonePair> zones() {
    return zones;
  }

  public List<CheckSummary> services() {
    return services;
  }

  /** Names at resolvers. */
  public List<CheckSummary> dns() {
    return dns;
  }
}
