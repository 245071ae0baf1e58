// SPDX-License-Identifier: Apache-2.0
package io.netcheck.report;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code /report} answers; {@code docs/report.schema.json} describes every field. A number
 * that was not measured is null, because neither 0 nor 1 would be true.
 *
 * @param schema the version of this form
 * @param assessment counts the assessments of the exporter's process; 0 if an older exporter did
 *     not send it
 * @param linksOmitted links that {@link #links} leaves out because there are too many
 * @param kubernetes null if the exporter does not use the Kubernetes API
 */
public record Report(
    int schema,
    long assessment,
    String timestamp,
    String version,
    String cluster,
    ReportStatus status,
    String summary,
    Clients clients,
    List<NetworkRow> networks,
    List<FaultRow> faults,
    List<NodeRow> nodes,
    List<ZoneRow> zones,
    List<ServiceRow> services,
    List<DnsRow> dns,
    List<LinkRow> links,
    int linksOmitted,
    @Nullable Kubernetes kubernetes) {
  public static final int SCHEMA = 1;

  public record Clients(
      int active,
      int stale,
      int leaving,
      int expectedDown,
      int absent,
      int expected,
      Map<String, Integer> byVersion,
      List<Duplicate> duplicates,
      List<String> stalled) {}

  /** Whether the Kubernetes API answers, and if not, what the exporter cannot read and why. */
  public record Kubernetes(boolean up, List<String> problems) {}

  /** Agents that claim one identity: first the one that holds it, then the others. */
  public record Duplicate(String client, List<String> instances) {}

  public record Counts(int total, int up, int down, int unknown) {}

  public record Rtt(double p50, double p99, double max) {}

  public record NetworkRow(
      String network,
      Counts links,
      @Nullable Double successRatio,
      @Nullable Rtt rttSeconds,
      @Nullable Double lossRatio,
      List<FamilyRow> families) {}

  public record FamilyRow(String ipFamily, Counts links) {}

  public record FaultRow(
      String kind,
      String subject,
      String network,
      String since,
      List<String> evidence,
      double confidence,
      String hint) {}

  public record NodeRow(
      String node, String zone, List<ClientRow> clients, List<ReachRow> networks) {}

  /**
   * A client of a node. Of a client that never reported only its kind and state are known.
   *
   * @param reason why it is expected to be down; null if it is not
   */
  public record ClientRow(
      String kind,
      String state,
      @Nullable String reason,
      @Nullable String version,
      String software,
      @Nullable String lastHeartbeat,
      @Nullable Double ageSeconds,
      @Nullable Double clockOffsetSeconds) {
    /** The {@code software} of Netcheck's own agents. */
    public static final String NETCHECK = "netcheck";
  }

  public record ReachRow(
      String network, @Nullable Double inboundRatio, @Nullable Double outboundRatio) {}

  public record ZoneRow(
      String network,
      String sourceZone,
      String targetZone,
      Counts links,
      @Nullable ZoneRtt rttSeconds) {}

  public record ZoneRtt(double mean, double max) {}

  public record ServiceRow(
      String service,
      String probe,
      Observers observers,
      @Nullable Double meanSeconds,
      @Nullable String reason,
      List<String> failingNodes) {}

  public record DnsRow(
      String resolver,
      String name,
      Observers observers,
      @Nullable Double meanSeconds,
      @Nullable String reason,
      List<String> failingNodes) {}

  public record Observers(int up, int down, int unknown) {}

  public record LinkRow(
      String source,
      String target,
      String sourceZone,
      String targetZone,
      String network,
      String ipFamily,
      String state,
      @Nullable Double rttSeconds,
      List<ProbeRow> failingProbes,
      @Nullable String since) {}

  public record ProbeRow(String probe, @Nullable String reason) {}
}
