// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ClientState;
import io.netcheck.legacy.k8snet.NodeClients.Seen;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.Names;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ServiceResult;
import io.netcheck.verdict.Observer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Converts the clients of k8snet-checker to clients of the exporter. There can be half a million
 * links, so the links of a row are kept until the row or the nodes change. Thread-safe.
 */
final class K8snetClients {
  private static final String SOFTWARE = "k8snet-checker";

  /** The port that they serve and probe, whatever {@code CLIENT_PORT} says. */
  private static final int PORT = 6100;

  /** They test every minute, and a round over a large cluster takes several minutes. */
  private static final Duration SILENT_RESULTS = Duration.ofMinutes(10);

  /**
   * The links of one row.
   *
   * @param row differs from every other row, because its arrays are compared by identity
   */
  private record RowLinks(ResultRow row, List<PlaneResults> planes) {}

  private final K8snetTables tables;
  private final ClientTable table;
  private final ResultPlanes converter = new ResultPlanes();
  private Map<String, RowLinks> hostLinks = new HashMap<>();
  private Map<String, RowLinks> podLinks = new HashMap<>();
  private Map<String, String> lastNodes = Map.of();

  K8snetClients(K8snetTables tables) {
    this.tables = tables;
    this.table = tables.clients();
  }

  synchronized List<Client> snapshot(NodeNames names) {
    NodeClients clients =
        new NodeClients(
            table.each(known -> seen(known, names)).stream().flatMap(Optional::stream).toList());
    Map<String, String> podNodes = clients.nodes(AgentKind.POD, true);
    Map<String, String> nodes = clients.nodes(AgentKind.POD, false);
    Map<String, String> hostNodes = clients.nodes(AgentKind.HOST, false);
    Map<String, String> all = new HashMap<>(podNodes);
    nodes.forEach((address, node) -> all.put("n" + address, node));
    hostNodes.forEach((address, node) -> all.put("h" + address, node));
    boolean same = all.equals(lastNodes);
    lastNodes = all;
    Map<String, RowLinks> hostsBefore = same ? hostLinks : Map.of();
    Map<String, RowLinks> podsBefore = same ? podLinks : Map.of();
    hostLinks = new HashMap<>();
    podLinks = new HashMap<>();
    List<Client> snapshot = new ArrayList<>();
    for (Seen seen : clients.holders()) {
      List<PlaneResults> planes = new ArrayList<>(2);
      String source = seen.podIp();
      if (seen.id().kind() == AgentKind.HOST) {
        planes.addAll(
            planes(tables.hosts(), source, Network.HOST, hostNodes, seen, hostsBefore, hostLinks));
      } else {
        planes.addAll(
            planes(tables.hosts(), source, Network.NODE, nodes, seen, hostsBefore, hostLinks));
        planes.addAll(
            planes(tables.pods(), source, Network.POD, podNodes, seen, podsBefore, podLinks));
      }
      snapshot.add(client(seen, clients.duplicates(seen), planes));
    }
    return snapshot;
  }

  private List<PlaneResults> planes(
      ResultTable results,
      String source,
      Network network,
      Map<String, String> nodes,
      Seen seen,
      Map<String, RowLinks> before,
      Map<String, RowLinks> after) {
    ResultRow row = results.bySource().get(source);
    if (row == null) {
      return List.of();
    }
    RowLinks links = before.get(source);
    if (links == null || !links.row().equals(row)) {
      links =
          new RowLinks(
              row,
              converter.planes(row, network, nodes, seen.id().node(), results == tables.pods()));
    }
    after.put(source, links);
    return links.planes();
  }

  private Optional<Seen> seen(K8snetClient known, NodeNames names) {
    AgentKind kind = known.isHost() ? AgentKind.HOST : AgentKind.POD;
    return names
        .of(known.node)
        .map(node ->
            new Seen(
                new ClientId(kind, node),
                known.instance(),
                known.nodeIp,
                known.podIp,
                known,
                table.isActive(known),
                known.lifeBeganNanos,
                known.heardNanos));
  }

  private Client client(Seen seen, List<Seen> duplicates, List<PlaneResults> planes) {
    long now = table.nowNanos();
    K8snetClient known = seen.known();
    boolean measures = !known.reported || now - known.resultsNanos <= SILENT_RESULTS.toNanos();
    return new Client(
        new Client.Identity(seen.id(), seen.instance(), endpoint(known), "", SOFTWARE, SOFTWARE),
        seen.active() ? ClientState.ACTIVE : ClientState.STALE,
        "",
        measures,
        duplicates.stream()
            .map(other -> new Client.Duplicate(other.instance(), endpoint(other.known())))
            .toList(),
        new Client.Timing(
            known.heardAt,
            Duration.ofNanos(Math.max(0, now - seen.heardNanos())),
            known
                .timestamp
                .map(sent -> Duration.between(known.heardAt, sent))
                .orElse(Duration.ZERO),
            Observer.Reporting.external(seen.heardNanos(), measures)),
        new Client.Results(planes, service(seen.podIp()), List.of()));
  }

  private static Endpoint endpoint(K8snetClient known) {
    return new Endpoint(known.isHost() ? List.of() : List.of(known.pod), List.of(known.node), PORT);
  }

  private List<ServiceResult> service(String source) {
    ServiceRow row = tables.services().bySource().get(source);
    String name = row == null ? "" : row.targetIp().replace(':', '-');
    if (row == null || !Names.isDomain(name)) {
      return List.of();
    }
    LinkState state = state(row);
    return List.of(
        new ServiceResult(
            name, "tcp", state, 1, state == LinkState.DOWN ? 1 : 0, 0, reason(row, state)));
  }

  private static LinkState state(ServiceRow row) {
    if (row.isSuccess()) {
      return LinkState.UP;
    }
    boolean said = row.port().equals(ResultRow.CLOSED) || row.ping().equals(ResultRow.UNREACHABLE);
    return said ? LinkState.DOWN : LinkState.UNKNOWN;
  }

  private static Optional<FailureReason> reason(ServiceRow row, LinkState state) {
    // If a name cannot be resolved, it is reported as the target, without any port.
    SortedMap<Long, String> ports = row.ports();
    boolean unresolved = ports != null && ports.isEmpty();
    return state == LinkState.DOWN && unresolved
        ? Optional.of(FailureReason.RESOLVE)
        : Optional.empty();
  }
}
