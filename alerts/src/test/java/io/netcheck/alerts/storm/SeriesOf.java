// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts.storm;

import io.netcheck.agent.catalogue.AgentMetric;
import io.netcheck.daemon.metrics.Metric;
import io.netcheck.daemon.metrics.ProcessMetric;
import io.netcheck.exporter.catalogue.ExporterMetric;
import io.netcheck.testing.KnownLabels;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;

/** Writes the series that Prometheus would have of a cluster, as input for promtool. */
final class SeriesOf {
  private static final int A_MINUTE = 60;

  private final SimulatedCluster cluster;
  private final int minutes;
  private final StringBuilder yaml = new StringBuilder();

  private SeriesOf(SimulatedCluster cluster, int minutes) {
    this.cluster = cluster;
    this.minutes = minutes;
  }

  static String yaml(SimulatedCluster cluster, int minutes) {
    SeriesOf series = new SeriesOf(cluster, minutes);
    cluster.agents().forEach(series::agent);
    cluster.links.forEach(series::link);
    series.exporter();
    return series.yaml.toString();
  }

  private void add(String series, Values values) {
    if (!values.isEmpty()) {
      yaml.append("  - series: '").append(series).append("'\n");
      yaml.append("    values: '").append(values.notation()).append("'\n");
    }
  }

  /** A gauge that exists while {@code present}. */
  private void gauge(
      Metric metric, KnownLabels labels, IntPredicate present, IntToDoubleFunction value) {
    gauge(metric.name() + labels.text(metric.labels(), metric.optional()), present, value);
  }

  private void gauge(String series, IntPredicate present, IntToDoubleFunction value) {
    add(series, Values.of(minutes, at -> present.test(at) ? value.applyAsDouble(at) : Values.NONE));
  }

  private void counter(
      Metric metric, KnownLabels labels, IntPredicate present, IntToDoubleFunction growth) {
    add(
        metric.name() + labels.text(metric.labels(), metric.optional()),
        Values.counter(minutes, at -> present.test(at) ? growth.applyAsDouble(at) : Values.NONE));
  }

  private boolean isScraped(AgentOf agent, int minute) {
    return !cluster.prometheusDown.holds(true, minute)
        && !cluster.unscraped.holds(agent, minute)
        && !cluster.gone.holds(agent, minute);
  }

  private KnownLabels target(AgentOf agent) {
    return KnownLabels.of(
        "job", "netcheck-agent", "instance", agent.instance(), "cluster", cluster.name);
  }

  private void agent(AgentOf agent) {
    KnownLabels target = target(agent);
    gauge(
        "up" + target.all(),
        at -> !cluster.prometheusDown.holds(true, at) && !cluster.gone.holds(agent, at),
        at -> cluster.unscraped.holds(agent, at) ? 0 : 1);
    IntPredicate scraped = at -> isScraped(agent, at);
    gauge(AgentMetric.LAST_ROUND, target, scraped, at -> at * A_MINUTE);
    gauge(ProcessMetric.BUILD_INFO, target.and("version", "1"), scraped, _ -> 1);
    if (cluster.withProbes) {
      KnownLabels lookup = target.and("resolver", "10.0.0.10", "name", "a.test");
      counter(AgentMetric.DNS_LOOKUPS, lookup, scraped, _ -> 12);
      counter(
          AgentMetric.DNS_FAILURES,
          lookup,
          scraped,
          at -> 12 * cluster.failingLookups(agent.node(), at));
      double own = cluster.clocks.getOrDefault(agent.node(), 0.0);
      cluster.links.stream()
          .filter(link -> link.source() == agent.node() && link.plane().kind().equals(agent.kind()))
          .map(Link::target)
          .distinct()
          .forEach(peer ->
              gauge(
                  AgentMetric.PEER_CLOCK_OFFSET,
                  target.and("target_node", AgentOf.name(peer)),
                  scraped,
                  _ -> cluster.clocks.getOrDefault(peer, 0.0) - own));
      reasons(agent, scraped);
    }
  }

  private void reasons(AgentOf agent, IntPredicate scraped) {
    for (Plane plane : cluster.planes) {
      if (plane.kind().equals(agent.kind()) && !plane.family().equals("ipv6")) {
        for (String probe : plane.probes()) {
          for (String reason : new String[] {"timeout", "refused"}) {
            counter(
                AgentMetric.PROBE_FAILURES_BY_REASON,
                target(agent).and("network", plane.network(), "probe", probe, "reason", reason),
                scraped,
                at ->
                    cluster.links.stream()
                        .filter(link -> link.source() == agent.node() && link.plane().equals(plane))
                        .filter(link -> refuses(link, probe, at) == reason.equals("refused"))
                        .mapToDouble(link -> A_MINUTE * failing(link, probe, at))
                        .sum());
          }
        }
      }
    }
  }

  private KnownLabels labels(Link link) {
    return target(new AgentOf(link.plane().kind(), link.source()))
        .and("source_node", AgentOf.name(link.source()))
        .and("source_zone", cluster.zone(link.source()))
        .and("target_node", AgentOf.name(link.target()))
        .and("target_zone", cluster.zone(link.target()))
        .and("network", link.plane().network())
        .and("ip_family", link.plane().family());
  }

  private boolean refuses(Link link, String probe, int minute) {
    return !probe.equals("icmp")
        && cluster.refusing.holds(new AgentOf(link.plane().kind(), link.target()), minute)
        && !link.plane().is("node");
  }

  /** The share of the probes of a kind that fail. */
  private double failing(Link link, String probe, int minute) {
    return cluster.down.holds(link, minute) || refuses(link, probe, minute)
        ? 1
        : cluster.loss(link, probe, minute);
  }

  private void link(Link link) {
    KnownLabels labels = labels(link);
    AgentOf source = new AgentOf(link.plane().kind(), link.source());
    IntPredicate there = at -> isScraped(source, at) && !cluster.dropped.holds(link, at);
    gauge(AgentMetric.PEER_UP, labels, there, at -> cluster.down.holds(link, at) ? 0 : 1);
    if (cluster.withProbes) {
      for (String probe : link.plane().probes()) {
        KnownLabels kind = labels.and("probe", probe);
        gauge(AgentMetric.PEER_PROBE_UP, kind, there, at -> failing(link, probe, at) < 1 ? 1 : 0);
        counter(AgentMetric.PROBES, kind, there, _ -> A_MINUTE);
        counter(AgentMetric.PROBE_FAILURES, kind, there, at -> A_MINUTE * failing(link, probe, at));
        if (!probe.equals("mtu")) {
          gauge(
              AgentMetric.PEER_RTT,
              kind,
              there,
              at -> cluster.slow.holds(link.source(), at) ? 0.4 : 0.0005);
        }
      }
    }
  }

  private void exporter() {
    KnownLabels target =
        KnownLabels.of(
            "job", "netcheck-exporter", "instance", "exporter:8080", "cluster", cluster.name);
    gauge(
        "up" + target.all(),
        at -> !cluster.prometheusDown.holds(true, at),
        at -> cluster.exporterDown.holds(true, at) ? 0 : 1);
    IntPredicate scraped =
        at -> !cluster.prometheusDown.holds(true, at) && !cluster.exporterDown.holds(true, at);
    for (String kind : new String[] {"host", "pod"}) {
      boolean used = cluster.agents().anyMatch(agent -> agent.kind().equals(kind));
      KnownLabels its = target.and("kind", kind);
      gauge(ExporterMetric.CLIENTS_EXPECTED, its, scraped, _ -> used ? cluster.expected : 0);
      gauge(
          ExporterMetric.CLIENTS,
          its.and("state", "active"),
          scraped,
          at -> known(kind, at).filter(agent -> !cluster.silent.holds(agent, at)).count());
      gauge(
          ExporterMetric.CLIENTS,
          its.and("state", "stale"),
          scraped,
          at -> known(kind, at).filter(agent -> cluster.silent.holds(agent, at)).count());
      gauge(ExporterMetric.DUPLICATE_CLIENTS, its, scraped, _ -> 0);
    }
    gauge(ExporterMetric.SERIES, target, scraped, _ -> 500);
    gauge(ExporterMetric.SERIES_LIMIT, target, scraped, _ -> 5000);
    gauge(ProcessMetric.BUILD_INFO, target.and("version", "1"), scraped, _ -> 1);
    counter(ExporterMetric.HEARTBEATS_REJECTED, target.and("reason", "malformed"), scraped, _ -> 0);
    counter(ExporterMetric.SERIES_DROPPED, target, scraped, _ -> 0);
    for (SimulatedCluster.Fault fault : cluster.faults) {
      gauge(
          ExporterMetric.FAULT,
          target.and("kind", fault.kind(), "network", "all", "subject", fault.subject()),
          at -> scraped.test(at) && at >= fault.from() && at < fault.until(),
          _ -> 1);
    }
  }

  /** The agents that the exporter still knows. */
  private Stream<AgentOf> known(String kind, int minute) {
    return cluster
        .agents()
        .filter(agent -> agent.kind().equals(kind) && !cluster.gone.holds(agent, minute));
  }
}
