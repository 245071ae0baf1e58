// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import io.netcheck.lab.cluster.Lab;
import io.netcheck.lab.wire.LabNode;
import io.netcheck.lab.wire.PacketMatch;
import java.io.IOException;
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
              "mtu",
              "packets above 1400 bytes to node-4 are lost",
              InjectedFault.filter(
                  lab -> lab.filter().dropArriving(lab.node(4), PacketMatch.above(SMALL))),
              Expectation.of("mtu_black_hole to node-4", "NetcheckMtuBlackhole{node=node-4}")),
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
              InjectedFault.filter(lab -> lab.filter().dropOneOfTwoPaths()),
              Expectation.of("some_paths_failing everywhere", "NetcheckPathsFailing")),
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

  private PolicyScenarios() {}

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
