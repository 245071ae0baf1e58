// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts.storm;

import static io.netcheck.alerts.storm.SimulatedCluster.EVER;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/**
 * Few nodes, in all networks and both IP families, so that one link is a large share of all links.
 */
final class SmallClusters {
  static final int MINUTES = 20;
  private static final int AT = 3;

  private final List<Scenario> scenarios = new ArrayList<>();

  List<Scenario> scenarios() {
    death();
    cuts();
    parts();
    agents();
    loss();
    kindsOfProbe();
    servicesAndClocks();
    nothing();
    return scenarios;
  }

  private void expect(SimulatedCluster cluster, Map<String, Integer> alerts) {
    scenarios.add(new Scenario(cluster, alerts));
  }

  private static SimulatedCluster six(String name) {
    return new SimulatedCluster(name, 6, 3, Plane.ONE_FAMILY);
  }

  private static SimulatedCluster dual(String name) {
    return new SimulatedCluster("dual-stack: " + name, 6, 3, Plane.BOTH_FAMILIES);
  }

  private static SimulatedCluster of(int nodes, String name) {
    return new SimulatedCluster(nodes + " nodes: " + name, nodes, 0, Plane.BOTH_FAMILIES);
  }

  private static SimulatedCluster hosts(int nodes, String name) {
    return new SimulatedCluster(nodes + " hosts: " + name, nodes, 0, List.of(Plane.HOST));
  }

  /** A cluster without host agents. */
  private static SimulatedCluster pods(String name) {
    return new SimulatedCluster(
        "pods only: " + name, 4, 0, List.of(new Plane("pod", ""), new Plane("node", "")));
  }

  private static List<SimulatedCluster> each(String name) {
    return List.of(
        six(name),
        of(3, name),
        hosts(3, name),
        new SimulatedCluster("4 nodes: " + name, 4, 2, Plane.ONE_FAMILY),
        new SimulatedCluster("3 zones of a node: " + name, 3, 3, Plane.ONE_FAMILY));
  }

  private void death() {
    for (SimulatedCluster cluster : each("node dies")) {
      expect(cluster.probed().die(node -> node == 2, AT, EVER), Map.of("NodeUnreachable", 1));
    }
    expect(dual("node dies").die(node -> node == 2, AT, EVER), Map.of("NodeUnreachable", 1));
    expect(six("").die(node -> node == 2, AT, EVER), Map.of("NodeUnreachable", 1));
    expect(
        six("node dies and comes back").probed().die(node -> node == 2, AT, AT + 5),
        Map.of("NodeUnreachable", 1));
    expect(
        six("node dies with the exporter told of it")
            .fault("node_unreachable", "n2", AT, EVER)
            .die(node -> node == 2, AT, EVER),
        Map.of("NodeUnreachable", 1));
    expect(of(2, "node dies").die(node -> node == 2, AT, EVER), Map.of("NodeUnreachable", 1));
    expect(hosts(2, "node dies").die(node -> node == 2, AT, EVER), Map.of("NodeUnreachable", 1));
    expect(
        new SimulatedCluster("ten: two nodes die", 10, 0, Plane.ONE_FAMILY)
            .die(node -> node == 2 || node == 7, AT, EVER),
        Map.of("NodeUnreachable", 2));
    expect(hosts(3, "two die").die(node -> node != 1, AT, EVER), Map.of("NodeUnreachable", 2));
    expect(hosts(4, "two die").die(node -> node > 2, AT, EVER), Map.of("NodeUnreachable", 2));
    expect(
        six("three of six die").die(node -> node > 3, AT, EVER), Map.of("ClusterPartitioned", 1));
    SimulatedCluster both = six("node of the exporter dies").die(node -> node == 2, AT, EVER);
    both.exporterDown.add(_ -> true, AT, EVER);
    expect(both, Map.of("NodeUnreachable", 1, "ExporterDown", 1));
    expect(
        pods("node dies").probed().die(node -> node == 2, AT, EVER), Map.of("NodeUnreachable", 1));
    SimulatedCluster pods = pods("pod network of a node");
    pods.unscraped.add(agent -> agent.node() == 2, AT, EVER);
    pods.silent.add(agent -> agent.node() == 2, AT, EVER);
    expect(
        pods.cut(link -> link.plane().is("pod") && link.touches(2), AT, EVER),
        Map.of("PodNetworkBroken", 1));
  }

  private void cuts() {
    for (SimulatedCluster cluster : each("both ways cut, still scraped")) {
      cluster.silent.add(agent -> agent.node() == 2, AT, EVER);
      expect(cluster.cut(link -> link.touches(2), AT, EVER), Map.of("NodeUnreachable", 1));
    }
    for (SimulatedCluster cluster : each("ingress cut, not scraped")) {
      cluster.unscraped.add(agent -> agent.node() == 2, AT, EVER);
      expect(cluster.cut(link -> link.target() == 2, AT, EVER), Map.of("NodeUnreachable", 1));
    }
    for (SimulatedCluster cluster : each("egress cut, still scraped")) {
      cluster.silent.add(agent -> agent.node() == 2, AT, EVER);
      cluster.fault("client_missing", "host/n2", AT, EVER);
      cluster.dnsDead.add(node -> node == 2, AT, EVER);
      expect(cluster.probed().cut(link -> link.source() == 2, AT, EVER), Map.of("NodeIsolated", 1));
    }
    for (SimulatedCluster cluster :
        List.of(six("pod network of a node"), of(3, "pod network of a node"))) {
      cluster.unscraped.add(SmallClusters::isPodOfTwo, AT, EVER);
      cluster.silent.add(SmallClusters::isPodOfTwo, AT, EVER);
      cluster.fault("client_missing", "pod/n2", AT, EVER);
      expect(
          cluster.cut(link -> link.plane().is("pod") && link.touches(2), AT, EVER),
          Map.of("PodNetworkBroken", 1));
    }
    for (SimulatedCluster cluster :
        List.of(
            six("pod network of a node, still scraped"),
            of(3, "pod network of a node, still scraped"))) {
      expect(
          cluster.cut(
              link ->
                  (link.plane().is("pod") && link.touches(2))
                      || (link.plane().is("node") && link.source() == 2),
              AT,
              EVER),
          Map.of("PodNetworkBroken", 1));
    }
    expect(
        dual("IPv6 of a node")
            .cut(link -> link.touches(2) && link.plane().family().equals("ipv6"), AT, EVER),
        Map.of("NodeUnreachable", 1));
    for (SimulatedCluster cluster : each("one link")) {
      expect(cluster.cut(link -> link.is(1, 2), AT, EVER), Map.of("LinkDown", 1));
    }
    for (SimulatedCluster cluster : each("one link, both ways")) {
      expect(cluster.cut(link -> link.is(1, 2) || link.is(2, 1), AT, EVER), Map.of("LinkDown", 2));
    }
    expect(
        hosts(4, "egress of two cut").cut(link -> link.source() > 2, AT, EVER),
        Map.of("NodeIsolated", 2));
    expect(
        hosts(4, "two cut both ways, still scraped")
            .cut(link -> link.source() > 2 || link.target() > 2, AT, EVER),
        Map.of("NodeUnreachable", 2));
    expect(hosts(2, "cut from each other").cut(_ -> true, AT, EVER), Map.of("LinkDown", 2));
    expect(hosts(2, "one link").cut(link -> link.is(1, 2), AT, EVER), Map.of("LinkDown", 1));
    expect(dual("one link").cut(link -> link.is(1, 2), AT, EVER), Map.of("LinkDown", 1));
    expect(
        six("one link in one network")
            .cut(link -> link.is(1, 2) && link.plane().is("pod"), AT, EVER),
        Map.of("LinkDown", 1));
    expect(
        six("links flap")
            .cut(link -> link.is(1, 2), 3, 4)
            .cut(link -> link.is(1, 2), 5, 6)
            .cut(link -> link.is(1, 2), 7, 8)
            .cut(link -> link.is(1, 2), 9, 10)
            .cut(link -> link.is(1, 2), 11, 12),
        Map.of("LinkFlapping", 1));
  }

  private static boolean isPodOfTwo(AgentOf agent) {
    return agent.node() == 2 && agent.kind().equals("pod");
  }

  private void parts() {
    IntPredicate half = node -> node <= 3;
    expect(
        dual("half split").cut(link -> link.crosses(half), AT, EVER),
        Map.of("ClusterPartitioned", 1));
    expect(
        six("half split").probed().cut(link -> link.crosses(half), AT, EVER),
        Map.of("ClusterPartitioned", 1));
    SimulatedCluster unseen = six("half split, one half not scraped");
    unseen.unscraped.add(agent -> half.test(agent.node()), AT, EVER);
    unseen.silent.add(agent -> half.test(agent.node()), AT, EVER);
    expect(unseen.cut(link -> link.crosses(half), AT, EVER), Map.of("ClusterPartitioned", 1));
    expect(
        hosts(4, "half split").cut(link -> link.crosses(node -> node <= 2), AT, EVER),
        Map.of("ClusterPartitioned", 1));
    expect(
        hosts(5, "split two to three").cut(link -> link.crosses(node -> node <= 2), AT, EVER),
        Map.of("ClusterPartitioned", 1));
    expect(
        new SimulatedCluster("split between its only two zones", 6, 2, Plane.ONE_FAMILY)
            .cut(link -> link.crosses(half), AT, EVER),
        Map.of("ClusterPartitioned", 1));
    for (SimulatedCluster cluster : each("overlay down")) {
      if (!cluster.name.contains("hosts")) {
        expect(
            cluster.cut(link -> link.plane().is("pod"), AT, EVER), Map.of("ClusterPartitioned", 1));
      }
    }
    expect(six("everything down").cut(_ -> true, AT, EVER), Map.of("ClusterPartitioned", 1));
    SimulatedCluster zone = six("zone cut");
    expect(
        zone.probed().cut(link -> link.crosses(node -> node > 4), AT, EVER),
        Map.of("ZonePartitioned", 1));
    SimulatedCluster dark = six("zone cut, not scraped");
    expect(dark.die(node -> node > 4, AT, EVER), Map.of("ZonePartitioned", 1));
    SimulatedCluster pair = six("two zones cut");
    expect(
        pair.cut(
            link -> link.source() <= 4 && link.target() <= 4 && link.crosses(node -> node <= 2),
            AT,
            EVER),
        Map.of("ZonePartitioned", 2));
  }

  private void agents() {
    SimulatedCluster blind = six("exporter down");
    blind.exporterDown.add(_ -> true, AT, EVER);
    expect(blind, Map.of("ExporterDown", 1));
    SimulatedCluster unscraped = six("no agent scraped");
    unscraped.unscraped.add(_ -> true, AT, EVER);
    expect(unscraped, Map.of("AgentsAbsent", 1));
    SimulatedCluster nothing = six("nothing scraped");
    nothing.unscraped.add(_ -> true, AT, EVER);
    nothing.exporterDown.add(_ -> true, AT, EVER);
    expect(nothing, Map.of("ExporterDown", 1));
    for (SimulatedCluster cluster : each("agent killed")) {
      cluster.unscraped.add(agent -> agent.node() == 2 && agent.kind().equals("host"), AT, EVER);
      cluster.silent.add(agent -> agent.node() == 2 && agent.kind().equals("host"), AT, EVER);
      cluster.refusing.add(agent -> agent.node() == 2 && agent.kind().equals("host"), AT, EVER);
      cluster.fault("agent_down", "host/n2", AT, EVER);
      expect(cluster.probed(), Map.of("AgentHeartbeatStale", 1));
    }
    SimulatedCluster forbidden = six("two agents that cannot be scraped");
    forbidden.unscraped.add(agent -> agent.node() <= 2 && agent.kind().equals("pod"), AT, EVER);
    expect(forbidden, Map.of("AgentTargetDown", 1));
    SimulatedCluster fewer = six("fewer agents than expected");
    fewer.expected = 7;
    expect(fewer, Map.of("AgentsMissing", 1));
  }

  private void loss() {
    Predicate<Link> ofTwo = link -> link.touches(2);
    for (SimulatedCluster cluster : each("10 % loss on a node")) {
      expect(cluster.lose(ofTwo, _ -> true, 0.1, AT, EVER), Map.of("PacketLossHigh", 1));
    }
    for (SimulatedCluster cluster : each("10 % loss everywhere")) {
      expect(cluster.lose(_ -> true, _ -> true, 0.1, AT, EVER), Map.of("PacketLossHigh", 1));
    }
    expect(
        hosts(2, "10 % loss").lose(_ -> true, _ -> true, 0.1, AT, EVER),
        Map.of("PacketLossHigh", 1));
    expect(
        six("10 % loss on one link").lose(link -> link.is(1, 2), _ -> true, 0.1, AT, EVER),
        Map.of("PacketLossHigh", 1));
    expect(six("1 % loss everywhere").lose(_ -> true, _ -> true, 0.01, AT, EVER), Map.of());
  }

  private void kindsOfProbe() {
    Predicate<String> mtu = "mtu"::equals;
    for (SimulatedCluster cluster : each("large packets dropped on a node")) {
      expect(cluster.lose(link -> link.touches(2), mtu, 1, AT, EVER), Map.of("MtuBlackhole", 1));
    }
    for (SimulatedCluster cluster : each("large packets dropped everywhere")) {
      expect(cluster.lose(_ -> true, mtu, 1, AT, EVER), Map.of("MtuBlackhole", 1));
    }
    expect(
        six("large packets dropped in the overlay")
            .lose(link -> link.plane().is("pod"), mtu, 1, AT, EVER),
        Map.of("MtuBlackhole", 1));
    expect(
        six("large packets dropped on their way out of a node")
            .lose(link -> link.source() == 2, mtu, 1, AT, EVER),
        Map.of("MtuBlackhole", 1));
    expect(
        six("large packets dropped on one link").lose(link -> link.is(1, 2), mtu, 1, AT, EVER),
        Map.of("MtuBlackhole", 1));
    for (SimulatedCluster cluster : each("ICMP blocked")) {
      expect(cluster.lose(_ -> true, "icmp"::equals, 1, AT, EVER), Map.of("ProbeBlocked", 1));
    }
    expect(
        six("ports of agents blocked").lose(_ -> true, probe -> !probe.equals("icmp"), 1, AT, EVER),
        Map.of("ProbeBlocked", 1));
    expect(
        six("ICMP blocked on a node")
            .fault("probe_blocked", "icmp to and from n2", AT, EVER)
            .lose(link -> link.touches(2), "icmp"::equals, 1, AT, EVER),
        Map.of("ProbeBlocked", 1));
    SimulatedCluster closed = six("ports of agents closed");
    closed.refusing.add(_ -> true, AT, EVER);
    expect(closed.probed(), Map.of());
  }

  private void servicesAndClocks() {
    for (SimulatedCluster cluster : each("DNS dead")) {
      cluster.dnsDead.add(_ -> true, AT, EVER);
      expect(cluster.probed(), Map.of("DNSFailing", 1));
    }
    SimulatedCluster dns = six("DNS dead on a node");
    dns.dnsDead.add(node -> node == 2, AT, EVER);
    expect(dns.probed(), Map.of("DNSFailing", 1));
    for (SimulatedCluster cluster : each("clock of a node a minute ahead")) {
      cluster.clocks.put(2, 60.0);
      expect(cluster.probed(), Map.of("ClockSkew", 1));
    }
    SimulatedCluster two = hosts(2, "a clock a minute ahead");
    two.clocks.put(2, 60.0);
    expect(two.probed(), Map.of("ClockSkew", 1));
  }

  private void nothing() {
    for (SimulatedCluster cluster : each("healthy")) {
      expect(cluster.probed(), Map.of());
    }
    for (SimulatedCluster cluster : each("slow CPU on a node")) {
      cluster.slow.add(node -> node == 2, AT, EVER);
      expect(cluster.probed(), Map.of());
    }
    SimulatedCluster together = six("all agents restart at once");
    together.unscraped.add(_ -> true, AT, AT + 1);
    together.silent.add(_ -> true, AT, AT + 1);
    expect(together.probed(), Map.of());
    expect(six("a blip of a minute").probed().cut(_ -> true, AT, AT + 1), Map.of());
    SimulatedCluster rolling = six("rolling restart");
    rolling
        .all()
        .forEach(node -> {
          rolling.unscraped.add(agent -> agent.node() == node, 2 + 2 * node, 3 + 2 * node);
          rolling.silent.add(agent -> agent.node() == node, 2 + 2 * node, 3 + 2 * node);
          rolling.cut(
              link -> link.plane().is("pod") && link.target() == node, 2 + 2 * node, 3 + 2 * node);
        });
    expect(rolling.probed(), Map.of());
    for (SimulatedCluster cluster : List.of(six("scale-down"), hosts(3, "scale-down"))) {
      cluster.die(node -> node == 2, AT, AT + 2);
      cluster.gone.add(agent -> agent.node() == 2, AT + 2, EVER);
      cluster.dropped.add(link -> link.touches(2), AT + 2, EVER);
      cluster.expected--;
      expect(cluster, Map.of());
    }
    SimulatedCluster restart = six("Prometheus restarted");
    restart.prometheusDown.add(_ -> true, AT, AT + 3);
    expect(restart.probed(), Map.of());
  }
}
