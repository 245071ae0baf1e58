// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.mesh;

import io.netcheck.exporter.client.Client;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.DnsResult;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ProbeColumn;
import io.netcheck.protocol.ProbeKind;
import io.netcheck.protocol.ServiceResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Makes a {@link Mesh} in one pass over the clients' planes, row by row. */
@SuppressWarnings("EnumOrdinal") // indexes of arrays that live as long as this object
final class MeshBuilder {
  private static final int UP = LinkState.UP.code();
  private static final int DOWN = LinkState.DOWN.code();
  private static final int UNKNOWN = LinkState.UNKNOWN.code();

  /** More names than these are made up. */
  private static final int MOST_UNHEARD = 1_000;

  private final Map<String, MeshNode> byName;
  private final List<MeshNode> nodes;
  private final ZoneNumbers zones = new ZoneNumbers();
  private final LinkColumns links;
  private int excused;
  private final NetworkTally[] networks = new NetworkTally[Network.values().length];
  private final CheckTally services = new CheckTally();
  private final CheckTally dns = new CheckTally();

  /** The targets of the plane before, and where they stand: a client's planes often share them. */
  private List<String> lastTargets = List.of();

  private int[] lastIndexes = new int[0];

  private final Predicate<String> gone;

  /** What the planes came to in the mesh before, where it had the same nodes in the same states. */
  private final LinkColumns.Earlier earlier;

  /**
   * @param gone whether a node of this name was deleted: links to it are excused
   */
  MeshBuilder(
      List<Client> clients, Set<ClientId> doubted, Predicate<String> gone, Optional<Mesh> before) {
    this.gone = gone;
    TreeMap<String, @Nullable Client[]> byNode = new TreeMap<>();
    int planeCount = 0;
    int[] rows = new int[networks.length];
    for (Client client : clients) {
      byNode
              .computeIfAbsent(client.id().node(), _ -> new @Nullable Client[2])[
              client.id().kind().ordinal()] =
          client;
      planeCount += client.planes().size();
      for (PlaneResults plane : client.planes()) {
        rows[plane.network().ordinal()] += plane.up().length;
      }
    }
    addUnheard(clients, byNode, gone);
    byName = HashMap.newHashMap(byNode.size());
    nodes = new ArrayList<>(byNode.size());
    TreeSet<String> zoneNames = new TreeSet<>();
    byNode.forEach((name, pair) -> {
      MeshNode node =
          new MeshNode(
              name, pair[AgentKind.POD.ordinal()], pair[AgentKind.HOST.ordinal()], doubted);
      node.index = nodes.size();
      nodes.add(node);
      byName.put(name, node);
      zoneNames.add(node.zone());
    });
    zoneNames.forEach(zones::number);
    for (Network network : Network.values()) {
      networks[network.ordinal()] = new NetworkTally(network, zones, rows[network.ordinal()]);
    }
    links = new LinkColumns(nodes, planeCount);
    earlier =
        new LinkColumns.Earlier(
            before
                .filter(mesh -> areAlike(mesh.nodes(), nodes))
                .map(Mesh::links)
                .orElseGet(() -> new LinkColumns(List.of(), 0)));
  }

  /**
   * The nodes that agents were told to probe and this exporter has never heard of: an exporter that
   * starts in the middle of an outage learns of the dead from the living.
   */
  @SuppressWarnings("ReferenceEquality") // equal lists are only looked at twice
  private static void addUnheard(
      List<Client> clients, Map<String, @Nullable Client[]> byNode, Predicate<String> gone) {
    Set<String> known = new HashSet<>(byNode.keySet());
    List<String> last = List.of();
    for (Client client : clients) {
      if (!client.isBelieved()) {
        continue;
      }
      for (PlaneResults plane : client.planes()) {
        // The planes of one client share their list of targets.
        if (plane.targets() != last) {
          last = plane.targets();
          for (String target : last) {
            if (known.size() < clients.size() + MOST_UNHEARD
                && !gone.test(target)
                && known.add(target)) {
              byNode.put(target, new @Nullable Client[2]);
            }
          }
        }
      }
    }
  }

  private static boolean areAlike(List<MeshNode> some, List<MeshNode> others) {
    if (some.size() != others.size()) {
      return false;
    }
    for (int i = 0; i < some.size(); i++) {
      if (!some.get(i).isLike(others.get(i))) {
        return false;
      }
    }
    return true;
  }

  Mesh mesh() {
    for (MeshNode node : nodes) {
      node.zoneIndex = zones.number(node.zone());
    }
    for (MeshNode node : nodes) {
      for (Client client : node.clients()) {
        boolean believed = node.isBelieved(client);
        for (PlaneResults plane : client.planes()) {
          count(node, believed, client.state().isGoing(), plane);
        }
        checks(node, client, believed);
      }
    }
    List<NetworkSummary> summaries = new ArrayList<>();
    List<ZonePair> pairs = new ArrayList<>();
    for (NetworkTally network : networks) {
      if (network.isUsed()) {
        summaries.add(network.summary());
        pairs.addAll(network.zonePairs());
      }
    }
    boolean zoned = nodes.stream().anyMatch(node -> !node.zone().isEmpty());
    return new Mesh(
        byName,
        List.copyOf(nodes),
        links,
        excused,
        List.copyOf(summaries),
        zoned ? List.copyOf(pairs) : List.of(),
        services.all(),
        dns.all());
  }

  private void count(MeshNode source, boolean believed, boolean going, PlaneResults plane) {
    int net = plane.network().ordinal();
    int code = Plane.code(plane.network(), plane.family());
    AgentKind targets = Plane.agents(plane.network());
    int[] up = plane.up();
    LinkColumns.Rows rows =
        earlier
            .rows(plane, source.index)
            .orElseGet(() -> rows(plane, believed, indexes(plane.targets())));
    NetworkTally network = networks[net];
    BestProbe best = new BestProbe(plane);
    AgentPort port = new AgentPort(plane);
    links.add(plane, source.index, code, rows);
    for (int row = 0; row < up.length; row++) {
      int at = rows.targets()[row];
      MeshNode target = at == LinkColumns.NOBODY ? null : nodes.get(at);
      int state = rows.states()[row];
      boolean excuses =
          target == null ? gone.test(plane.targets().get(row)) : target.isGoing(targets);
      if (going || excuses) {
        excused++;
      }
      network.add(plane.family(), state, source, target);
      if (target == null || state == UNKNOWN) {
        continue;
      }
      if (state == UP) {
        source.outUp[net]++;
        target.inUp[net]++;
        int column = best.column(row);
        if (column >= 0) {
          network.rtt(best.meanMicros(column, row), best.maxMicros(column, row), source, target);
        }
        port.count(row, target, targets);
      } else {
        source.outDown[net]++;
        target.inDown[net]++;
      }
    }
    if (believed) {
      plane.probes().forEach((kind, column) -> network.probes(kind, column, up));
    }
  }

  private LinkColumns.Rows rows(PlaneResults plane, boolean believed, int[] indexes) {
    AgentKind targets = Plane.agents(plane.network());
    byte[] states = new byte[plane.up().length];
    for (int row = 0; row < states.length; row++) {
      boolean counts =
          believed
              && indexes[row] != LinkColumns.NOBODY
              && nodes.get(indexes[row]).isExpected(targets);
      states[row] = (byte) (counts ? LinkState.of(plane.up()[row]).code() : UNKNOWN);
    }
    return LinkColumns.Rows.of(indexes, states);
  }

  private int[] indexes(List<String> targets) {
    if (targets.equals(lastTargets)) {
      return lastIndexes;
    }
    int[] indexes = new int[targets.size()];
    for (int i = 0; i < indexes.length; i++) {
      MeshNode target = byName.get(targets.get(i));
      indexes[i] = target == null ? LinkColumns.NOBODY : target.index;
    }
    lastTargets = targets;
    lastIndexes = indexes;
    return indexes;
  }

  private void checks(MeshNode node, Client client, boolean believed) {
    for (ServiceResult result : client.services()) {
      services.add(
          result.service(),
          result.probe(),
          node.name(),
          believed ? result.state() : LinkState.UNKNOWN,
          result.totalMicros(),
          result.reason());
    }
    for (DnsResult result : client.dns()) {
      dns.add(
          result.name(),
          result.resolver(),
          node.name(),
          believed ? result.state() : LinkState.UNKNOWN,
          result.lookupMicros(),
          result.reason());
    }
  }

  /**
   * Whether the agent's own port refuses on a link that is up: then its host lives and it does not.
   * In network {@code node} another program's port is asked, which says nothing of the agent.
   */
  private static final class AgentPort {
    private final @Nullable ProbeColumn udp;
    private final @Nullable ProbeColumn tcp;

    AgentPort(PlaneResults plane) {
      boolean asks = plane.network() != Network.NODE;
      udp = asks ? plane.probes().get(ProbeKind.UDP) : null;
      tcp = asks ? plane.probes().get(ProbeKind.TCP) : null;
    }

    void count(int row, MeshNode target, AgentKind kind) {
      int udpUp = udp == null ? UNKNOWN : udp.up()[row];
      int tcpUp = tcp == null ? UNKNOWN : tcp.up()[row];
      if (udpUp == UNKNOWN && tcpUp == UNKNOWN) {
        return;
      }
      target.asked[kind.ordinal()]++;
      // Not every host answers UDP to a closed port, so one refusal is enough if nothing answers.
      if (udpUp != UP && tcpUp != UP && (isRefused(tcp, row) || isRefused(udp, row))) {
        target.refused[kind.ordinal()]++;
      }
    }

    private static boolean isRefused(@Nullable ProbeColumn column, int row) {
      return column != null
          && column.up()[row] == DOWN
          && column.reasons().getOrDefault(FailureReason.REFUSED, List.of()).contains(row);
    }
  }
}
