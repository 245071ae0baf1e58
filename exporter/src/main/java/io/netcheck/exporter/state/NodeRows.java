// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.state;

import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ClientState;
import io.netcheck.exporter.mesh.MeshNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Makes the rows of the nodes of one moment, and takes over those that did not change. */
final class NodeRows {
  private final FindingMarks marks;
  private final ReachCounts reach;

  NodeRows(FindingMarks marks, ReachCounts reach) {
    this.marks = marks;
    this.reach = reach;
  }

  /**
   * The rows of all nodes; the same list if nothing changed.
   *
   * @param before of the same nodes in the same order, or empty
   */
  List<NodeRow> of(List<MeshNode> nodes, List<NodeRow> before) {
    boolean same = before.size() == nodes.size();
    List<NodeRow> rows = new ArrayList<>(nodes.size());
    boolean changed = !same;
    for (int i = 0; i < nodes.size(); i++) {
      MeshNode node = nodes.get(i);
      List<Client> clients = node.clients();
      NodeState state = state(node.name(), i, clients);
      if (same && isLike(before.get(i), node, clients, state)) {
        rows.add(before.get(i));
      } else {
        changed = true;
        rows.add(
            new NodeRow(
                node.name(), node.zone(), state, clients.stream().map(NodeRows::agent).toList()));
      }
    }
    return changed ? List.copyOf(rows) : before;
  }

  private static boolean isLike(NodeRow row, MeshNode node, List<Client> clients, NodeState state) {
    if (row.state() != state
        || row.agents().size() != clients.size()
        || !row.node().equals(node.name())
        || !row.zone().equals(node.zone())) {
      return false;
    }
    for (int i = 0; i < clients.size(); i++) {
      Client client = clients.get(i);
      NodeRow.Agent agent = row.agents().get(i);
      if (!agent.kind().equals(client.id().kind().label())
          || !agent.state().equals(client.state().label())
          || !client.excuse().equals(Objects.requireNonNullElse(agent.reason(), ""))
          || !version(client).equals(Objects.requireNonNullElse(agent.version(), ""))) {
        return false;
      }
    }
    return true;
  }

  private static String version(Client client) {
    return client.isHeard() ? client.identity().version() : "";
  }

  private static NodeRow.Agent agent(Client client) {
    return new NodeRow.Agent(
        client.id().kind().label(),
        client.state().label(),
        version(client).isEmpty() ? null : version(client),
        client.excuse().isEmpty() ? null : client.excuse());
  }

  private NodeState state(String name, int index, List<Client> clients) {
    if (!clients.isEmpty() && clients.stream().allMatch(client -> client.state().isGoing())) {
      return NodeState.EXPECTED_DOWN;
    }
    if (marks.isDown(name)) {
      return NodeState.DOWN;
    }
    if (marks.isJoining(name)) {
      return NodeState.JOINING;
    }
    if (!clients.isEmpty()
        && !reach.isReached(index)
        && clients.stream().anyMatch(client -> client.state() == ClientState.STALE)
        && clients.stream().noneMatch(client -> client.state() == ClientState.ACTIVE)) {
      return NodeState.DOWN;
    }
    if (!reach.isMeasured(index)) {
      return NodeState.UNKNOWN;
    }
    if (reach.isOneWay(index)) {
      return NodeState.ONE_WAY;
    }
    return marks.isLossy(name) ? NodeState.LOSSY : NodeState.UP;
  }
}
