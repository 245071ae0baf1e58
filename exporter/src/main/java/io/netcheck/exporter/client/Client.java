// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.DnsResult;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ServiceResult;
import io.netcheck.report.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

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
 * @param excuse why it is expected to be down, {@code ""} where it is not
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
    List<DnsResult> dns,
    String excuse) {
  /** An agent of this project. */
  public static final String NETCHECK = Report.ClientRow.NETCHECK;

  private static final Endpoint NOWHERE = new Endpoint(List.of(), List.of(), 6100);

  public Client {
    duplicates = List.copyOf(duplicates);
    planes = List.copyOf(planes);
    services = List.copyOf(services);
    dns = List.copyOf(dns);
    Objects.requireNonNull(excuse, "excuse");
  }

  /** A client that is not expected to be down. */
  public Client(
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
    this(
        id,
        state,
        zone,
        version,
        software,
        instance,
        endpoint,
        lastHeartbeat,
        age,
        uptime,
        clockOffset,
        probing,
        duplicates,
        planes,
        services,
        dns,
        "");
  }

  /** One that should be here, and of which nothing else is known: it never reported. */
  static Client absent(ClientId id, String zone) {
    return new Client(
        id,
        ClientState.ABSENT,
        zone,
        "",
        NETCHECK,
        "",
        NOWHERE,
        Instant.EPOCH,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        false,
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  /** Another agent that claims the identity of a client and lost it to a later start. */
  public record Duplicate(String instance, Endpoint endpoint) {}

  /** Whether it ever reported; without that, nothing of it is known but who it should be. */
  public boolean isHeard() {
    return state != ClientState.ABSENT;
  }

  /** Whether what it last said of its links still holds. */
  public boolean isBelieved() {
    return state == ClientState.ACTIVE && probing;
  }
}
