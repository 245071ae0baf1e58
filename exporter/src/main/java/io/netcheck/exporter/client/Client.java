// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.DnsResult;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.KernelHint;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ServiceResult;
import io.netcheck.report.Report;
import io.netcheck.verdict.Observer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A client as the exporter knew it at one moment.
 *
 * @param excuse why it is expected to be down; {@code ""} if it is not
 * @param probing whether its rounds of probing go on; otherwise it only sends heartbeats
 * @param duplicates other running agents that claim the same identity
 * @param results of its last heartbeat
 */
public record Client(
    Identity identity,
    ClientState state,
    String excuse,
    boolean probing,
    List<Duplicate> duplicates,
    Timing timing,
    Results results) {
  /** An agent of this project. */
  public static final String NETCHECK = Report.ClientRow.NETCHECK;

  private static final Endpoint NOWHERE = new Endpoint(List.of(), List.of(), 6100);

  public Client {
    duplicates = List.copyOf(duplicates);
    Objects.requireNonNull(excuse, "excuse");
  }

  /**
   * Which agent it is.
   *
   * @param instance the start of its process that holds the identity
   * @param software which program it is: {@link #NETCHECK}, or the name of an external client's
   */
  public record Identity(
      ClientId id,
      String instance,
      Endpoint endpoint,
      String zone,
      String version,
      String software) {}

  /**
   * When it was last heard.
   *
   * @param lastHeartbeat by the exporter's wall clock; for display
   * @param age of the last heartbeat, by the exporter's monotonic clock
   * @param clockOffset how far its wall clock was ahead of the exporter's at its last heartbeat,
   *     including the transit time; for display
   * @param reporting how it reports
   */
  public record Timing(
      Instant lastHeartbeat, Duration age, Duration clockOffset, Observer.Reporting reporting) {}

  /**
   * What it measured.
   *
   * @param kernel what the kernel of its host says
   */
  public record Results(
      List<PlaneResults> planes,
      List<ServiceResult> services,
      List<DnsResult> dns,
      List<KernelHint> kernel) {
    public static final Results NONE = new Results(List.of(), List.of(), List.of());

    public Results {
      planes = List.copyOf(planes);
      services = List.copyOf(services);
      dns = List.copyOf(dns);
      kernel = List.copyOf(kernel);
    }

    /** Without hints of the kernel. */
    public Results(List<PlaneResults> planes, List<ServiceResult> services, List<DnsResult> dns) {
      this(planes, services, dns, List.of());
    }
  }

  /** Another agent that claims the identity of a client and lost it to one that started later. */
  public record Duplicate(String instance, Endpoint endpoint) {}

  /** A client that should report and never did, so that only its identity and zone are known. */
  static Client absent(ClientId id, String zone) {
    return unheard(id, zone, ClientState.ABSENT, "");
  }

  /** An agent that a node could have. */
  static Client withoutAgent(ClientId id, String zone) {
    return unheard(id, zone, ClientState.EXPECTED_DOWN, "its node has no agent");
  }

  private static Client unheard(ClientId id, String zone, ClientState state, String excuse) {
    return new Client(
        new Identity(id, "", NOWHERE, zone, "", NETCHECK),
        state,
        excuse,
        false,
        List.of(),
        new Timing(Instant.EPOCH, Duration.ZERO, Duration.ZERO, Observer.Reporting.NEVER),
        Results.NONE);
  }

  public ClientId id() {
    return identity.id();
  }

  /** Whether it ever reported. Otherwise only its identity and zone are known. */
  public boolean isHeard() {
    return !identity.instance().isEmpty();
  }

  /** Whether its last results still count. */
  public boolean isBelieved() {
    return state == ClientState.ACTIVE && probing;
  }
}
