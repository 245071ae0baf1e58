// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts.storm;

import io.netcheck.agent.catalogue.AgentMetric;
import io.netcheck.alerts.FaultSample;
import io.netcheck.daemon.metrics.Metric;
import io.netcheck.daemon.metrics.ProcessMetric;
import io.netcheck.exporter.catalogue.ExporterMetric;
import io.netcheck.testing.KnownLabels;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A cluster of one agent a node, scrape by scrape, with what goes wrong in it from {@link #AT} on.
 * Node numbers start at 1.
 */
final class SimulatedCluster {
  static final int SCRAPE_SECONDS = 15;

  /** Half an hour. */
  static final int SCRAPES = 120;

  /** The scrape at which the fault begins. The exporter shows it in the next one. */
  static final int AT = 12;

  /** The scrapes that an exporter misses while it is replaced: a minute. */
  static final int REPLACEMENT = 4;

  private static final List<String> NETWORKS = List.of("host", "pod");

  final String name;
  private final int nodes;
  private final int peers;
  private final List<FaultSample> faults = new ArrayList<>();
  private BiPredicate<Integer, Integer> down = (source, target) -> false;
  private IntPredicate dead = node -> false;
  private IntPredicate unheard = node -> false;
  private int exporters = 1;

  /** The scrapes in which no exporter answers, and whether another one answers after them. */
  private IntPredicate without = at -> false;

  private IntUnaryOperator incarnation = at -> 0;
  private IntPredicate updating = at -> false;
  private int ends = SCRAPES;

  SimulatedCluster(String name, int nodes, int peers) {
    this.name = name;
    this.nodes = nodes;
    this.peers = peers;
  }

  /** The exporter shows this fault. */
  SimulatedCluster shows(FaultSample fault) {
    faults.add(fault);
    return this;
  }

  SimulatedCluster cut(BiPredicate<Integer, Integer> links) {
    down = links;
    return this;
  }

  /** Nodes without power: nobody reaches, scrapes or hears them. */
  SimulatedCluster die(IntPredicate which) {
    dead = which;
    unheard = which;
    return cut((source, target) -> which.test(target));
  }

  /** The exporter does not hear these agents. */
  SimulatedCluster silence(IntPredicate which) {
    unheard = which;
    return this;
  }

  SimulatedCluster exporters(int number) {
    exporters = number;
    return this;
  }

  SimulatedCluster exporterDown() {
    without = at -> at >= AT;
    return this;
  }

  /** Another exporter takes its place within a minute. */
  SimulatedCluster exporterReplaced(int from) {
    without = at -> at >= from && at < from + REPLACEMENT;
    incarnation = at -> at < from ? 0 : 1;
    return this;
  }

  /** Each agent restarts, one in each scrape, and cannot be scraped at that moment. */
  SimulatedCluster rollingUpdate() {
    updating = at -> at >= AT;
    return this;
  }

  SimulatedCluster until(int end) {
    ends = end;
    return this;
  }

  private boolean broken(int at) {
    return at >= AT && at < ends;
  }

  private IntStream all() {
    return IntStream.rangeClosed(1, nodes);
  }

  private boolean isScraped(int node, int at) {
    return !(broken(at) && dead.test(node)) && !(updating.test(at) && at - AT == node);
  }

  /** The series, as input for promtool. */
  String yaml() {
    StringBuilder yaml = new StringBuilder();
    all().forEach(node -> agent(node, yaml));
    for (int number = 0; number < exporters; number++) {
      exporter(number, 0, yaml);
      exporter(number, 1, yaml);
    }
    return yaml.toString();
  }

  private KnownLabels target(String job, String instance) {
    return KnownLabels.of("job", "netcheck-" + job, "instance", instance, "cluster", name);
  }

  private void agent(int node, StringBuilder yaml) {
    KnownLabels target = target("agent", "n" + node + ":6100");
    add("up" + target.all(), at -> isScraped(node, at) ? 1 : 0, yaml);
    add(ProcessMetric.BUILD_INFO, target.and("version", "1"), at -> isScraped(node, at), yaml);
    for (int next = 1; next <= peers; next++) {
      int peer = (node - 1 + next) % nodes + 1;
      for (String network : NETWORKS) {
        KnownLabels link =
            target
                .and("source_node", "n" + node, "source_zone", "", "target_node", "n" + peer)
                .and("target_zone", "", "network", network, "ip_family", "");
        add(
            name(AgentMetric.PEER_UP, link),
            at -> !isScraped(node, at) ? -1 : broken(at) && down.test(node, peer) ? 0 : 1,
            yaml);
      }
    }
  }

  private void exporter(int number, int which, StringBuilder yaml) {
    KnownLabels target = target("exporter", "exporter-" + number + "-" + which + ":8080");
    IntPredicate there = at -> incarnation.applyAsInt(at) == which;
    IntPredicate scraped = at -> there.test(at) && !without.test(at);
    add("up" + target.all(), at -> !there.test(at) ? -1 : scraped.test(at) ? 1 : 0, yaml);
    add(ProcessMetric.BUILD_INFO, target.and("version", "1"), scraped, yaml);
    KnownLabels hosts = target.and("kind", "host");
    add(name(ExporterMetric.CLIENTS_EXPECTED, hosts), at -> scraped.test(at) ? nodes : -1, yaml);
    for (String state : List.of("active", "stale")) {
      add(
          name(ExporterMetric.CLIENTS, hosts.and("state", state)),
          at ->
              !scraped.test(at)
                  ? -1
                  : (int)
                      all()
                          .filter(
                              node -> (broken(at) && unheard.test(node)) == state.equals("stale"))
                          .count(),
          yaml);
    }
    for (FaultSample fault : faults) {
      add(fault.series(target), at -> scraped.test(at) && broken(at - 1) ? 1 : -1, yaml);
    }
  }

  private static String name(Metric metric, KnownLabels labels) {
    return metric.name() + labels.text(metric.labels(), metric.optional());
  }

  private static void add(
      Metric metric, KnownLabels labels, IntPredicate present, StringBuilder yaml) {
    add(name(metric, labels), at -> present.test(at) ? 1 : -1, yaml);
  }

  /**
   * Adds a series, with -1 where it has no sample. When a series ends, Prometheus writes a stale
   * marker at the next scrape.
   */
  private static void add(String series, IntUnaryOperator value, StringBuilder yaml) {
    int[] values = IntStream.range(0, SCRAPES).map(value).toArray();
    if (IntStream.of(values).allMatch(it -> it < 0)) {
      return;
    }
    yaml.append("  - {series: '").append(series).append("', values: '");
    yaml.append(
        IntStream.range(0, SCRAPES)
            .mapToObj(at ->
                values[at] >= 0
                    ? String.valueOf(values[at])
                    : at > 0 && values[at - 1] >= 0 ? "stale" : "_")
            .collect(Collectors.joining(" ")));
    yaml.append("'}\n");
  }
}
