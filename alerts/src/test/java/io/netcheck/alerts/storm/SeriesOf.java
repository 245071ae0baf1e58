// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts.storm;

import java.util.Map;
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

  private void add(String metric, String labels, Values values) {
    if (!values.isEmpty()) {
      String all = cluster.name.isEmpty() ? labels : labels + ",cluster=\"" + cluster.name + "\"";
      yaml.append("  - series: '").append(metric).append('{').append(all).append("}'\n");
      yaml.append("    values: '").append(values.notation()).append("'\n");
    }
  }

  /** A gauge that exists while {@code present}. */
  private void gauge(
      String metric, String labels, IntPredicate present, IntToDoubleFunction value) {
    add(
        metric,
        labels,
        Values.of(minutes, at -> present.test(at) ? value.applyAsDouble(at) : Values.NONE));
  }

  private void counter(
      String metric, String labels, IntPredicate present, IntToDoubleFunction growth) {
    add(
        metric,
        labels,
        Values.counter(minutes, at -> present.test(at) ? growth.applyAsDouble(at) : Values.NONE));
  }

  private boolean isScraped(AgentOf agent, int minute) {
    return !cluster.prometheusDown.holds(true, minute)
        && !cluster.unscraped.holds(agent, minute)
        && !cluster.gone.holds(agent, minute);
  }

  private static String target(AgentOf agent) {
    return "job=\"netcheck-agent\",instance=\"" + agent.instance() + "\"";
  }

  private void agent(AgentOf agent) {
    gauge(
        "up",
        target(agent),
        at -> !cluster.prometheusDown.holds(true, at) && !cluster.gone.holds(agent, at),
        at -> cluster.unscraped.holds(agent, at) ? 0 : 1);
    IntPredicate scraped = at -> isScraped(agent, at);
    gauge(
        "netcheck_agent_last_round_timestamp_seconds", target(agent), scraped, at -> at * A_MINUTE);
    gauge("netcheck_build_info", target(agent) + ",version=\"1\"", scraped, _ -> 1);
    if (cluster.withProbes) {
      String lookup = target(agent) + ",resolver=\"10.0.0.10\",name=\"a.test\"";
      counter("netcheck_dns_lookups_total", lookup, scraped, _ -> 12);
      counter(
          "netcheck_dns_failures_total",
          lookup,
          scraped,
          at -> 12 * cluster.failingLookups(agent.node(), at));
      double own = cluster.clocks.getOrDefault(agent.node(), 0.0);
      cluster.links.stream()
          .filter(link -> link.source() == agent.node() && link.plane().kind().equals(agent.kind()))
          .map(Link::target)
          .distinct()
          .forEach(target ->
              gauge(
                  "netcheck_peer_clock_offset_seconds",
                  target(agent) + ",target_node=\"" + AgentOf.name(target) + "\"",
                  scraped,
                  _ -> cluster.clocks.getOrDefault(target, 0.0) - own));
      reasons(agent, scraped);
    }
  }

  private void reasons(AgentOf agent, IntPredicate scraped) {
    for (Plane plane : cluster.planes) {
      if (plane.kind().equals(agent.kind()) && !plane.family().equals("ipv6")) {
        for (String probe : plane.probes()) {
          for (String reason : new String[] {"timeout", "refused"}) {
            counter(
                "netcheck_probe_failures_by_reason_total",
                target(agent)
                    + ",network=\"%s\",probe=\"%s\",reason=\"%s\""
                        .formatted(plane.network(), probe, reason),
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

  private String labels(Link link) {
    String zones =
        cluster.zones == 0
            ? ""
            : ",source_zone=\"%s\",target_zone=\"%s\""
                .formatted(cluster.zone(link.source()), cluster.zone(link.target()));
    String family =
        link.plane().family().isEmpty() ? "" : ",ip_family=\"" + link.plane().family() + "\"";
    return target(new AgentOf(link.plane().kind(), link.source()))
        + ",source_node=\"%s\",target_node=\"%s\",network=\"%s\""
            .formatted(
                AgentOf.name(link.source()), AgentOf.name(link.target()), link.plane().network())
        + zones
        + family;
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
    String labels = labels(link);
    AgentOf source = new AgentOf(link.plane().kind(), link.source());
    IntPredicate there = at -> isScraped(source, at) && !cluster.dropped.holds(link, at);
    gauge("netcheck_peer_up", labels, there, at -> cluster.down.holds(link, at) ? 0 : 1);
    if (cluster.withProbes) {
      for (String probe : link.plane().probes()) {
        String kind = labels + ",probe=\"" + probe + "\"";
        gauge("netcheck_peer_probe_up", kind, there, at -> failing(link, probe, at) < 1 ? 1 : 0);
        counter("netcheck_probes_total", kind, there, _ -> A_MINUTE);
        counter(
            "netcheck_probe_failures_total",
            kind,
            there,
            at -> A_MINUTE * failing(link, probe, at));
        if (!probe.equals("mtu")) {
          gauge(
              "netcheck_peer_rtt_seconds",
              kind,
              there,
              at -> cluster.slow.holds(link.source(), at) ? 0.4 : 0.0005);
        }
      }
    }
  }

  private void exporter() {
    String target = "job=\"netcheck-exporter\",instance=\"exporter:8080\"";
    gauge(
        "up",
        target,
        at -> !cluster.prometheusDown.holds(true, at),
        at -> cluster.exporterDown.holds(true, at) ? 0 : 1);
    IntPredicate scraped =
        at -> !cluster.prometheusDown.holds(true, at) && !cluster.exporterDown.holds(true, at);
    for (String kind : new String[] {"host", "pod"}) {
      boolean used = cluster.agents().anyMatch(agent -> agent.kind().equals(kind));
      String its = target + ",kind=\"" + kind + "\"";
      gauge("netcheck_clients_expected", its, scraped, _ -> used ? cluster.expected : 0);
      gauge(
          "netcheck_clients",
          its + ",state=\"active\"",
          scraped,
          at -> known(kind, at).filter(agent -> !cluster.silent.holds(agent, at)).count());
      gauge(
          "netcheck_clients",
          its + ",state=\"stale\"",
          scraped,
          at -> known(kind, at).filter(agent -> cluster.silent.holds(agent, at)).count());
      gauge("netcheck_duplicate_clients", its, scraped, _ -> 0);
    }
    for (Map.Entry<String, Double> gauge :
        Map.of("netcheck_series", 500.0, "netcheck_series_limit", 5000.0).entrySet()) {
      gauge(gauge.getKey(), target, scraped, _ -> gauge.getValue());
    }
    gauge("netcheck_build_info", target + ",version=\"1\"", scraped, _ -> 1);
    counter(
        "netcheck_heartbeats_rejected_total", target + ",reason=\"malformed\"", scraped, _ -> 0);
    counter("netcheck_series_dropped_total", target, scraped, _ -> 0);
    for (SimulatedCluster.Fault fault : cluster.faults) {
      gauge(
          "netcheck_fault",
          target
              + ",kind=\"%s\",network=\"all\",subject=\"%s\""
                  .formatted(fault.kind(), fault.subject()),
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
