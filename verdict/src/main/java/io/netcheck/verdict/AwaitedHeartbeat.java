// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

/**
 * Tells which heartbeat decides between two causes. With one observer only, the target's own
 * heartbeat tells a dead node from a dead link.
 */
final class AwaitedHeartbeat {
  private final NodeStates nodes;
  private final CellList failing;
  private final CellList working;

  AwaitedHeartbeat(NodeStates nodes, CellList failing, CellList working) {
    this.nodes = nodes;
    this.failing = failing;
    this.working = working;
  }

  /** What must be heard first, in words; {@code ""} if nothing. */
  String waitingFor(Cause cause) {
    if (cause.subject() instanceof Subject.ZonePair pair) {
      return waitingFor(cause, pair);
    }
    if (!(cause.subject() instanceof Subject.NodePair(int first, int second))) {
      return "";
    }
    boolean forward = cause.isDirected(Subject.FORWARD);
    boolean backward = cause.isDirected(Subject.BACKWARD);
    if (forward && backward) {
      return "";
    }
    int target = forward ? second : first;
    long since = cause.firstNanos(failing);
    if (nodes.isHeardSince(target, since)) {
      return "";
    }
    for (int cell = 0; cell < working.size(); cell++) {
      if (working.target(cell) == target) {
        return "";
      }
    }
    return "the next heartbeat of " + nodes.name(target);
  }

  /** One zone that has not been heard since may be cut off in both directions. */
  private String waitingFor(Cause cause, Subject.ZonePair pair) {
    boolean forward = cause.isDirected(Subject.FORWARD);
    if (forward && cause.isDirected(Subject.BACKWARD)) {
      return "";
    }
    int zone = forward ? pair.second() : pair.first();
    long since = cause.firstNanos(failing);
    boolean silent = true;
    for (AgentMemory agent : nodes.agents()) {
      if (nodes.zone(agent.node) == zone) {
        if (agent.last().heardNanos() >= since) {
          return "";
        }
        silent &= agent.isOverdue(nodes.nanos());
      }
    }
    return silent ? "" : "the next heartbeat from " + nodes.zoneName(zone);
  }
}
