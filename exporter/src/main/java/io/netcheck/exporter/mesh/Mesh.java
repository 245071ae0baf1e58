// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.mesh;

import io.netcheck.exporter.client.Client;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Network;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What the results of all clients say together, at one moment.
 *
 * <p>A link counts as its source reported it, but is unknown if its source is not believed ({@link
 * Client#isBelieved}), if its target is leaving or expected to be down, or if only the other kind
 * of agent is known on its target. A target that nobody heard of counts: it was known to an earlier
 * exporter, unless its node was deleted. Targets of the networks {@code pod} and {@code node} are
 * pod agents, those of {@code host} are host agents.
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

  /** The mesh of these clients, one snapshot of each. */
  public static Mesh of(List<Client> clients) {
    return after(Optional.empty(), clients, Set.of(), _ -> false);
  }

  /**
   * The same for less, if not much has changed since, and without what is no longer to be believed.
   *
   * @param before an earlier mesh, of whatever clients
   * @param doubted those whose results are not believed, though their heartbeats are not yet late
   * @param gone whether a node of this name was deleted: what is still said of it is left out
   */
  public static Mesh after(
      Optional<Mesh> before, List<Client> clients, Set<ClientId> doubted, Predicate<String> gone) {
    return new MeshBuilder(clients, doubted, gone, before).mesh();
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
   * Links that are unknown for a good reason: an agent at their end is leaving, or expected down.
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

  /** Pairs of zones between which there are links; sorted; empty if nobody named a zone. */
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
