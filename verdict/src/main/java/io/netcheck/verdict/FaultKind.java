// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The kinds of cause, the most severe first. This table is the only source of what a kind is called
 * and what it means: {@code docs/operations.md} and {@code docs/report.schema.json} are written
 * from it.
 */
@SuppressWarnings("ImmutableEnumChecker") // List.of and a record of strings never change
public enum FaultKind {
  CLUSTER_SPLIT(
      FaultSeverity.CRITICAL,
      "the cluster is split, cut off: %s",
      List.of("NetcheckClusterPartitioned", "NetcheckZonePartitioned"),
      """
      The subject is the smaller part, as a list of nodes.
      """,
      """
      The cluster is split into parts.
      Either two parts, each with at least two living nodes, have no link up between them while the links within each part are up.
      Or at least three nodes, and at least half of all nodes, became unreachable and silent at the same time.
      """,
      """
      "none of 18 links between these 3 nodes and the other 3 is up", or "3 of 6 nodes are unreachable and silent at the same time".
      """,
      """
      A switch, a route, a firewall, or a tunnel of the overlay between the parts.
      In the second case a power cut is just as likely, because both look the same from one side.
      """,
      """
      Run this on a node of each part, with the address of a node in the other part.
      $ traceroute -n NODE_IN_THE_OTHER_PART
      """),
  ZONE_CUT_OFF(
      FaultSeverity.CRITICAL,
      "zone %s is cut off",
      List.of("NetcheckZonePartitioned"),
      """
      .
      """,
      """
      .
      """,
      """
      .
      """,
      """
      .
      """,
      """
      .
      """),
  ZONE_PAIR_DOWN(
      FaultSeverity.CRITICAL,
      "zones %s cannot reach each other",
      List.of("NetcheckZonePartitioned"),
      """
      .
      """,
      """
      .
      """,
      """
      .
      """,
      """
      .
      """,
      """
      .
      """),
  NETWORK_DOWN(
      FaultSeverity.CRITICAL,
      "%s is broken everywhere",
      List.of("NetcheckNetworkDown"),
      """
      .
      """,
      """
      .
      """,
      """
      .
      """,
      """
      .
      """,
      """
      .
      """),
  NODE_UNREACHABLE(
      FaultSeverity.CRITICAL,
      "node %s is unreachable",
      List.of("NetcheckNodeUnreachable", "NetcheckPodNetworkBroken"),
      """
      The subject is the node.
      """,
      """
      At least half of the observers of the node get no answer.
      One failing observer is enough if the agent of the node is silent too.
      """,
      """
      "5 of 5 observers get no answer (timeout)", "agent host/node-4 is silent", "works in network host".
      """,
      """
      The agent is silent: power, link, or switch port.
      The agent still reports: ingress rules of the node, or the routes back to it.
      Another network still works: the network plugin on this node.
      """,
      """
      Which networks still work, and is the agent silent?
      $ curl 'http://EXPORTER:8080/report?node=NODE&links=failing'
      """),
  NODE_ISOLATED(
      FaultSeverity.CRITICAL,
      "node %s cannot reach other nodes",
      List.of("NetcheckNodeIsolated"),
      """
      The subject is the node.
      """,
      """
      The node gets no answer from at least half of its peers, while other nodes reach it.
      """,
      """
      "it gets no answer from 5 of 5 nodes (timeout)".
      """,
      """
      Egress rules or network policies of the node, its routes, or a full conntrack table.
      """,
      """
      Run this on the node.
      $ ip route; iptables -S OUTPUT; conntrack -S
      """),
  EXPORTER_BLIND(
      FaultSeverity.CRITICAL,
      "the exporter hears no agent of %s",
      List.of("NetcheckExporterBlind"),
      """
      .
      """,
      """
      .
      """,
      """
      .
      """,
      """
      .
      """,
      """
      .
      """),
  SOME_PATHS_FAILING(
      FaultSeverity.CRITICAL,
      "some of the paths fail: %s",
      List.of("NetcheckPathsFailing"),
      """
      .
      """,
      """
      .
      """,
      """
      .
      """,
      """
      .
      """,
      """
      .
      """),
  AGENT_DOWN(
      FaultSeverity.WARNING,
      "agent %s is down while its host answers",
      List.of("NetcheckAgentHeartbeatStale"),
      """
      The subject is the agent, as `kind/node`.
      """,
      """
      The host of the agent is reachable, but the agent is not running: its port refuses at least half of the observers whose links to the host are up.
      One observer is enough.
      """,
      """
      "3 of 3 observers reach the host while the agent's port refuses", "agent host/demo-4 is silent".
      """,
      """
      The process of the agent ended or restarts repeatedly.
      The network is fine.
      """,
      """
      Run this on the node.
      $ journalctl -u netcheck-agent --since -15min     # on Kubernetes: kubectl logs --previous POD
      """),
  CLIENT_MISSING(
      FaultSeverity.WARNING,
      "agent %s does not report",
      List.of("NetcheckAgentHeartbeatStale"),
      """
      The subject is the agent, as `kind/node`, or `of every node`.
      """,
      """
      The exporter received no heartbeat from this agent for 15 s, or never received one from an agent that should run.
      No fault above explains it.
      """,
      """
      "the exporter receives no heartbeat", "its peers still reach its node"; "it should run here but never reported"; "all 12 agents fell silent".
      """,
      """
      The peers still reach the node: the path from the node to the exporter is broken (DNS, routes, policies).
      Every agent fell silent: the exporter's own network is broken.
      The agent never reported: it was not scheduled, or it does not start.
      """,
      """
      Does the exporter answer from that node?
      $ curl -i http://EXPORTER:8080/-/healthy
      """),
  AGENT_STALLED(
      FaultSeverity.WARNING,
      "agent %s no longer probes",
      List.of("NetcheckProbeLoopStalled"),
      """
      The subject is the agent, as `kind/node`.
      """,
      """
      The agent sends heartbeats but no longer probes.
      Its links count as unknown.
      """,
      """
      "its heartbeats arrive, but it completes no round of probing".
      """,
      """
      The agent has too little CPU time, or a thread of the agent hangs.
      """,
      """
      Save a thread dump on the node, then restart the agent.
      $ jcmd PID Thread.print | grep -A 12 '"rounds"'
      """),
  DUPLICATE_CLIENT(
      FaultSeverity.WARNING,
      "more than one agent claims to be %s",
      List.of("NetcheckDuplicateClient"),
      """
      The subject is the identity, as `kind/node`.
      """,
      """
      Two running agents use the same identity.
      The exporter uses the agent that started last.
      """,
      """
      The address and the instance of both agents: "10.0.0.13:6100 (instance …) claims it too".
      """,
      """
      Two agents of one kind run on the node, or two nodes have the same name.
      """,
      """
      Find the two addresses in the report.
      $ ./netcheck report --url http://EXPORTER:8080
      """),
  WRONG_RESPONDER(
      FaultSeverity.WARNING,
      "another host answers instead of %s",
      List.of("NetcheckWrongResponder"),
      """
      .
      """,
      """
      .
      """,
      """
      .
      """,
      """
      .
      """,
      """
      .
      """),
  REJECTED(
      FaultSeverity.WARNING,
      "packets are rejected: %s",
      List.of("NetcheckProbesRejected"),
      """
      .
      """,
      """
      .
      """,
      """
      .
      """,
      """
      .
      """,
      """
      .
      """),
  NEW_FLOWS_FAILING(
      FaultSeverity.WARNING,
      "only new connections fail: %s",
      List.of("NetcheckNewFlowsFailing"),
      """
      .
      """,
      """
      .
      """,
      """
      .
      """,
      """
      .
      """,
      """
      .
      """),
  PROBE_BLOCKED(
      FaultSeverity.WARNING,
      "probe %s gets no answer",
      List.of("NetcheckProbeBlocked"),
      """
      The subject starts with the kind of probe (`icmp`, `udp`, `tcp` or `mtu`) and shows how far the problem reaches:

      - `icmp`: at least 95 % of the links (at least two) get no answer.
      - `icmp to NODE`: at least half of the observers of the node get no answer.
      - `icmp from NODE`: the node gets no answer from at least half of the nodes that it reaches.
      - `icmp to and from NODE`: both.
      - `icmp a -> b`: a single link that none of these explains. If there are more than 20, one fault `icmp on other links` counts the rest.
      """,
      """
      One kind of probe gets no answer on links that are up by another kind.
      A refusal counts as an answer.
      If the agent at the target is silent or refuses connections, its own port is not reported here.
      """,
      """
      "3 of 5 observers whose link to it is up get no answer to icmp", "30 links up by other probes get no answer to icmp".
      """,
      """
      A policy or a firewall that drops this kind of probe, everywhere or on the named node.
      For `mtu`, full-size packets are lost while small packets pass: check the path MTU of the interfaces, tunnels and switch ports of the named node, or of the overlay.
      """,
      """
      Run this on the node. The second command shows which size passes.
      $ nft list ruleset
      $ ping -M do -s 1472 -c 2 TARGET_ADDRESS
      """),
  MTU_BLACK_HOLE(
      FaultSeverity.WARNING,
      "full-size packets are lost: %s",
      List.of("NetcheckMtuBlackhole"),
      """
      .
      """,
      """
      .
      """,
      """
      .
      """,
      """
      .
      """,
      """
      .
      """),
  PACKET_LOSS(
      FaultSeverity.WARNING,
      "packets are lost: %s",
      List.of("NetcheckPacketLossHigh"),
      """
      .
      """,
      """
      .
      """,
      """
      .
      """,
      """
      .
      """,
      """
      .
      """),
  LATENCY_HIGH(
      FaultSeverity.WARNING,
      "round trips are slower than usual: %s",
      List.of("NetcheckLatencyHigh"),
      """
      .
      """,
      """
      .
      """,
      """
      .
      """,
      """
      .
      """,
      """
      .
      """),
  FLAPPING(
      FaultSeverity.WARNING,
      "the connection goes up and down: %s",
      List.of("NetcheckLinkFlapping"),
      """
      .
      """,
      """
      .
      """,
      """
      .
      """,
      """
      .
      """,
      """
      .
      """),
  SERVICE_FAILING(
      FaultSeverity.WARNING,
      "service %s fails",
      List.of(),
      """
      The subject is the service, or the service `from` some nodes.
      """,
      """
      Three checks of the service failed in a row.
      Without `from`, they failed for at least half of the nodes that check it.
      One node is enough.
      """,
      """
      "4 of 6 observers fail (refused)", "checked by http".
      """,
      """
      Without `from`: the service itself.
      With `from`: the path from these nodes to the service.
      """,
      """
      Do the service and its endpoints answer from that node?
      $ curl -v URL_OF_THE_SERVICE
      $ kubectl get endpointslices -l kubernetes.io/service-name=SERVICE
      """),
  DNS_FAILING(
      FaultSeverity.WARNING,
      "DNS fails: %s",
      List.of("NetcheckDNSFailing"),
      """
      The subject is a name `at` a resolver, a `resolver`, or `on node` with a node.
      """,
      """
      DNS lookups fail.
      The subject shows where: for at least half of the observers at this name, for all names of a resolver, or for all lookups on one node only.
      One observer is enough.
      """,
      """
      "6 of 6 observers fail (timeout)", "none of 2 names is answered", "every lookup from this node fails; other nodes get answers".
      """,
      """
      The name does not exist, or the resolver or its upstream servers fail.
      On one node: its DNS cache, its conntrack table, or the network plugin.
      """,
      """
      Run this on an affected node.
      $ dig +time=2 +tries=1 @RESOLVER NAME
      """),
  LINK_DOWN(
      FaultSeverity.WARNING,
      "link %s is down",
      List.of("NetcheckLinkDown", "NetcheckManyLinksDown"),
      """
      The subject is `a -> b` (one direction) or `a <-> b` (both directions).
      If there are more than 100 pairs, one fault `of other nodes` counts the rest.
      """,
      """
      A single link is down, and no larger fault explains it.
      """,
      """
      "icmp, udp, tcp get no answer (timeout)".
      """,
      """
      Both directions: the path between the two nodes.
      One direction: a packet filter or a one-way route.
      Reason `local`: the packets do not leave the source, so check its own routes and firewall.
      """,
      """
      Run this on the source node.
      $ ip route get TARGET_ADDRESS
      $ traceroute -n TARGET_ADDRESS
      """),
  CLOCK_OFF(
      FaultSeverity.WARNING,
      "the clock of node %s is wrong",
      List.of("NetcheckClockSkew"),
      """
      .
      """,
      """
      .
      """,
      """
      .
      """,
      """
      .
      """,
      """
      .
      """),
  NEVER_WORKED(
      FaultSeverity.WARNING,
      "never reached since it was first probed: %s",
      List.of("NetcheckNeverReached"),
      """
      .
      """,
      """
      .
      """,
      """
      .
      """,
      """
      .
      """,
      """
      .
      """),
  NOT_EXPLAINED(
      FaultSeverity.WARNING,
      "failures without a known cause: %s",
      List.of("NetcheckFailuresNotExplained"),
      """
      .
      """,
      """
      .
      """,
      """
      .
      """,
      """
      .
      """,
      """
      .
      """),
  JOINING(
      FaultSeverity.INFO,
      "node %s is joining",
      List.of(),
      """
      .
      """,
      """
      .
      """,
      """
      .
      """,
      """
      .
      """,
      """
      .
      """);

  private final String label = name().toLowerCase(Locale.ROOT);
  private final FaultSeverity severity;
  private final String sentence;
  private final List<String> alerts;
  private final Guide guide;

  /**
   * What the documentation says about a kind, as Markdown.
   *
   * @param subject what the subject of such a fault is
   * @param evidence examples of its evidence
   * @param check what to check first; lines that start with {@code $} are commands
   */
  public record Guide(
      String subject, String meaning, String evidence, String causes, String check) {}

  FaultKind(
      FaultSeverity severity,
      String sentence,
      List<String> alerts,
      String subject,
      String meaning,
      String evidence,
      String causes,
      String check) {
    this.severity = severity;
    this.sentence = sentence;
    this.alerts = alerts;
    this.guide = new Guide(subject, meaning, evidence, causes, check);
  }

  /** The word for this kind in labels and in the report. */
  public String label() {
    return label;
  }

  public FaultSeverity severity() {
    return severity;
  }

  /** The alerts that notify about this kind; each has a runbook of the same name. */
  public List<String> alerts() {
    return alerts;
  }

  public Guide guide() {
    return guide;
  }

  /**
   * How long a finding must last before it is a fault. A link that heals is up at the first answer,
   * while the probes that failed before come back one by one within the next second.
   */
  public Duration patience() {
    return this == PROBE_BLOCKED ? Duration.ofSeconds(2) : Duration.ZERO;
  }

  /** What is wrong with {@code subject}, as part of a sentence. */
  public String sentence(String subject) {
    return sentence.formatted(subject);
  }

  @Override
  public String toString() {
    return label;
  }
}
