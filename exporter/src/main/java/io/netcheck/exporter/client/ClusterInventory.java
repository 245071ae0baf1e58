// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.protocol.ClientId;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The nodes of the cluster and the agents on them, at one moment, as a cluster source knows them.
 * Immutable. A source that loses its connection keeps its last inventory.
 */
public interface ClusterInventory {
  /** Without a cluster source. */
  ClusterInventory NONE =
      new ClusterInventory() {
        @Override
        public ClusterOpinion standing(ClientId id) {
          return ClusterOpinion.UNKNOWN;
        }

        @Override
        public Place place(String node) {
          return Place.UNKNOWN;
        }

        @Override
        public Set<ClientId> awaited() {
          return Set.of();
        }

        @Override
        public List<ClientId> overdue(long nanoTime, Duration grace) {
          return List.of();
        }

        @Override
        public List<ClientId> withoutAgent(long nanoTime) {
          return List.of();
        }

        @Override
        public NodeCircumstances circumstances(String node, Instant now) {
          return NodeCircumstances.NONE;
        }

        @Override
        public boolean isIgnored(String node, Instant now) {
          return false;
        }

        @Override
        public Optional<List<ExpectedPod>> pods() {
          return Optional.empty();
        }

        @Override
        public boolean isGone(String node) {
          return false;
        }
      };

  /**
   * Where a node is.
   *
   * @param zone {@code ""} if it is not known
   * @param domains the smaller failure domains inside the zone, the largest first; {@code ""} for
   *     one that is not known
   */
  record Place(String zone, List<String> domains, List<InetAddress> addresses) {
    public static final Place UNKNOWN = new Place("", List.of(), List.of());

    public Place {
      domains = List.copyOf(domains);
      addresses = List.copyOf(addresses);
    }
  }

  /** What the cluster knows about a client. */
  ClusterOpinion standing(ClientId id);

  Place place(String node);

  /** Agents that run, and whose silence has no excuse. */
  Set<ClientId> awaited();

  /**
   * Agents that should have reported by now: those that have been running on healthy nodes for
   * longer than {@code grace}, and those that do not start, or whose node is not healthy, for
   * minutes.
   *
   * @param nanoTime now, by the process's monotonic clock
   */
  List<ClientId> overdue(long nanoTime, Duration grace);

  /**
   * For each node that has had no agent for minutes, an agent that it could have. Such a node may
   * have none on purpose.
   *
   * @param nanoTime now, by the process's monotonic clock
   */
  List<ClientId> withoutAgent(long nanoTime);

  /**
   * What else is known of a node.
   *
   * @param now by the wall clock; what changed long ago is left out
   */
  NodeCircumstances circumstances(String node, Instant now);

  /**
   * Whether an administrator asked that faults of this node alert nobody.
   *
   * @param now by the wall clock
   */
  boolean isIgnored(String node, Instant now);

  /**
   * Every pod that should report, also those of external clients, by name; empty if pods cannot be
   * listed.
   */
  Optional<List<ExpectedPod>> pods();

  /** Whether a node was deleted so lately that agents can still report it as their peer. */
  boolean isGone(String node);
}
