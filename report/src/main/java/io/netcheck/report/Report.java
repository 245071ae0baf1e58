// SPDX-License-Identifier: Apache-2.0
package io.netcheck.report;

import com.fasterxml.jackson.annotation.JsonInclude;
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
 * @param developing failures whose cause is not certain yet
 * @param linksOmitted links that {@link #links} leaves out because there are too many
 * @param sweep how much of the mesh is measured, of each kind of agents
 * @param kubernetes null if the exporter does not use the Kubernetes API
 * @param considered the causes that were weighed, best first; null if nobody asked for them
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
    List<DevelopingRow> developing,
    List<String> warnings,
    List<NodeRow> nodes,
    List<ZoneRow> zones,
    List<ServiceRow> services,
    List<DnsRow> dns,
    List<LinkRow> links,
    int linksOmitted,
    List<SweepRow> sweep,
    @Nullable Kubernetes kubernetes,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<CandidateRow> considered) {
  public static final int SCHEMA = 1;

  @SuppressWarnings("ConstantValue") // an older exporter does not send it
  public Report {
    developing = developing == null ? List.of() : developing;
    warnings = warnings == null ? List.of() : warnings;
    sweep = sweep == null ? List.of() : sweep;
  }

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

  /**
   * How much of the mesh of one kind of agents is measured. Pairs have a direction.
   *
   * @param pairs of agents that are heard, whose source reports to this exporter
   * @param byPeers pairs that are measured all the time
   * @param bySweep pairs that the last complete sweep of their source measured
   * @param since when the oldest of these sweeps began; null if there is none
   * @param passSeconds how long a sweep takes; 0 if there is none
   * @param failing pairs that did not work when they were swept
   * @param failingPairs some of them
   */
  public record SweepRow(
      String kind,
      long pairs,
      long byPeers,
      long bySweep,
      double coverageRatio,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String since,
      double passSeconds,
      int failing,
      List<SweptPair> failingPairs) {}

  /**
   * A pair of nodes whose agents are no peers, and that did not work when it was swept.
   *
   * @param failure which probes were not answered, and why
   * @param watched whether they are peers for a while now, so that the pair has links
   */
  public record SweptPair(
      String source, String target, String since, String failure, boolean watched) {}

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
      List<FamilyRow> families,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable NarrowPaths narrowPaths) {}

  /**
   * Links whose path carries less than their route promises, and whose sources are told so: path
   * MTU discovery works.
   *
   * @param smallestBytes the largest packet that passes on the narrowest of them
   */
  public record NarrowPaths(int links, int smallestBytes) {}

  public record FamilyRow(String ipFamily, Counts links) {}

  /**
   * A cause of failures. An older exporter does not send all of it.
   *
   * @param node the one node that is to blame; null if there is none, as the next three
   * @param rate the share of packets that are lost; null if the fault loses none
   * @param onset when it broke; null if an older exporter did not send it
   * @param since when it was shown first
   * @param hint the next step
   */
  public record FaultRow(
      String kind,
      String severity,
      String subject,
      String network,
      String ipFamily,
      String probe,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String node,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String zone,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String source,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String target,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double rate,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String onset,
      String since,
      List<String> evidence,
      List<String> ruledOut,
      double confidence,
      String hint) {
    /** The scope of a fault that is not bound to one IP family or probe. */
    static final String ALL = "all";

    @SuppressWarnings("ConstantValue") // an older exporter does not send them
    public FaultRow {
      severity = severity == null ? "" : severity;
      ipFamily = ipFamily == null ? ALL : ipFamily;
      probe = probe == null ? ALL : probe;
      ruledOut = ruledOut == null ? List.of() : ruledOut;
    }
  }

  /** Something fails, and it is too early to name the cause. */
  public record DevelopingRow(String where, String since, String waitingFor) {}

  /**
   * A cause that was weighed.
   *
   * @param explains pairs of nodes whose failures it explains
   * @param against pairs of nodes that work although it covers them
   * @param outcome whether it was named, or why it was not
   */
  public record CandidateRow(
      String subject, int explains, int against, double gain, String outcome) {}

  public record NodeRow(
      String node, String zone, List<ClientRow> clients, List<ReachRow> networks) {}

  /**
   * A client of a node. Of a client that never reported only its kind and state are known.
   *
   * @param reason why it is expected to be down; null if it is not
   * @param smallSegments true if its heartbeats arrive in small TCP segments only; else null
   */
  public record ClientRow(
      String kind,
      String state,
      @Nullable String reason,
      @Nullable String version,
      String software,
      @Nullable String lastHeartbeat,
      @Nullable Double ageSeconds,
      @Nullable Double clockOffsetSeconds,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean smallSegments) {
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

  /**
   * A service.
   *
   * @param ipFamily null if it is checked in one only; an older exporter does not send it
   * @param synRetries how often the first packet of a connection was sent again in the last windows
   *     of all observers; an older exporter does not send it
   * @param tlsNotAfter when the first certificate that any observer got expires; null without TLS
   */
  public record ServiceRow(
      String service,
      String probe,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String ipFamily,
      Observers observers,
      @Nullable Double meanSeconds,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer synRetries,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String tlsNotAfter,
      @Nullable String reason,
      List<String> failingNodes) {}

  /**
   * A name at a resolver.
   *
   * @param transport {@code udp} or {@code tcp}; null if an older exporter did not send it
   */
  public record DnsRow(
      String resolver,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String transport,
      String name,
      Observers observers,
      @Nullable Double meanSeconds,
      @Nullable String reason,
      List<String> failingNodes) {}

  public record Observers(int up, int down, int unknown) {}

  /**
   * A link.
   *
   * @param pathMtuBytes the largest packet that passes; null if it is not known, or not less than
   *     the route of the source promises
   * @param neverUpSeconds for how long its source has probed it without its ever being up; null if
   *     it was up, or an older agent does not tell
   */
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
      @Nullable String since,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer pathMtuBytes,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double neverUpSeconds) {}

  public record ProbeRow(String probe, @Nullable String reason) {}
}
