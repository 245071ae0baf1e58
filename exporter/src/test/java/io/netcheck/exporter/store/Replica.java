// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.store;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.exporter.TestClock;
import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ClientRegistry;
import io.netcheck.exporter.client.ClusterInventory;
import io.netcheck.exporter.client.RefusedException;
import io.netcheck.exporter.client.RegistryConfig;
import io.netcheck.exporter.topology.LiveTopology;
import io.netcheck.exporter.topology.PeerMembership;
import io.netcheck.protocol.AllowedRanges;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.HeartbeatAnswer;
import io.netcheck.protocol.PeerList;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** The parts of an exporter that use its store, with their own clocks. */
public final class Replica implements AutoCloseable {
  public static final Duration FRESHNESS = Duration.ofSeconds(15);
  private static final InetAddress FROM = InetAddress.ofLiteral("10.1.2.3");

  public final ProcessClock clock;
  public final StoreStatus status;
  public final ClientRegistry clients;
  private final LiveTopology topology;
  private final Store store;

  public Replica(StoreFactory config, ProcessClock clock) {
    this(config, clock, FRESHNESS, Duration.ofHours(1));
  }

  public Replica(
      StoreFactory config, ProcessClock clock, Duration freshness, Duration forgetAfter) {
    this.clock = clock;
    StoreParts parts = config.create(clock);
    status = parts.status().orElseThrow();
    PeerMembership membership = new PeerMembership();
    topology = new LiveTopology(membership, 24, clock);
    clients =
        new ClientRegistry(
            new RegistryConfig(freshness, forgetAfter, 10_000, AllowedRanges.PRIVATE),
            clock,
            membership,
            topology,
            _ -> {},
            () -> ClusterInventory.NONE,
            parts.journal());
    store = parts.opener().apply(clients, ExternalRecords.NONE);
  }

  public HeartbeatAnswer hear(Heartbeat heartbeat) {
    try {
      return clients.accept(heartbeat, FROM);
    } catch (RefusedException e) {
      throw new AssertionError(e);
    }
  }

  /** Lets time pass on a clock that otherwise stands still. */
  public void pass(Duration duration) {
    ((TestClock) clock).advance(duration);
    clients.tick();
  }

  /** The clients with their states, as {@code host/a=active}. */
  public String states() {
    return clients.snapshot().stream()
        .map(client -> client.id() + "=" + client.state())
        .collect(Collectors.joining(" "));
  }

  public Client client(String id) {
    return clients.snapshot().stream()
        .filter(client -> client.id().toString().equals(id))
        .findFirst()
        .orElseThrow();
  }

  public PeerList peersOf(Client client) {
    return topology.peersOf(client.id());
  }

  public List<Client> snapshot() {
    return clients.snapshot();
  }

  @Override
  public void close() {
    store.close();
  }
}
