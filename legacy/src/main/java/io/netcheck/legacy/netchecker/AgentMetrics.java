// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.netchecker;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.function.ToLongFunction;

/**
 * The ten metrics that netchecker's server had, for the dashboards that were made on them. Made at
 * scrape time from the agents that are known, so the series of a forgotten agent are gone.
 */
final class AgentMetrics implements MultiCollector {
  private static final int COUNTERS = 2;

  private record Gauge(String name, String help, ToLongFunction<HttpProbe> value, boolean timed) {}

  private static final List<Gauge> GAUGES =
      List.of(
          new Gauge(
              "ncagent_http_probe_connection_result",
              "Connection result: 0 - error, 1 - success",
              HttpProbe::connectionResult,
              false),
          new Gauge("ncagent_http_probe_code", "HTTP status code.", HttpProbe::httpCode, false),
          new Gauge(
              "ncagent_http_probe_total_time_ms",
              "The total duration of http request.",
              HttpProbe::total,
              true),
          new Gauge(
              "ncagent_http_probe_content_transfer_time_ms",
              "The duration of content transfer, from the first response byte till the end (in"
                  + " ms).",
              HttpProbe::contentTransfer,
              true),
          new Gauge(
              "ncagent_http_probe_tcp_connection_time_ms",
              "TCP establishing time in ms.",
              HttpProbe::tcpConnection,
              true),
          new Gauge(
              "ncagent_http_probe_dns_lookup_time_ms",
              "DNS lookup time in ms.",
              HttpProbe::dnsLookup,
              true),
          new Gauge(
              "ncagent_http_probe_connect_time_ms",
              "Connection time in ms",
              HttpProbe::connect,
              true),
          new Gauge(
              "ncagent_http_probe_server_processing_time_ms",
              "Server processing time in ms.",
              HttpProbe::serverProcessing,
              true));

  private final ReportingAgents table;
  private final IntUnaryOperator budget;

  /**
   * @param budget how many of so many series there may be
   */
  AgentMetrics(ReportingAgents table, IntUnaryOperator budget) {
    this.table = table;
    this.budget = budget;
  }

  /** What agents with one label say together: without a node's name, several have the same. */
  private static final class Group {
    long errors;
    long reports;
    final Map<String, HttpProbe> probes = new LinkedHashMap<>();
  }

  @Override
  public MetricSnapshots collect() {
    long now = table.nowNanos();
    Map<String, Group> groups = new TreeMap<>();
    List<ReportingAgent> reporters = new ArrayList<>(table.all());
    // Of two probes with the same labels the last one said stays.
    reporters.sort(Comparator.comparingLong(ReportingAgent::heardNanos));
    for (ReportingAgent reporter : reporters) {
      Group group = groups.computeIfAbsent(reporter.label(), _ -> new Group());
      group.errors += reporter.errors(now);
      group.reports += reporter.version();
      reporter.probes().forEach(probe -> group.probes.put(probe.url(), probe));
    }
    return snapshots(within(groups));
  }

  private static int series(Group group) {
    return COUNTERS + GAUGES.size() * group.probes.size();
  }

  private Map<String, Group> within(Map<String, Group> groups) {
    int left = budget.applyAsInt(groups.values().stream().mapToInt(AgentMetrics::series).sum());
    Map<String, Group> kept = new TreeMap<>();
    for (Map.Entry<String, Group> entry : groups.entrySet()) {
      left -= series(entry.getValue());
      if (left < 0) {
        break;
      }
      kept.put(entry.getKey(), entry.getValue());
    }
    return kept;
  }

  private static MetricSnapshots snapshots(Map<String, Group> groups) {
    MetricSnapshots.Builder snapshots = MetricSnapshots.builder();
    List<CounterDataPointSnapshot> errors = new ArrayList<>();
    List<CounterDataPointSnapshot> reports = new ArrayList<>();
    groups.forEach((agent, group) -> {
      Labels labels = Labels.of("agent", agent);
      errors.add(new CounterDataPointSnapshot((double) group.errors, labels, null, 0L));
      reports.add(new CounterDataPointSnapshot((double) group.reports, labels, null, 0L));
    });
    snapshots.metricSnapshot(
        new CounterSnapshot(
            new MetricMetadata(
                "ncagent_error_count",
                "Total number of errors (keepalive miss count) for the agent."),
            errors));
    snapshots.metricSnapshot(
        new CounterSnapshot(
            new MetricMetadata(
                "ncagent_report_count",
                "Total number of reports (keepalive messages) from the agent."),
            reports));
    for (Gauge gauge : GAUGES) {
      List<GaugeDataPointSnapshot> points = new ArrayList<>();
      groups.forEach((agent, group) ->
          group.probes.forEach((url, probe) -> {
            long value = gauge.value().applyAsLong(probe);
            if (!gauge.timed() || HttpProbe.isMeasured(value)) {
              Labels labels = Labels.of("agent", agent, "url", url);
              points.add(new GaugeDataPointSnapshot((double) value, labels, null));
            }
          }));
      snapshots.metricSnapshot(
          new GaugeSnapshot(new MetricMetadata(gauge.name(), gauge.help()), points));
    }
    return snapshots.build();
  }
}
