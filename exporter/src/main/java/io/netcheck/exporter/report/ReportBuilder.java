// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.report;

import static java.time.temporal.ChronoUnit.MILLIS;

import io.netcheck.exporter.assess.Assessment;
import io.netcheck.exporter.assess.Fault;
import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ClientState;
import io.netcheck.exporter.mesh.CheckSummary;
import io.netcheck.exporter.mesh.LinkTotals;
import io.netcheck.exporter.mesh.LossWindow;
import io.netcheck.exporter.mesh.MeshNode;
import io.netcheck.exporter.mesh.NetworkSummary;
import io.netcheck.exporter.mesh.ZonePair;
import io.netcheck.exporter.sweep.SweepStatus;
import io.netcheck.protocol.FailureReason;
import io.netcheck.report.Report;
import io.netcheck.verdict.Finding;
import io.netcheck.verdict.Judgement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns an assessment into the {@link Report} that a query asks for. */
public final class ReportBuilder {
  private static final double MICROS_A_SECOND = 1e6;
  private static final double MILLIS_A_SECOND = 1e3;
  private static final double MOST_GAIN = 1e9;

  private final String version;
  private final String cluster;
  private final Supplier<List<String>> warnings;
  private final Supplier<List<SweepStatus>> sweep;

  /**
   * @param version of this exporter
   * @param cluster its name, or {@code ""}
   * @param warnings about the configuration, and about what the exporter does not take
   * @param sweep how much of the mesh is measured
   */
  public ReportBuilder(
      String version,
      String cluster,
      Supplier<List<String>> warnings,
      Supplier<List<SweepStatus>> sweep) {
    this.version = version;
    this.cluster = cluster;
    this.warnings = warnings;
    this.sweep = sweep;
  }

  public Report build(Assessment assessment, ReportQuery query) {
    LinkList links = LinkList.of(assessment, query);
    return new Report(
        Report.SCHEMA,
        assessment.id(),
        time(assessment.at()),
        version,
        cluster,
        assessment.verdict().status(),
        assessment.verdict().summary(),
        clients(assessment.clients(), assessment.expected().total()),
        networks(assessment, query),
        assessment.faults().stream().map(ReportBuilder::fault).toList(),
        developing(assessment),
        warnings.get(),
        nodes(assessment, query),
        zones(assessment, query),
        assessment.mesh().services().stream().map(ReportBuilder::service).toList(),
        assessment.mesh().dns().stream().map(ReportBuilder::dns).toList(),
        links.rows(),
        links.omitted(),
        sweep.get().stream().map(ReportBuilder::sweep).toList(),
        assessment
            .clusterProblems()
            .map(problems -> new Report.Kubernetes(problems.isEmpty(), problems))
            .orElse(null),
        query.explain()
            ? assessment.considered().stream().map(ReportBuilder::considered).toList()
            : null);
  }

  /** A report without anything that takes a look at every link or node. */
  public Report brief(Assessment assessment) {
    return new Report(
        Report.SCHEMA,
        assessment.id(),
        time(assessment.at()),
        version,
        cluster,
        assessment.verdict().status(),
        assessment.verdict().summary(),
        clients(assessment.clients(), assessment.expected().total()),
        List.of(),
        assessment.faults().stream().map(ReportBuilder::fault).toList(),
        developing(assessment),
        warnings.get(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        0,
        sweep.get().stream().map(ReportBuilder::sweep).toList(),
        null,
        null);
  }

  private static List<Report.DevelopingRow> developing(Assessment assessment) {
    return assessment.developing().stream()
        .map(failure ->
            new Report.DevelopingRow(failure.where(), time(failure.since()), failure.waitingFor()))
        .toList();
  }

  private static Report.SweepRow sweep(SweepStatus status) {
    return new Report.SweepRow(
        status.kind().label(),
        status.pairs(),
        status.byPeers(),
        status.bySweep(),
        Math.floor(status.coverage() * MICROS_A_SECOND) / MICROS_A_SECOND,
        status.since().map(ReportBuilder::time).orElse(null),
        seconds(status.pass()),
        status.failing(),
        status.first().stream()
            .map(pair ->
                new Report.SweptPair(
                    pair.source(),
                    pair.target(),
                    time(pair.since()),
                    pair.failure(),
                    pair.watched()))
            .toList());
  }

  private static Report.CandidateRow considered(Judgement.Candidate candidate) {
    return new Report.CandidateRow(
        candidate.subject(),
        candidate.explains(),
        candidate.against(),
        // Two digits are enough for a reader, and JSON knows no infinity.
        Math.round(Math.clamp(candidate.gain(), -MOST_GAIN, MOST_GAIN) * 100) / 100.0,
        candidate.outcome());
  }

  private static Report.Clients clients(List<Client> clients, int expected) {
    Map<String, Integer> versions = new TreeMap<>();
    List<Report.Duplicate> duplicates = new ArrayList<>();
    List<String> stalled = new ArrayList<>();
    for (Client client : clients) {
      if (client.state() == ClientState.ACTIVE) {
        versions.merge(client.identity().version(), 1, Integer::sum);
        if (!client.probing()) {
          stalled.add(client.id().toString());
        }
      }
      if (!client.duplicates().isEmpty()) {
        List<String> instances = new ArrayList<>();
        instances.add(client.identity().instance());
        client.duplicates().forEach(duplicate -> instances.add(duplicate.instance()));
        duplicates.add(new Report.Duplicate(client.id().toString(), instances));
      }
    }
    return new Report.Clients(
        count(clients, ClientState.ACTIVE),
        count(clients, ClientState.STALE),
        count(clients, ClientState.LEAVING),
        count(clients, ClientState.EXPECTED_DOWN),
        count(clients, ClientState.ABSENT),
        expected,
        versions,
        duplicates,
        stalled);
  }

  private static int count(List<Client> clients, ClientState state) {
    return (int) clients.stream().filter(client -> client.state() == state).count();
  }

  private static List<Report.NetworkRow> networks(Assessment assessment, ReportQuery query) {
    List<Report.NetworkRow> rows = new ArrayList<>();
    for (NetworkSummary summary : assessment.mesh().networks()) {
      if (query.network().filter(wanted -> wanted != summary.network()).isPresent()) {
        continue;
      }
      LossWindow.Loss loss = assessment.loss().get(summary.network());
      rows.add(
          new Report.NetworkRow(
              summary.network().label(),
              counts(summary.links()),
              ratio(summary.links().ratio()),
              summary
                  .rtt()
                  .map(rtt ->
                      new Report.Rtt(seconds(rtt.p50()), seconds(rtt.p99()), seconds(rtt.max())))
                  .orElse(null),
              loss == null ? null : ratio(loss.ratio()),
              summary.families().entrySet().stream()
                  .map(entry ->
                      new Report.FamilyRow(entry.getKey().label(), counts(entry.getValue())))
                  .toList(),
              summary
                  .narrow()
                  .map(paths -> new Report.NarrowPaths(paths.links(), paths.smallestBytes()))
                  .orElse(null)));
    }
    return rows;
  }

  private static Report.FaultRow fault(Fault fault) {
    Finding finding = fault.finding();
    return new Report.FaultRow(
        fault.kind().label(),
        finding.severity().toString(),
        fault.subject(),
        finding.scope().network(),
        finding.scope().family(),
        finding.scope().probe(),
        orNull(finding.place().node()),
        orNull(finding.place().zone()),
        orNull(finding.place().source()),
        orNull(finding.place().target()),
        finding.rate() == 0 ? null : ratio(OptionalDouble.of(finding.rate())),
        time(fault.onset()),
        time(fault.since()),
        finding.evidence(),
        finding.ruledOut(),
        finding.confidence(),
        finding.nextStep());
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static List<Report.NodeRow> nodes(Assessment assessment, ReportQuery query) {
    return assessment.mesh().nodes().stream()
        .filter(node -> query.node().filter(wanted -> !wanted.equals(node.name())).isEmpty())
        .map(node ->
            new Report.NodeRow(
                node.name(),
                node.zone(),
                node.clients().stream().map(ReportBuilder::client).toList(),
                reach(node, assessment, query)))
        .toList();
  }

  private static Report.ClientRow client(Client client) {
    return new Report.ClientRow(
        client.id().kind().label(),
        client.state().label(),
        client.excuse().isEmpty() ? null : client.excuse(),
        client.isHeard() ? client.identity().version() : null,
        client.identity().software(),
        client.isHeard() ? time(client.timing().lastHeartbeat()) : null,
        client.isHeard() ? Double.valueOf(seconds(client.timing().age())) : null,
        client.isHeard() ? Double.valueOf(seconds(client.timing().clockOffset())) : null,
        client.timing().reporting().smallSegments() ? Boolean.TRUE : null);
  }

  private static List<Report.ReachRow> reach(
      MeshNode node, Assessment assessment, ReportQuery query) {
    List<Report.ReachRow> rows = new ArrayList<>();
    for (NetworkSummary summary : assessment.mesh().networks()) {
      LinkTotals in = node.inbound(summary.network());
      LinkTotals out = node.outbound(summary.network());
      boolean wanted = query.network().filter(n -> n != summary.network()).isEmpty();
      if (wanted && in.measured() + out.measured() > 0) {
        rows.add(
            new Report.ReachRow(summary.network().label(), ratio(in.ratio()), ratio(out.ratio())));
      }
    }
    return rows;
  }

  private static List<Report.ZoneRow> zones(Assessment assessment, ReportQuery query) {
    return assessment.mesh().zones().stream()
        .filter(pair -> query.network().filter(n -> n != pair.network()).isEmpty())
        .map(ReportBuilder::zone)
        .toList();
  }

  private static Report.ZoneRow zone(ZonePair pair) {
    return new Report.ZoneRow(
        pair.network().label(),
        pair.sourceZone(),
        pair.targetZone(),
        counts(pair.links()),
        pair.rttMeanMicros() == 0
            ? null
            : new Report.ZoneRtt(seconds(pair.rttMeanMicros()), seconds(pair.rttMaxMicros())));
  }

  private static Report.ServiceRow service(CheckSummary checked) {
    return new Report.ServiceRow(
        checked.subject().name(),
        checked.subject().via(),
        checked.subject().variant().isEmpty() ? null : checked.subject().variant(),
        observers(checked.observers()),
        orNull(checked.meanMicros()),
        checked.synRetries(),
        checked.tlsNotAfter().map(Instant::toString).orElse(null),
        checked.reason().map(FailureReason::label).orElse(null),
        checked.failing());
  }

  private static Report.DnsRow dns(CheckSummary checked) {
    return new Report.DnsRow(
        checked.subject().via(),
        checked.subject().variant(),
        checked.subject().name(),
        observers(checked.observers()),
        orNull(checked.meanMicros()),
        checked.reason().map(FailureReason::label).orElse(null),
        checked.failing());
  }

  private static Report.Observers observers(LinkTotals observers) {
    return new Report.Observers(observers.up(), observers.down(), observers.unknown());
  }

  private static Report.Counts counts(LinkTotals links) {
    return new Report.Counts(links.total(), links.up(), links.down(), links.unknown());
  }

  static String time(Instant instant) {
    return instant.truncatedTo(MILLIS).toString();
  }

  static double seconds(int micros) {
    return micros / MICROS_A_SECOND;
  }

  static @Nullable Double orNull(int micros) {
    return micros == 0 ? null : Double.valueOf(seconds(micros));
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / MILLIS_A_SECOND;
  }

  /** Six digits: one lost datagram in a million. */
  private static @Nullable Double ratio(OptionalDouble ratio) {
    return ratio.isEmpty()
        ? null
        : Double.valueOf(Math.round(ratio.getAsDouble() * MICROS_A_SECOND) / MICROS_A_SECOND);
  }
}
