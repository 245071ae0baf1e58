// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.state;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One node.
 *
 * @param zone {@code ""} if it is not known
 * @param agents empty if other agents name the node, and none of its own ever reported
 */
public record NodeRow(String node, String zone, NodeState state, List<Agent> agents) {
  public NodeRow {
    agents = List.copyOf(agents);
  }

  /**
   * An agent of the node.
   *
   * @param kind {@code pod} or {@code host}
   * @param state as in the report
   * @param version null if it never reported
   * @param reason why it is expected to be down; null if it is not
   */
  public record Agent(
      String kind, String state, @Nullable String version, @Nullable String reason) {
    boolean isGoing() {
      return state.equals("leaving") || state.equals("expected_down");
    }
  }

  /** The same node in another state. */
  public NodeRow with(NodeState other) {
    return new NodeRow(node, zone, other, agents);
  }

  /** Its agent of a kind. */
  public Optional<Agent> agent(String kind) {
    return agents.stream().filter(agent -> agent.kind().equals(kind)).findFirst();
  }
}
