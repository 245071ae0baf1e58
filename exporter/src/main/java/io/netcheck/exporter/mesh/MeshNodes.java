// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.mesh;

import io.netcheck.exporter.client.Client;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.PlaneResults;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The nodes of a mesh while it is built, with their places and the numbers of their zones. */
@SuppressWarnings("EnumOrdinal") // indexes of arrays that live as long as this object
final class MeshNodes {
  /** How many nodes that have no client are added; made-up names must not fill the memory. */
  private static final int MOST_UNHEARD = 1_000;

  private final Map<String, MeshNode> byName;
  private final List<MeshNode> all;
  private final Set<String> unheard;
  private final ZoneNumbers zones = new ZoneNumbers();

  /** The targets of the last plane and their indexes: the planes of a client often share them. */
  private List<String> lastTargets = List.of();

  private int[] lastIndexes = new int[0];

  private MeshNodes(Map<String, @Nullable Client[]> byNode) {
    byName = HashMap.newHashMap(byNode.size());
    List<MeshNode> nodes = new ArrayList<>(byNode.size());
    TreeSet<String> zoneNames = new TreeSet<>();
    byNode.forEach((name, pair) -> {
      MeshNode node =
          new MeshNode(name, pair[AgentKind.POD.ordinal()], pair[AgentKind.HOST.ordinal()]);
      node.index = nodes.size();
      nodes.add(node);
      byName.put(name, node);
      zoneNames.add(node.zone());
    });
    all = List.copyOf(nodes);
    unheard =
        all.stream()
            .filter(MeshNode::isUnheard)
            .map(MeshNode::name)
            .collect(Collectors.toUnmodifiableSet());
    zoneNames.forEach(zones::number);
    all.forEach(node -> node.zoneIndex = zones.number(node.zone()));
  }

  /**
   * The nodes of these clients and of their targets.
   *
   * @param gone whether a node of this name was deleted; it is left out unless it has a client
   * @param before an earlier mesh: the same results have the same targets
   */
  static MeshNodes of(List<Client> clients, Predicate<String> gone, Optional<Mesh> before) {
    TreeMap<String, @Nullable Client[]> byNode = new TreeMap<>();
    for (Client client : clients) {
      byNode
              .computeIfAbsent(client.id().node(), _ -> new @Nullable Client[2])[
              client.id().kind().ordinal()] =
          client;
    }
    Optional<Mesh> complete = before.filter(mesh -> isComplete(mesh, byNode));
    List<Client> unseen =
        complete.isEmpty()
            ? clients
            : clients.stream().filter(client -> !isIn(complete.get(), client)).toList();
    addUnheard(unseen, byNode, gone);
    return new MeshNodes(byNode);
  }

  /** Whether a mesh had exactly these nodes, and no target besides. */
  private static boolean isComplete(Mesh mesh, SortedMap<String, @Nullable Client[]> byNode) {
    List<MeshNode> known = mesh.known().all();
    if (known.size() != byNode.size() || !mesh.links().isWithoutStrangers()) {
      return false;
    }
    int at = 0;
    for (String name : byNode.keySet()) {
      if (known.get(at).isUnheard() || !known.get(at).name().equals(name)) {
        return false;
      }
      at++;
    }
    return true;
  }

  /** Whether a mesh was made from the same results of a client. */
  @SuppressWarnings("ReferenceEquality") // equal lists are only looked at twice
  private static boolean isIn(Mesh mesh, Client client) {
    MeshNode node = mesh.known().byName().get(client.id().node());
    return node != null
        && node.client(client.id().kind())
            .filter(before -> before.results().planes() == client.results().planes())
            .isPresent();
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
      if (client.isBelieved() && addUnheard(client, byNode.keySet(), gone, unheard)) {
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
      Client client, Set<String> heard, Predicate<String> gone, NavigableSet<String> unheard) {
    boolean any = false;
    List<String> last = List.of();
    for (PlaneResults plane : client.results().planes()) {
      // The planes of one client share their list of targets.
      if (plane.targets() != last) {
        last = plane.targets();
        for (String target : last) {
          if (!heard.contains(target) && !gone.test(target)) {
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

  Map<String, MeshNode> byName() {
    return byName;
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
  boolean areLike(List<MeshNode> others) {
    if (all.size() != others.size()) {
      return false;
    }
    for (int i = 0; i < others.size(); i++) {
      if (!others.get(i).isLike(all.get(i))) {
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
      MeshNode target = byName.get(targets.get(i));
      indexes[i] = target == null ? LinkColumns.NO_NODE : target.index;
    }
    lastTargets = targets;
    lastIndexes = indexes;
    return indexes;
  }
}
