// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import io.netcheck.lab.cluster.AgentProcesses;
import io.netcheck.lab.wire.PacketMatch;
import java.util.List;

/** A node or a link fails, in all networks or in one. */
final class NodeScenarios {
  static final List<Scenario> ALL =
      List.of(
          new Scenario(
              "node-off",
              "node-4 loses power: its cable is down and its agents are killed",
              InjectedFault.of(
                  lab -> NodePower.off(lab, lab.node(4)), lab -> NodePower.on(lab, lab.node(4))),
              Expectation.of("node_unreachable node-4", "NetcheckNodeUnreachable{node=node-4}")),
          new Scenario(
              "node-egress",
              "node-4 answers, but its requests to other nodes are dropped",
              InjectedFault.filter(lab ->
                  lab.filter().drop(List.of(lab.node(4)), lab.nodes(), PacketMatch.QUESTIONS)),
              Expectation.of("node_isolated node-4", "NetcheckNodeIsolated{node=node-4}")),
          new Scenario(
              "pod-network",
              "node-4 no longer forwards pod traffic; its host network works",
              InjectedFault.filter(lab -> lab.filter().dropPodTraffic(List.of(lab.node(4)))),
              Expectation.of("node_unreachable node-4", "NetcheckNodeUnreachable{node=node-4}")),
          new Scenario(
              "ipv6-node",
              "node-4 loses IPv6, and IPv4 works",
              InjectedFault.filter(lab ->
                  lab.filter().dropBetween(List.of(lab.node(4)), lab.nodes(), PacketMatch.IPV6)),
              Expectation.of("node_unreachable node-4", "NetcheckNodeUnreachable{node=node-4}")),
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
              "duplicate-address",
              "node-3 has the IPv4 address of node-4 as well, and all other nodes send there",
              InjectedFault.of(
                  lab -> lab.fabric().duplicateAddress(lab.node(3), lab.node(4)),
                  lab -> lab.fabric().endDuplicateAddress(lab.node(3), lab.node(4))),
              Expectation.of("wrong_responder node-4", "NetcheckWrongResponder{node=node-4}")),
          new Scenario(
              "redirect",
              "node-4 passes on what is sent to its agent's port over IPv4 to the agent of node-3",
              InjectedFault.of(
                  lab -> lab.fabric().redirect(lab.node(4), AgentProcesses.PORT, lab.node(3)),
                  lab -> lab.fabric().endRedirect(lab.node(4))),
              Expectation.of("wrong_responder node-4", "NetcheckWrongResponder{node=node-4}")));

  private NodeScenarios() {}
}
