// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.DnsResult;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ServiceResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A client as the exporter knew it at one moment.
 *
 * @param software which program it is: {@link #NETCHECK} or a predecessor
 * @param instance the life of its process that holds the identity
 * @param lastHeartbeat when its last heartbeat came, by the exporter's wall clock; for display
 * @param age how long ago that was, by the exporter's monotonic clock
 * @param clockOffset how far its wall clock was ahead of the exporter's at its last heartbeat, with
 *     the time on the way; reported, never trusted
 * @param probing whether its rounds go on; one that only heartbeats is not measuring anything
 * @param duplicates other living agents that claim the same identity
 * @param planes the results of its last heartbeat
 */
public record Client(
    ClientId id,
    ClientState state,
    String zone,
    String version,
    String software,
    String instance,
    Endpoint endpoint,
    Instant lastHeartbeat,
    Duration age,
    Duration uptime,
    Duration clockOffset,
    boolean probing,
    List<Duplicate> duplicates,
    List<PlaneResults> planes,
    List<ServiceResult> services,
    List<DnsResult> dns) {
  /** An agent of this project. */
  public static final String NETCHECK = "netcheck";

  public Client {
    duplicates = List.copyOf(duplicates);
    planes = List.copyOf(planes);
    services = List.copyOf(services);
    dns = List.copyOf(dns);
  }

  /** Another agent that claims the identity of a client and lost it to a later start. */
  public record Duplicate(String instance, Endpoint endpoint) {}

  /** Whether what it last said of its links still holds. */
  public boolean isBelieved() {
    return state == ClientState.ACTIVE && probing;
  }
}
