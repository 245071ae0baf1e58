// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.exporter.topology.LiveTopology;
import io.netcheck.exporter.topology.PeerMembership;
import io.netcheck.protocol.AllowedRanges;
import java.time.Duration;

/** A registry with room for a few clients. */
public final class TestRegistry {
  public static final RegistryConfig CONFIG =
      new RegistryConfig(
          Duration.ofSeconds(15), Duration.ofHours(1), 64, AllowedRanges.PRIVATE, 4L << 20, 2 * 24);

  private static final int PEERS = 24;

  private TestRegistry() {}

  public static ClientRegistry of(ProcessClock clock, ClientJournal journal) {
    PeerMembership membership = new PeerMembership();
    return new ClientRegistry(
        CONFIG,
        clock,
        membership,
        new LiveTopology(membership, PEERS, clock),
        _ -> {},
        () -> ClusterInventory.NONE,
        journal);
  }
}
