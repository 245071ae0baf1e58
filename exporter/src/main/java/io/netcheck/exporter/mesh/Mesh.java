// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.mesh;

import io.netcheck.exporter.client.Client;
import io.netcheck.protocol.Network;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The results of all clients at one moment.
 *
 * <p>A link has the state that its source reported. It is unknown if its source is not believed
 * ({@link Client#isBelieved}), if its target is leaving or expected to be down, or if only the
 * other kind of agent is known on its target. A target that never reported to this exporter counts,
 * unless its node was deleted, because an earlier exporter knew it; but not if only one of several
 * reporting nodes names such targets. Targets in the networks {@code pod} and {@code node} are pod
 * agents; targets in {@code host} are host agents.
 */
public final class Mesh {
  private final MeshNodes known;
  private final LinkColumns links;
  private final List<CheckSummary> services;
  private final List<CheckSummary> dns;

  /** Made when it is asked for: a page shows it now and then, an assessment does not need it. */
  private @Nullable LinkDetails details;

  Mesh(MeshNodes known, LinkColumns links, List<CheckSummary> services, List<CheckSummary> dns) {
    this.known = known;
    this.links = links;
    this.services = services;
    this.dns = dns;
  }

  private synchronized LinkDetails details() {
    LinkDetails made = details;
    if (made == null) {
      made = LinkDetails.of(known, links);
      details = made;
    }
    return made;
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

  /** The nodes, without their links. */
  MeshNodes known() {
    return known;
  }

  /** The nodes without a client that agents name, and whose word counts. */
  public Set<String> unheard() {
    return known.unheard();
  }

  /** How many nodes there are. */
  public int size() {
    return known.all().size();
  }

  /** The same as {@link #nodes}, but nobody has counted their links: takes no look at any link. */
  public List<MeshNode> uncountedNodes() {
    return known.all();
  }

  /** All nodes that have a client, sorted by name. */
  public List<MeshNode> nodes() {
    details(); // they count their links
    return known.all();
  }

  public Optional<MeshNode> node(String name) {
    details();
    return known.node(name);
  }

  /**
   * Whether a client reports any link.
   *
   * @param at its place in the list of the clients of this mesh
   */
  public boolean isMeasuring(int at) {
    return links.isAnyOf(known.slot(at));
  }

  public LinkColumns links() {
    return links;
  }

  /**
   * Links that are unknown for a known reason: an agent at one end is leaving or expected to be
   * down, or the target does not count.
   */
  public int excused() {
    return links.excused();
  }

  /** How many networks are in use. */
  public int networkCount() {
    return links.networks().size();
  }

  /** The networks in use. */
  public List<NetworkSummary> networks() {
    return details().networks();
  }

  public Optional<NetworkSummary> network(Network network) {
    return networks().stream().filter(summary -> summary.network() == network).findFirst();
  }

  /** All links of all networks. */
  public LinkTotals totals() {
    return links.totals();
  }

  /** Pairs of zones that have links, sorted; empty if no node has a zone. */
  public List<ZonePair> zones() {
    return details().zones();
  }

  public List<CheckSummary> services() {
    return services;
  }

  /** Names at resolvers. */
  public List<CheckSummary> dns() {
    return dns;
  }
}
