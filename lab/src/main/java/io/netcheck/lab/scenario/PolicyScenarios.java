// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import io.netcheck.lab.cluster.Lab;
import io.netcheck.lab.wire.LabNode;
import io.netcheck.lab.wire.PacketMatch;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Some kinds of packets are dropped or rejected, and others pass. */
final class PolicyScenarios {
  private static final int SMALL = 1_400;

  /** At a higher speed, an exporter that starts on a busy machine is an exporter that is down. */
  private static final int SPEED_OF_EXPORTER_START = 10;

  static final List<Scenario> ALL =
      List.of(
          new Scenario(
              "icmp-blocked",
              "a policy drops ICMP echo everywhere",
              InjectedFault.filter(
                  lab -> lab.filter().drop(lab.nodes(), lab.nodes(), PacketMatch.PINGS)),
              Expectation.of("probe_blocked icmp", "NetcheckProbeBlocked")),
          new Scenario(
              "icmp-to-node",
              "a policy drops ICMP echo to node-4",
              InjectedFault.filter(
                  lab -> lab.filter().drop(lab.nodes(), List.of(lab.node(4)), PacketMatch.PINGS)),
              Expectation.of("probe_blocked icmp to node-4", "NetcheckProbeBlocked{node=node-4}")),
          new Scenario(
              "tcp-from-node",
              "a policy drops the TCP connections that node-4 opens to other nodes",
              InjectedFault.filter(lab ->
                  lab.filter().drop(List.of(lab.node(4)), lab.nodes(), PacketMatch.TCP_QUESTIONS)),
              Expectation.of("probe_blocked tcp from node-4", "NetcheckProbeBlocked{node=node-4}")),
          new Scenario(
              "udp-zones",
              "a policy drops the UDP probes between zone-a and zone-b",
              InjectedFault.filter(lab ->
                  lab.filter()
                      .dropBetween(lab.zone('a'), lab.zone('b'), PacketMatch.UDP_QUESTIONS)),
              Expectation.of(
                  "probe_blocked udp zone-a <-> zone-b",
                  "NetcheckProbeBlocked{source=zone-a,target=zone-b}")),
          new Scenario(
              "new-flows",
              "node-4 drops the first packet of each flow from other nodes, as with a full conntrack table",
              InjectedFault.filter(PolicyScenarios::dropNewFlows),
              Expectation.of("new_flows_failing node-4", "NetcheckNewFlowsFailing{node=node-4}")),
          new Scenario(
              "mtu",
              "packets above 1400 bytes to node-4 are lost",
              InjectedFault.filter(
                  lab -> lab.filter().dropArriving(lab.node(4), PacketMatch.above(SMALL))),
              Expectation.of("mtu_black_hole to node-4", "NetcheckMtuBlackhole{node=node-4}")),
          new Scenario(
              "mtu-link",
              "packets above 1400 bytes are lost between node-1 and node-3",
              InjectedFault.filter(lab ->
                  lab.filter()
                      .dropBetween(
                          List.of(lab.node(1)), List.of(lab.node(3)), PacketMatch.above(SMALL))),
              Expectation.of(
                  "mtu_black_hole node-1 <-> node-3",
                  "NetcheckMtuBlackhole{source=node-1,target=node-3}")),
          new Scenario(
              "mtu-zones",
              "packets above 1400 bytes are lost between zone-a and zone-b",
              InjectedFault.filter(lab ->
                  lab.filter().dropBetween(lab.zone('a'), lab.zone('b'), PacketMatch.above(SMALL))),
              Expectation.of(
                  "mtu_black_hole zone-a <-> zone-b",
                  "NetcheckMtuBlackhole{source=zone-a,target=zone-b}")),
          new Scenario(
              "mtu-everywhere",
              "packets above 1400 bytes are lost between all nodes",
              InjectedFault.filter(
                  lab -> lab.filter().drop(lab.nodes(), lab.nodes(), PacketMatch.above(SMALL))),
              Expectation.of("mtu_black_hole everywhere", "NetcheckMtuBlackhole")),
          new Scenario(
              "one-path",
              "one of two paths between all nodes is dead; a flow always takes the same path",
              InjectedFault.filter(lab -> lab.filter().dropOnePath(2, lab.nodes(), lab.nodes())),
              Expectation.of("some_paths_failing everywhere", "NetcheckPathsFailing")),
          new Scenario(
              "one-path-of-8",
              "one of eight paths between all nodes is dead",
              InjectedFault.filter(lab -> lab.filter().dropOnePath(8, lab.nodes(), lab.nodes())),
              Expectation.of("some_paths_failing everywhere", "NetcheckPathsFailing")),
          new Scenario(
              "one-path-zones",
              "one of two paths between zone-a and zone-b is dead",
              InjectedFault.filter(
                  lab -> lab.filter().dropOnePath(2, lab.zone('a'), lab.zone('b'))),
              Expectation.of(
                  "some_paths_failing zone-a <-> zone-b",
                  "NetcheckPathsFailing{source=zone-a,target=zone-b}")),
          new Scenario(
              "reject-target",
              "the firewall of node-4 rejects the requests of other nodes",
              InjectedFault.filter(
                  lab -> lab.filter().rejectArriving(lab.node(4), PacketMatch.QUESTIONS)),
              Expectation.of("rejected node-4", "NetcheckProbesRejected{node=node-4}")),
          new Scenario(
              "reject-udp",
              "the firewall of node-4 rejects the UDP probes of other nodes",
              InjectedFault.filter(
                  lab -> lab.filter().rejectArriving(lab.node(4), PacketMatch.UDP_QUESTIONS)),
              Expectation.of("rejected node-4", "NetcheckProbesRejected{node=node-4}")),
          new Scenario(
              "reject-source",
              "the firewall of node-1 rejects the requests of node-1 to node-3",
              InjectedFault.filter(lab ->
                  lab.filter().rejectLeaving(lab.node(1), lab.node(3), PacketMatch.QUESTIONS)),
              Expectation.of(
                  "rejected node-1 -> node-3",
                  "NetcheckProbesRejected{source=node-1,target=node-3}")),
          new Scenario(
              "reject-router",
              "node-4, which is the router of its pods, rejects requests to them",
              InjectedFault.filter(
                  lab -> lab.filter().rejectToPods(lab.node(4), PacketMatch.QUESTIONS)),
              Expectation.of("rejected node-4", "NetcheckProbesRejected{node=node-4}")),
          new Scenario(
                  "never-worked",
                  "from the start, node-5 and node-6 drop pings and requests to the port of the kubelet",
                  InjectedFault.filter(PolicyScenarios::installWithFilter),
                  new Expectation(
                      List.of("never_worked node-5, node-6"),
                      List.of("NetcheckNeverReached"),
                      List.of("joining")))
              .needing(ScenarioRequirement.speedOfAtMost(SPEED_OF_EXPORTER_START)));

  /** In this time, both directions of each flow have been seen. */
  private static final Duration FLOWS_KNOWN = Duration.ofSeconds(3);

  private PolicyScenarios() {}

  private static void dropNewFlows(Lab lab) throws IOException, InterruptedException {
    lab.filter().trackFlows(lab.node(4));
    Thread.sleep(FLOWS_KNOWN);
    lab.filter().drop(lab.nodes(), List.of(lab.node(4)), PacketMatch.NEW_FLOWS);
  }

  /** Starts exporter and agents anew behind a filter that nobody knows without it. */
  private static void installWithFilter(Lab lab) throws IOException, InterruptedException {
    for (LabNode node : lab.nodes()) {
      lab.agents().terminate(node);
    }
    for (int number : List.of(5, 6)) {
      lab.filter().dropToHost(lab.node(number), PacketMatch.PINGS_AND_KUBELET);
    }
    lab.replaceExporter();
    for (LabNode node : lab.nodes()) {
      lab.agents().start(node);
    }
  }
}
