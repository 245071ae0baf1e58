// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Tells which heartbeat decides between two causes, or whether links that come back do. With one
 * observer only, the target's own heartbeat tells a dead node from a dead link.
 */
final class AwaitedHeartbeat {
  /** So soon it shows whether what has come back is the whole node or some packets. */
  private static final long TO_RECOVER = 6_000_000_000L;

  /** A link that is dead beside others that lose packets is named after this time. */
  private static final long LONGEST_WAIT = 15_000_000_000L;

  private static final String SOME_PACKETS = "whether some packets get through";

  private final NodeStates nodes;
  private final CellList failing;
  private final RecoveredLinks recovered;

  /** By node: of how many single links it is an end that fail now. */
  private final int[] failingLinks;

  /** By node: the oldest report that a link of it works. */
  private final long[] oldest;

  /** Nodes that a peer reaches. */
  private final BitSet reached = new BitSet();

  AwaitedHeartbeat(NodeStates nodes, CellList failing, CellList working, List<Cause> causes) {
    this.nodes = nodes;
    this.failing = failing;
    recovered = new RecoveredLinks(nodes);
    failingLinks = new int[nodes.size()];
    for (Cause cause : causes) {
      if (cause.subject() instanceof Subject.NodePair(int first, int second)) {
        failingLinks[first]++;
        failingLinks[second]++;
      }
    }
    oldest = new long[nodes.size()];
    Arrays.fill(oldest, Long.MAX_VALUE);
    boolean anyPair =
        causes.stream().anyMatch(cause -> cause.subject() instanceof Subject.NodePair);
    // Only a single link waits for other reports about its ends.
    for (int cell = 0; anyPair && cell < working.size(); cell++) {
      note(working.source(cell), working.nanos(cell));
      note(working.target(cell), working.nanos(cell));
      reached.set(working.target(cell));
    }
  }

  private void note(int node, long nanos) {
    oldest[node] = Math.min(oldest[node], nanos);
  }

  /** What must be heard first, in words; {@code ""} if nothing. */
  String waitingFor(Cause cause) {
    if (cause.subject() instanceof Subject.ZonePair pair) {
      return waitingFor(cause, pair);
    }
    if (cause.subject() instanceof Subject.OneNode(int node)) {
      return isLosingPackets(node, cause) ? SOME_PACKETS : "";
    }
    if (!(cause.subject() instanceof Subject.NodePair(int first, int second))) {
      return "";
    }
    boolean forward = cause.isDirected(Subject.FORWARD);
    boolean backward = cause.isDirected(Subject.BACKWARD);
    long since = cause.firstNanos(failing);
    for (int node : new int[] {first, second}) {
      if (nodes.isUnheardYet(node)) {
        return "the first heartbeat of " + nodes.name(node); // it tells its zone
      }
      if (nodes.nanos() - since < LONGEST_WAIT && isLosingPackets(node, cause)) {
        return SOME_PACKETS;
      }
      if (failingLinks[node] > 1 && oldest[node] < since) {
        return "reports of other nodes about " + nodes.name(node);
      }
    }
    if (forward && backward) {
      return "";
    }
    int target = forward ? second : first;
    return nodes.isHeardSince(target, since) || reached.get(target)
        ? ""
        : "the next heartbeat of " + nodes.name(target);
  }

  /** Whether a link of the node has come back while others are down, as no dead node's does. */
  private boolean isLosingPackets(int node, Cause cause) {
    long came = recovered.latestNanos(node);
    return came >= cause.firstNanos(failing) && nodes.nanos() - came < TO_RECOVER;
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
        if (agent.saidNanos() >= since) {
          return "";
        }
        silent &= agent.isOverdue(nodes.nanos());
      }
    }
    return silent ? "" : "the next heartbeat from " + nodes.zoneName(zone);
  }
}
