// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import io.netcheck.lab.cluster.Lab;
import io.netcheck.lab.wire.LabNode;
import io.netcheck.lab.wire.PacketMatch;
import io.netcheck.protocol.AgentKind;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** All scenarios, for six nodes in three zones: node-1 and node-2 are in zone-a, and so on. */
public final class Scenarios {
  private static final int SPEED_OF_RATES = 3;

  public static final List<Scenario> ALL =
      List.of(
          new Scenario(
              "node-off",
              "node-4 loses power: its cable is down and its agents are killed",
              InjectedFault.of(Scenarios::switchOff, Scenarios::switchOn),
              Expectation.of("node_unreachable node-4", "NetcheckNodeUnreachable{node=node-4}")),
          new Scenario(
              "node-egress",
              "node-4 answers, but its requests to other nodes are dropped",
              InjectedFault.filter(lab ->
                  lab.filter().drop(List.of(lab.node(4)), lab.nodes(), PacketMatch.QUESTIONS)),
              Expectation.of("node_isolated node-4", "NetcheckNodeIsolated{node=node-4}")),
          new Scenario(
              "link",
              "all packets between node-1 and node-3 are dropped, in both directions",
              InjectedFault.filter(
                  lab -> lab.filter().cut(List.of(lab.node(1)), List.of(lab.node(3)))),
              Expectation.of(
                  "link_down node-1 <-> node-3", "NetcheckLinkDown{source=node-1,target=node-3}")),
          new Scenario(
              "directed-link",
              "requests from node-1 to node-3 are dropped; answers and the reverse direction pass",
              InjectedFault.filter(lab ->
                  lab.filter()
                      .drop(List.of(lab.node(1)), List.of(lab.node(3)), PacketMatch.QUESTIONS)),
              Expectation.of(
                  "link_down node-1 -> node-3", "NetcheckLinkDown{source=node-1,target=node-3}")),
          new Scenario(
              "half-split",
              "nodes 1 to 3 and nodes 4 to 6 do not reach each other; exporter and Prometheus reach all",
              InjectedFault.filter(
                  lab -> lab.filter().cut(lab.nodes().subList(0, 3), lab.nodes().subList(3, 6))),
              Expectation.of("cluster_split node-4, node-5, node-6", "NetcheckClusterPartitioned")),
          new Scenario(
              "zone-cut",
              "zone-a and zone-b do not reach each other; zone-c reaches both",
              InjectedFault.filter(
                  lab -> lab.filter().cut(lab.nodes().subList(0, 2), lab.nodes().subList(2, 4))),
              Expectation.of(
                  "zone_pair_down zone-a <-> zone-b",
                  "NetcheckZonePartitioned{source=zone-a,target=zone-b}")),
          new Scenario(
              "icmp-blocked",
              "a policy drops ICMP echo everywhere",
              InjectedFault.filter(
                  lab -> lab.filter().drop(lab.nodes(), lab.nodes(), List.of(PacketMatch.PINGS))),
              Expectation.of("probe_blocked icmp", "NetcheckProbeBlocked")),
          new Scenario(
              "mtu",
              "packets above 1400 bytes to node-4 are lost",
              InjectedFault.filter(
                  lab -> lab.filter().dropArriving(lab.node(4), PacketMatch.above(1_400))),
              Expectation.of("mtu_black_hole to node-4", "NetcheckMtuBlackhole{node=node-4}")),
          new Scenario(
              "mtu-everywhere",
              "packets above 1400 bytes are lost between all nodes",
              InjectedFault.filter(lab ->
                  lab.filter().drop(lab.nodes(), lab.nodes(), List.of(PacketMatch.above(1_400)))),
              Expectation.of("mtu_black_hole everywhere", "NetcheckMtuBlackhole")),
          new Scenario(
              "loss-1",
              "one packet in a hundred to node-4 is lost",
              InjectedFault.filter(
                  lab -> lab.filter().dropArriving(lab.node(4), PacketMatch.oneIn(0.01))),
              Expectation.of("packet_loss to node-4", "NetcheckPacketLossHigh{node=node-4}"),
              List.of(ScenarioRequirement.speedOfAtMost(SPEED_OF_RATES))),
          new Scenario(
              "loss-10",
              "one packet in ten to node-4 is lost",
              InjectedFault.filter(
                  lab -> lab.filter().dropArriving(lab.node(4), PacketMatch.oneIn(0.1))),
              new Expectation(
                  List.of("packet_loss to node-4"),
                  List.of("NetcheckPacketLossHigh{node=node-4}"),
                  List.of("probe_blocked", "dns_failing")),
              List.of(ScenarioRequirement.speedOfAtMost(SPEED_OF_RATES))),
          new Scenario(
              "dns-dead",
              "the name server no longer answers",
              InjectedFault.of(lab -> lab.names().silence(true), lab -> lab.names().silence(false)),
              Expectation.of(
                  "dns_failing netcheck.lab.test at 10.231.0.1:53", "NetcheckDNSFailing")),
          new Scenario(
              "exporter-killed",
              "the exporter is killed and not restarted",
              InjectedFault.of(Lab::killExporter, Lab::startExporter),
              new Expectation(List.of(), List.of("NetcheckExporterDown"))),
          new Scenario(
              "agent-killed",
              "the host agent of node-4 is killed, but its node keeps running",
              InjectedFault.of(
                  lab -> lab.agents().get(AgentKind.HOST, lab.node(4)).kill(),
                  lab -> lab.agents().start(AgentKind.HOST, lab.node(4))),
              Expectation.of("agent_down host/node-4", "NetcheckAgentHeartbeatStale{node=node-4}")),
          new Scenario(
              "slow-cpu",
              "the agents of node-4 get a tenth of their CPU time",
              new CpuThrottle(lab ->
                  List.of(
                      lab.agents().get(AgentKind.HOST, lab.node(4)),
                      lab.agents().get(AgentKind.POD, lab.node(4)))),
              Expectation.NOTHING),
          new Scenario(
              "pod-network",
              "node-4 no longer forwards pod traffic; its host network works",
              InjectedFault.filter(lab -> lab.filter().dropPodTraffic(lab.node(4))),
              Expectation.of("node_unreachable node-4", "NetcheckNodeUnreachable{node=node-4}")),
          new Scenario(
              "scale-down",
              "node-6 is removed from the cluster, and its agents say goodbye",
              InjectedFault.of(Scenarios::takeOut, Scenarios::bringBack),
              Expectation.NOTHING),
          new Scenario(
              "scale-down-abrupt",
              "node-6 is removed without a goodbye, which looks the same as a failure",
              InjectedFault.of(
                  lab -> {
                    lab.prometheus().scrape(lab.nodes().subList(0, 5));
                    lab.fabric().cable(lab.node(6), false);
                    both(lab.node(6), (kind, node) -> lab.agents().get(kind, node).kill());
                  },
                  lab -> {
                    lab.fabric().cable(lab.node(6), true);
                    bringBack(lab);
                  }),
              Expectation.of("node_unreachable node-6", "NetcheckNodeUnreachable{node=node-6}")),
          new Scenario(
              "rolling-restart",
              "all agents restart one after the other, as in an update",
              InjectedFault.of(Scenarios::restartAll, lab -> {}),
              Expectation.NOTHING),
          new Scenario(
              "prometheus-restart",
              "Prometheus is restarted",
              InjectedFault.of(lab -> lab.prometheus().restart(), lab -> {}),
              Expectation.NOTHING),
          new Scenario(
              "clock-skew",
              "the clock of node-4 is a minute ahead",
              InjectedFault.of(
                  lab -> {
                    for (AgentKind kind : AgentKind.values()) {
                      lab.agents().get(kind, lab.node(4)).terminate();
                      lab.agents().startWithWrongClock(kind, lab.node(4));
                    }
                  },
                  lab -> restart(lab, lab.node(4))),
              Expectation.of("clock_off node-4", "NetcheckClockSkew{node=node-4}")),
          new Scenario(
              "latency",
              "answers of node-4 are delayed by 100 ms",
              InjectedFault.of(
                  lab -> lab.node(4).host().run("tc qdisc add dev eth0 root netem delay 100ms"),
                  lab -> lab.node(4).host().run("tc qdisc del dev eth0 root")),
              Expectation.of("latency_high node-4", "NetcheckLatencyHigh{node=node-4}"),
              List.of(ScenarioRequirement.netem())));

  /** An action on an agent. */
  @FunctionalInterface
  private interface Act {
    void on(AgentKind kind, LabNode node) throws IOException;
  }

  private Scenarios() {}

  public static Optional<Scenario> named(String name) {
    return ALL.stream().filter(scenario -> scenario.name().equals(name)).findFirst();
  }

  private static void both(LabNode node, Act act) throws IOException {
    for (AgentKind kind : AgentKind.values()) {
      act.on(kind, node);
    }
  }

  private static void switchOff(Lab lab) throws IOException {
    lab.fabric().cable(lab.node(4), false);
    both(lab.node(4), (kind, node) -> lab.agents().get(kind, node).kill());
  }

  private static void switchOn(Lab lab) throws IOException {
    lab.fabric().cable(lab.node(4), true);
    both(lab.node(4), lab.agents()::start);
  }

  private static void takeOut(Lab lab) throws IOException {
    // Like service discovery: an agent that terminates is no longer a target.
    lab.prometheus().scrape(lab.nodes().subList(0, 5));
    both(lab.node(6), (kind, node) -> lab.agents().get(kind, node).terminate());
  }

  private static void bringBack(Lab lab) throws IOException {
    both(lab.node(6), lab.agents()::start);
    lab.prometheus().scrape(lab.nodes());
  }

  private static void restart(Lab lab, LabNode node) throws IOException {
    both(
        node,
        (kind, where) -> {
          lab.agents().get(kind, where).terminate();
          lab.agents().start(kind, where);
        });
  }

  /** Restarts the next agent when the previous one is ready, like the rollout of a DaemonSet. */
  private static void restartAll(Lab lab) throws IOException, InterruptedException {
    for (AgentKind kind : AgentKind.values()) {
      for (LabNode node : lab.nodes()) {
        lab.agents().get(kind, node).terminate();
        lab.agents().start(kind, node);
        lab.awaitReady(kind, node);
      }
    }
  }
}
