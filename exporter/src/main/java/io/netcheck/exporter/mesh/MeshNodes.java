// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.mesh;

import io.netcheck.exporter.client.Client;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.PlaneResults;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The nodes of a mesh, with their places and the numbers of their zones. */
@SuppressWarnings("EnumOrdinal") // indexes of arrays that live as long as this object
final class MeshNodes {
  /** How many nodes that have no client are added; made-up names must not fill the memory. */
  private static final int MOST_UNHEARD = 1_000;

  private final MeshRoster roster;
  private final List<MeshNode> all;
  private final Set<String> unheard;
  private final ZoneNumbers zones;

  /** The targets of the last plane and their indexes: the planes of a client often share them. */
  private List<String> lastTargets = List.of();

  private int[] lastIndexes = new int[0];

  /**
   * @param before those of an earlier mesh
   */
  private MeshNodes(MeshRoster roster, List<Client> clients, Optional<MeshNodes> before) {
    this.roster = roster;
    int size = roster.names().size();
    @Nullable Client[] bySlot = new @Nullable Client[size * MeshRoster.KINDS];
    for (int at = 0; at < clients.size(); at++) {
      bySlot[roster.slot(at)] = clients.get(at);
    }
    List<MeshNode> nodes = new ArrayList<>(size);
    boolean anyUnheard = false;
    for (int index = 0; index < size; index++) {
      MeshNode node =
          new MeshNode(
              roster.names().get(index),
              bySlot[MeshRoster.slot(index, AgentKind.POD)],
              bySlot[MeshRoster.slot(index, AgentKind.HOST)],
              index);
      nodes.add(node);
      anyUnheard |= node.isUnheard();
    }
    all = Collections.unmodifiableList(nodes);
    unheard =
        anyUnheard
            ? nodes.stream()
                .filter(MeshNode::isUnheard)
                .map(MeshNode::name)
                .collect(Collectors.toUnmodifiableSet())
            : Set.of();
    zones = before.filter(this::takesZonesOf).map(MeshNodes::zones).orElseGet(this::numberZones);
  }

  /** Numbers the zones as an earlier mesh does, if it has the same ones. */
  @SuppressWarnings("ReferenceEquality") // another roster may have other nodes
  private boolean takesZonesOf(MeshNodes before) {
    if (before.roster != roster) {
      return false;
    }
    for (int index = 0; index < all.size(); index++) {
      MeshNode known = before.all.get(index);
      if (!known.zone().equals(all.get(index).zone())) {
        return false;
      }
      all.get(index).zoneIndex = known.zoneIndex;
    }
    return true;
  }

  private ZoneNumbers numberZones() {
    ZoneNumbers numbers = new ZoneNumbers();
    TreeSet<String> names = new TreeSet<>();
    all.forEach(node -> names.add(node.zone()));
    names.forEach(numbers::number);
    all.forEach(node -> node.zoneIndex = numbers.number(node.zone()));
    return numbers;
  }

  /**
   * The nodes of these clients and of their targets.
   *
   * @param gone whether a node of this name was deleted; it is left out unless it has a client
   * @param before an earlier mesh: the same results have the same targets
   */
  static MeshNodes of(List<Client> clients, Predicate<String> gone, Optional<Mesh> before) {
    Optional<MeshNodes> known = before.map(Mesh::known);
    if (before.filter(mesh -> isComplete(mesh, clients, gone)).isPresent()) {
      return new MeshNodes(known.get().roster, clients, known);
    }
    TreeMap<String, @Nullable Client[]> byNode = new TreeMap<>();
    for (Client client : clients) {
      byNode
              .computeIfAbsent(client.id().node(), _ -> new @Nullable Client[2])[
              client.id().kind().ordinal()] =
          client;
    }
    addUnheard(clients, byNode, gone);
    return new MeshNodes(new MeshRoster(clients, byNode.keySet()), clients, known);
  }

  /** Whether a mesh had exactly these clients, and neither it nor they have a target besides. */
  private static boolean isComplete(Mesh mesh, List<Client> clients, Predicate<String> gone) {
    MeshRoster roster = mesh.known().roster;
    if (!mesh.known().unheard.isEmpty()
        || !mesh.links().isWithoutStrangers()
        || !roster.isOf(clients)) {
      return false;
    }
    for (int at = 0; at < clients.size(); at++) {
      Client client = clients.get(at);
      if (client.isBelieved()
          && !mesh.links().hasTargetsOf(roster.slot(at), client.results().planes())
          && addUnheard(client, roster::contains, gone, new TreeSet<>())) {
        return false;
      }
    }
    return true;
  }

  /**
   * Adds nodes that agents were told to probe and that never reported to this exporter. An exporter
   * that starts in the middle of an outage learns of the dead nodes from the living ones. But if
   * several nodes report and only one of them names such nodes, it may have made them up.
   */
  private static void addUnheard(
      List<Client> clients, Map<String, @Nullable Client[]> byNode, Predicate<String> gone) {
    NavigableSet<String> unheard = new TreeSet<>();
    Set<String> witnesses = new HashSet<>();
    for (Client client : clients) {
      if (client.isBelieved() && addUnheard(client, byNode::containsKey, gone, unheard)) {
        witnesses.add(client.id().node());
      }
    }
    if (witnesses.size() > 1 || (witnesses.size() == 1 && isOneReporting(byNode))) {
      unheard.forEach(name -> byNode.put(name, new @Nullable Client[2]));
    }
  }

  /** Whether a client names any. */
  @SuppressWarnings("ReferenceEquality") // equal lists are only looked at twice
  private static boolean addUnheard(
      Client client,
      Predicate<String> heard,
      Predicate<String> gone,
      NavigableSet<String> unheard) {
    boolean any = false;
    List<String> last = List.of();
    for (PlaneResults plane : client.results().planes()) {
      // The planes of one client share their list of targets.
      if (plane.targets() != last) {
        last = plane.targets();
        for (String target : last) {
          if (!heard.test(target) && !gone.test(target)) {
            any = true;
            unheard.add(target);
            if (unheard.size() > MOST_UNHEARD) {
              unheard.pollLast(); // always the same ones, whoever reports first
            }
          }
        }
      }
    }
    return any;
  }

  private static boolean isOneReporting(Map<String, @Nullable Client[]> byNode) {
    return byNode.values().stream().filter(MeshNodes::isReporting).limit(2).count() == 1;
  }

  private static boolean isReporting(@Nullable Client[] clients) {
    return Arrays.stream(clients).anyMatch(client -> client != null && client.isBelieved());
  }

  Optional<MeshNode> node(String name) {
    int index = roster.index(name);
    return index == LinkColumns.NO_NODE ? Optional.empty() : Optional.of(all.get(index));
  }

  /** The slot of {@link MeshRoster} of the client at a place in the list. */
  int slot(int at) {
    return roster.slot(at);
  }

  /** The names of those that never reported to this exporter. */
  Set<String> unheard() {
    return unheard;
  }

  /** All nodes, sorted by name. */
  List<MeshNode> all() {
    return all;
  }

  ZoneNumbers zones() {
    return zones;
  }

  /** Whether these are the same nodes in the same states. */
  boolean areLike(MeshNodes others) {
    if (all.size() != others.all.size()) {
      return false;
    }
    for (int i = 0; i < all.size(); i++) {
      if (!others.all.get(i).isLike(all.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** The indexes of these nodes; {@link LinkColumns#NO_NODE} for unknown ones. */
  int[] indexes(List<String> targets) {
    if (targets.equals(lastTargets)) {
      return lastIndexes;
    }
    int[] indexes = new int[targets.size()];
    for (int i = 0; i < indexes.length; i++) {
      indexes[i] = roster.index(targets.get(i));
    }
    lastTargets = targets;
    lastIndexes = indexes;
    return indexes;
  }
}
