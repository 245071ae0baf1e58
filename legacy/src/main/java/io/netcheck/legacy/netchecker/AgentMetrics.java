// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.netchecker;

import io.netcheck.daemon.metrics.Metric;
import io.netcheck.daemon.metrics.MetricFamily;
import io.netcheck.daemon.metrics.MetricSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * The ten metrics of netchecker's server, for existing dashboards. They are computed at scrape time
 * from the known agents, so a forgotten agent has no series.
 */
final class AgentMetrics implements MetricSource {
  private static final Metric ERRORS =
      Metric.counter(
              "ncagent_error_count_total",
              "Total number of errors (keepalive miss count) for the agent.")
          .by("agent");

  private static final Metric REPORTS =
      Metric.counter(
              "ncagent_report_count_total",
              "Total number of reports (keepalive messages) from the agent.")
          .by("agent");

  private static final int COUNTERS = 2;

  private record Gauge(Metric metric, ToLongFunction<HttpProbe> value, boolean timed) {
    Gauge(String name, String help, ToLongFunction<HttpProbe> value, boolean timed) {
      this(Metric.gauge("ncagent_http_probe_" + name, help).by("agent", "url"), value, timed);
    }
  }

  private static final List<Gauge> GAUGES =
      List.of(
          new Gauge(
              "connection_result",
              "Connection result: 0 - error, 1 - success",
              HttpProbe::connectionResult,
              false),
          new Gauge("code", "HTTP status code.", HttpProbe::httpCode, false),
          new Gauge("total_time_ms", "The total duration of http request.", HttpProbe::total, true),
          new Gauge(
              "content_transfer_time_ms",
              "The duration of content transfer, from the first response byte till the end (in"
                  + " ms).",
              HttpProbe::contentTransfer,
              true),
          new Gauge(
              "tcp_connection_time_ms",
              "TCP establishing time in ms.",
              HttpProbe::tcpConnection,
              true),
          new Gauge("dns_lookup_time_ms", "DNS lookup time in ms.", HttpProbe::dnsLookup, true),
          new Gauge("connect_time_ms", "Connection time in ms", HttpProbe::connect, true),
          new Gauge(
              "server_processing_time_ms",
              "Server processing time in ms.",
              HttpProbe::serverProcessing,
              true));

  private final ReportingAgents table;
  private final IntUnaryOperator budget;

  /**
   * @param budget grants a number of series, at most as many as requested
   */
  AgentMetrics(ReportingAgents table, IntUnaryOperator budget) {
    this.table = table;
    this.budget = budget;
  }

  /** The values of all agents with one label. Agents without a node name share a label. */
  private static final class Group {
    long errors;
    long reports;
    final Map<String, HttpProbe> probes = new LinkedHashMap<>();
  }

  @Override
  public List<MetricFamily> families() {
    long now = table.nowNanos();
    Map<String, Group> groups = new TreeMap<>();
    List<ReportingAgent> reporters = new ArrayList<>(table.all());
    // Of two probes with the same labels the last reported one stays.
    reporters.sort(Comparator.comparingLong(ReportingAgent::heardNanos));
    for (ReportingAgent reporter : reporters) {
      Group group = groups.computeIfAbsent(reporter.label(), _ -> new Group());
      group.errors += reporter.errors(now);
      group.reports += reporter.version();
      reporter.probes().forEach(probe -> group.probes.put(probe.url(), probe));
    }
    return families(within(groups));
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

  private static List<MetricFamily> families(Map<String, Group> groups) {
    MetricFamily errors = ERRORS.family();
    MetricFamily reports = REPORTS.family();
    groups.forEach((agent, group) -> {
      errors.add((double) group.errors, agent);
      reports.add((double) group.reports, agent);
    });
    Stream<MetricFamily> gauges = GAUGES.stream().map(gauge -> family(gauge, groups));
    return Stream.concat(Stream.of(errors, reports), gauges).toList();
  }

  private static MetricFamily family(Gauge gauge, Map<String, Group> groups) {
    MetricFamily family = gauge.metric().family();
    groups.forEach((agent, group) ->
        group.probes.forEach((url, probe) -> {
          long value = gauge.value().applyAsLong(probe);
          if (!gauge.timed() || HttpProbe.isMeasured(value)) {
            family.add((double) value, agent, url);
          }
        }));
    return family;
  }
}
