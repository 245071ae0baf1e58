// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.protocol.ClientId;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What somebody who knows the cluster says of its nodes and of the agents on them, at one moment.
 * Immutable. Whoever has lost touch with the cluster goes on answering what was true last.
 */
public interface ClusterInventory {
  /** Nobody knows the cluster: the clients are all there is. */
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
   * @param zone {@code ""} if nobody knows
   */
  record Place(String zone, List<InetAddress> addresses) {
    public static final Place UNKNOWN = new Place("", List.of());

    public Place {
      addresses = List.copyOf(addresses);
    }
  }

  ClusterOpinion standing(ClientId id);

  Place place(String node);

  /** Agents that run, and whose silence nothing excuses. */
  Set<ClientId> awaited();

  /**
   * Those of {@link #awaited} that have been running on healthy nodes for longer than {@code
   * grace}.
   *
   * @param nanoTime now, by the process's monotonic clock
   */
  List<ClientId> overdue(long nanoTime, Duration grace);

  /** Every pod that should report, netchecker's too, by name; empty where nobody can list them. */
  Optional<List<ExpectedPod>> pods();

  /** Whether a node was deleted, so lately that agents may still speak of it as their peer. */
  boolean isGone(String node);
}
