// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts.storm;

import static io.netcheck.alerts.storm.SimulatedCluster.EVER;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Fifty nodes with 2,450 links per plane, where one alert per link would be an alert storm. */
final class FiftyNodes {
  static final int MINUTES = 14;
  private static final int N = 50;
  private static final int AT = 3;
  private static final int LIMIT = 24;
  private static final long ANY_SEED = 11;
  private static final List<Plane> HOST = List.of(Plane.HOST);

  private final List<Scenario> scenarios = new ArrayList<>();

  List<Scenario> scenarios() {
    death();
    parts();
    nothing();
    links();
    return scenarios;
  }

  private void expect(SimulatedCluster cluster, Map<String, Integer> alerts) {
    scenarios.add(new Scenario(cluster, alerts));
  }

  private static SimulatedCluster full(String name) {
    return new SimulatedCluster(name, N, 0, HOST);
  }

  private static SimulatedCluster limited(String name) {
    return new SimulatedCluster(name + ", 24 peers", N, 3, HOST, LIMIT);
  }

  private void death() {
    for (SimulatedCluster cluster : List.of(full("node dies"), limited("node dies"))) {
      expect(cluster.die(node -> node == 9, AT, EVER), Map.of("NodeUnreachable", 1));
    }
    for (SimulatedCluster cluster : List.of(full("two nodes die"), limited("two nodes die"))) {
      expect(cluster.die(node -> node == 9 || node == 30, AT, EVER), Map.of("NodeUnreachable", 2));
    }
    for (SimulatedCluster cluster : List.of(full("egress cut"), limited("egress cut"))) {
      cluster.silent.add(agent -> agent.node() == 9, AT, EVER);
      cluster.fault("client_missing", "host/n9", AT, EVER);
      expect(cluster.cut(link -> link.source() == 9, AT, EVER), Map.of("NodeIsolated", 1));
    }
  }

  private void parts() {
    for (SimulatedCluster cluster : List.of(full("half split"), limited("half split"))) {
      expect(
          cluster.cut(link -> link.crosses(node -> node <= N / 2), AT, EVER),
          Map.of("ClusterPartitioned", 1));
    }
    SimulatedCluster unseen = limited("half split, one half not scraped");
    unseen.unscraped.add(agent -> agent.node() <= N / 2, AT, EVER);
    unseen.silent.add(agent -> agent.node() <= N / 2, AT, EVER);
    expect(
        unseen.cut(link -> link.crosses(node -> node <= N / 2), AT, EVER),
        Map.of("ClusterPartitioned", 1));
    expect(
        limited("a fifth split off").cut(link -> link.crosses(node -> node <= 10), AT, EVER),
        Map.of("ClusterPartitioned", 1));
    SimulatedCluster zone = limited("zone cut");
    expect(
        zone.cut(link -> link.crosses(node -> zone.zone(node).equals("za")), AT, EVER),
        Map.of("ZonePartitioned", 1));
    SimulatedCluster dark = limited("zone without power");
    expect(dark.die(node -> dark.zone(node).equals("zb"), AT, EVER), Map.of("ZonePartitioned", 1));
    SimulatedCluster pair = limited("two zones cut");
    expect(
        pair.cut(
            link ->
                !pair.zone(link.source()).equals("zc")
                    && !pair.zone(link.target()).equals("zc")
                    && link.crosses(node -> pair.zone(node).equals("za")),
            AT,
            EVER),
        Map.of("ZonePartitioned", 2));
  }

  private void nothing() {
    expect(limited("healthy"), Map.of());
    expect(full("a blip of a minute").cut(_ -> true, AT, AT + 1), Map.of());
    SimulatedCluster less = full("scale-down");
    less.die(node -> node > 40, AT, AT + 2);
    less.gone.add(agent -> agent.node() > 40, AT + 2, EVER);
    less.dropped.add(link -> link.source() > 40 || link.target() > 40, AT + 2, EVER);
    less.expected = N - 10;
    expect(less, Map.of());
    SimulatedCluster rolling = limited("rolling restart");
    for (int node = 1; node <= N; node++) {
      int one = node;
      // Five nodes at a time, each for a minute.
      int at = 1 + node / 5;
      rolling.unscraped.add(agent -> agent.node() == one, at, at + 1);
      rolling.cut(link -> link.target() == one, at, at + 1);
    }
    expect(rolling, Map.of());
    SimulatedCluster restart = full("Prometheus restarted");
    restart.prometheusDown.add(_ -> true, AT, AT + 3);
    expect(restart, Map.of());
    SimulatedCluster blind = limited("exporter down");
    blind.exporterDown.add(_ -> true, AT, EVER);
    expect(blind, Map.of("ExporterDown", 1));
  }

  private void links() {
    for (SimulatedCluster cluster : List.of(full("one link"), limited("one link"))) {
      Link any = cluster.links.get(cluster.links.size() / 2);
      expect(
          cluster.cut(link -> link.is(any.source(), any.target()), AT, EVER),
          Map.of("LinkDown", 1));
    }
    Random random = new Random(ANY_SEED);
    boolean[][] broken = new boolean[N + 1][N + 1];
    for (boolean[] row : broken) {
      for (int to = 0; to <= N; to++) {
        row[to] = random.nextInt(10) == 0;
      }
    }
    expect(
        full("a tenth of the links").cut(link -> broken[link.source()][link.target()], AT, EVER),
        Map.of("ManyLinksDown", 1));
  }
}
