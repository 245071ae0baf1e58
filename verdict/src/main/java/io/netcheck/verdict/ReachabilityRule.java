// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.ProbeKind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names the causes of links that are down. */
final class ReachabilityRule {
  private final NodeStates nodes;
  private final CellList failing;
  private final CellList working;
  private final LinkEvidence links;
  private final TargetAgent target;

  ReachabilityRule(NodeStates nodes, CellList failing, CellList working) {
    this.nodes = nodes;
    this.failing = failing;
    this.working = working;
    links = new LinkEvidence(nodes, failing, working);
    target = new TargetAgent(nodes, failing, working);
  }

  List<Draft> drafts(List<Cause> causes) {
    List<Draft> drafts = new ArrayList<>();
    AwaitedHeartbeat awaited = new AwaitedHeartbeat(nodes, failing, working, causes);
    SilentPart part = new SilentPart(nodes, failing);
    List<Cause> together = part.causes(causes);
    if (!together.isEmpty()) {
      drafts.add(part.draft(together));
    }
    for (Cause cause : causes) {
      if (!together.contains(cause)) {
        drafts.add(draft(cause, awaited));
      }
    }
    return drafts;
  }

  private Draft draft(Cause cause, AwaitedHeartbeat awaited) {
    FailureReason reason = links.reason(cause);
    if (ProbeOutcome.isClosed(reason)) {
      AgentMemory agent = unheard(cause);
      if (agent != null) {
        return closed(cause, agent, awaited);
      }
    }
    Finding finding =
        reason == FailureReason.WRONG_PEER
            ? wrongResponder(cause)
            : ProbeOutcome.isRejection(reason) ? rejected(cause) : silent(cause);
    return draft(cause, finding, awaited);
  }

  private Draft draft(Cause cause, Finding finding, AwaitedHeartbeat awaited) {
    return new Draft(finding, Draft.Failures.of(cause, failing, nodes), awaited.waitingFor(cause));
  }

  /**
   * Ports refuse, and the agent behind them was not heard since. The kernel of a host refuses both
   * UDP and TCP for an agent that is down; a reset alone may come from someone on the way.
   */
  private Draft closed(Cause cause, AgentMemory agent, AwaitedHeartbeat awaited) {
    if (!agent.isOverdue(nodes.nanos())) {
      return draft(cause, rejected(cause), awaited)
          .waitingFor("the next heartbeat of " + agent.last().id());
    }
    return isClosed(cause, ProbeKind.UDP) && isClosed(cause, ProbeKind.TCP)
        ? target.down(cause, agent)
        : draft(cause, silent(cause), awaited);
  }

  private boolean isClosed(Cause cause, ProbeKind kind) {
    return ProbeOutcome.isClosed(links.reason(cause, kind));
  }

  private @Nullable AgentMemory unheard(Cause cause) {
    Set<Plane> planes = new LinkedHashSet<>(LinkEvidence.planes(cause, Subject.FORWARD));
    planes.addAll(LinkEvidence.planes(cause, Subject.BACKWARD));
    return target.unheard(cause, planes);
  }

  private Finding silent(Cause cause) {
    return switch (cause.subject()) {
      case Subject.Everything _ -> network(cause);
      case Subject.WholeZone(int zone) -> zone(cause, zone);
      case Subject.ZonePair pair -> zones(cause, pair);
      case Subject.Part(BitSet part) -> split(cause, part);
      case Subject.OneNode(int node) -> node(cause, node);
      case Subject.NodePair pair -> link(cause, pair);
    };
  }

  private Finding rejected(Cause cause) {
    return answered(
        FaultKind.REJECTED,
        cause,
        "every probe is rejected",
        "Look for a packet filter or a policy that rejects these packets.");
  }

  private Finding wrongResponder(Cause cause) {
    return answered(
        FaultKind.WRONG_RESPONDER,
        cause,
        "another host answers",
        "Look for a duplicate address, an address translation, or a proxy that answers instead.");
  }

  /** A fault of links on which someone answers, but not the target. */
  private Finding answered(FaultKind kind, Cause cause, String what, String nextStep) {
    boolean in = cause.isDirected(Subject.FORWARD);
    String subject = Wording.subject(cause, nodes);
    Finding finding =
        finding(
            kind,
            cause,
            List.of(
                Wording.count(cause.pairs(), "pair") + " of nodes: " + what + links.because(cause)),
            List.of("a dead path: someone answers on it"),
            nextStep);
    return cause.subject() instanceof Subject.OneNode && !in
        ? finding.withSubject("from " + subject, finding.place())
        : finding;
  }

  private Finding network(Cause cause) {
    Set<Plane> planes = LinkEvidence.planes(cause, Subject.FORWARD);
    FaultScope scope = Wording.scope(planes, nodes.planesInUse(), FaultScope.ALL);
    Set<IpFamily> families = EnumSet.noneOf(IpFamily.class);
    Set<Network> networks = EnumSet.noneOf(Network.class);
    planes.forEach(plane -> {
      families.add(plane.family());
      networks.add(plane.network());
    });
    boolean allNetworks =
        nodes.planesInUse().stream().allMatch(plane -> networks.contains(plane.network()))
            && nodes.planesInUse().stream()
                .filter(plane -> families.contains(plane.family()))
                .allMatch(planes::contains);
    boolean oneFamily = !scope.family().equals(FaultScope.ALL);
    String named =
        (networks.size() == 1 ? "network " : "networks ")
            + String.join(", ", Wording.labels(networks));
    String subject =
        oneFamily
            ? Wording.family(scope.family()) + (allNetworks ? "" : " in " + named)
            : allNetworks && nodes.planesInUse().size() > 1 ? "every network" : named;
    List<String> evidence = new ArrayList<>();
    evidence.add(
        Wording.of(cause.pairs(), cause.pairs() + cause.against(), "pair", "gets", "get")
            + " no answer"
            + links.because(cause));
    links.works(planes).ifPresent(evidence::add);
    return new Finding(
        FaultKind.NETWORK_DOWN,
        FaultSeverity.CRITICAL,
        subject,
        scope,
        FaultPlace.NONE,
        1,
        cause.onsetNanos(failing),
        evidence,
        List.of("single nodes: the failures are not those of a few nodes"),
        cause.confidence(),
        oneFamily
            ? "Check the routes, the router advertisements and the packet filters of this family"
                + " on any node."
            : "Check the network plugin and its tunnels, then what was changed last for the whole"
                + " cluster.");
  }

  private Finding zone(Cause cause, int zone) {
    int silent = 0;
    BitSet targets = links.targets(cause);
    for (int node = targets.nextSetBit(0); node >= 0; node = targets.nextSetBit(node + 1)) {
      if (nodes.zone(node) == zone && nodes.isSilent(node)) {
        silent++;
      }
    }
    List<String> evidence = new ArrayList<>();
    evidence.add(
        Wording.count(cause.pairs(), "pair")
            + " of a node in the zone and a node in another one get no answer"
            + links.because(cause));
    if (silent > 0) {
      evidence.add(
          silent + " of its " + Wording.count(nodes.zoneSize(zone), "node") + " are silent");
    }
    against(cause, evidence);
    return finding(
        FaultKind.ZONE_CUT_OFF,
        cause,
        evidence,
        List.of("single nodes: all nodes of the zone are affected"),
        silent == nodes.zoneSize(zone)
            ? "Check what connects the zone to the others, then its power. From outside, a network"
                + " cut and a power cut look the same."
            : "Check what connects the zone to the others: routers, peerings, firewalls.");
  }

  private Finding zones(Cause cause, Subject.ZonePair pair) {
    List<String> evidence = new ArrayList<>();
    evidence.add(
        Wording.count(cause.pairs(), "pair")
            + " of nodes of the two zones get no answer"
            + links.because(cause));
    against(cause, evidence);
    int silent = silentZone(pair, cause.firstNanos(failing));
    if (silent != NodeStates.NO_ZONE) {
      evidence.add("the agents of " + nodes.zoneName(silent) + " are silent");
    }
    Finding finding =
        finding(
            FaultKind.ZONE_PAIR_DOWN,
            cause,
            evidence,
            List.of("one zone as a whole: other zones reach both"),
            "Check the connection of the two zones: the route, the peering, the firewall between"
                + " them.");
    return silent == NodeStates.NO_ZONE ? finding : bothWays(finding, pair);
  }

  /** From one side only, both directions look the same. */
  private Finding bothWays(Finding finding, Subject.ZonePair pair) {
    String first = nodes.zoneName(pair.first());
    String second = nodes.zoneName(pair.second());
    return finding.withSubject(
        Wording.pair(first, second, true, true), FaultPlace.pair(first, second).undirected());
  }

  /**
   * The zone of the pair of which no agent is believed, or has spoken since the failures began;
   * {@link NodeStates#NO_ZONE} if none.
   */
  private int silentZone(Subject.ZonePair pair, long sinceNanos) {
    for (int zone : new int[] {pair.first(), pair.second()}) {
      if (nodes.agents().stream()
          .filter(agent -> nodes.zone(agent.node) == zone)
          .filter(agent -> !agent.isOverdue(nodes.nanos()))
          .noneMatch(agent -> nodes.isBelieved(agent) || agent.saidNanos() >= sinceNanos)) {
        return zone;
      }
    }
    return NodeStates.NO_ZONE;
  }

  private Finding split(Cause cause, BitSet part) {
    return finding(
        FaultKind.CLUSTER_SPLIT,
        cause,
        List.of(
            "none of "
                + Wording.count(cause.pairs(), "pair")
                + " of these "
                + Wording.count(part.cardinality(), "node")
                + " and the other "
                + (nodes.known() - part.cardinality())
                + " is up",
            "within each part the links are up"),
        List.of("single nodes: the nodes of each part reach each other"),
        "Check what connects the two parts: a switch, a route, a firewall or a tunnel of the"
            + " overlay.");
  }

  private Finding node(Cause cause, int node) {
    boolean in = cause.isDirected(Subject.FORWARD);
    boolean out = cause.isDirected(Subject.BACKWARD);
    Set<Plane> planes = LinkEvidence.planes(cause, in ? Subject.FORWARD : Subject.BACKWARD);
    boolean everywhere = planes.containsAll(links.planesOf(node, in));
    boolean isolated = out && (!in || everywhere);
    List<String> evidence = new ArrayList<>();
    int observers = in ? links.sources(cause, node) : links.targets(cause).cardinality();
    int all = observers + cause.against() + cause.pending();
    if (isolated && !in) {
      evidence.add(
          "it gets no answer from "
              + observers
              + " of "
              + Wording.count(all, "node")
              + links.because(cause));
      evidence.add("other nodes reach it");
    } else {
      evidence.add(
          Wording.of(observers, all, "observer", "gets", "get")
              + " no answer"
              + links.because(cause));
      if (isolated) {
        evidence.add("its heartbeats arrive, and say that it reaches nobody");
      }
    }
    links.works(planes, node).ifPresent(evidence::add);
    for (AgentKind kind : AgentKind.values()) {
      if (nodes.agent(node, kind) != null && nodes.isSilent(node, kind)) {
        evidence.add("agent " + kind.label() + "/" + nodes.name(node) + " is silent");
      }
    }
    FaultScope scope = Wording.scope(planes, links.planesOf(node, in), FaultScope.ALL);
    return new Finding(
        isolated ? FaultKind.NODE_ISOLATED : FaultKind.NODE_UNREACHABLE,
        FaultSeverity.CRITICAL,
        nodes.name(node),
        scope,
        Wording.place(cause, nodes),
        1,
        cause.onsetNanos(failing),
        evidence,
        List.of(
            "single links: "
                + Wording.count(cause.pairs(), "link")
                + " of this node would have to fail at once"),
        cause.confidence(),
        nodeStep(node, isolated, in, everywhere));
  }

  private String nodeStep(int node, boolean isolated, boolean in, boolean everywhere) {
    if (isolated) {
      return in
          ? "Check the node's connection to the other nodes: its switch port, its routes, its"
              + " packet filter. The exporter still hears it."
          : "Check the node's egress rules and routes. Other nodes reach it, but its own probes get"
              + " no answer.";
    }
    if (!everywhere) {
      return "The node answers otherwise. Check the network plugin, the routes and the addresses"
          + " of this network on the node.";
    }
    return nodes.isSilent(node)
        ? "Check whether the node is powered on, then its link and its switch port."
        : "Check the node's ingress rules and the routes to it.";
  }

  private Finding link(Cause cause, Subject.NodePair pair) {
    List<String> evidence = new ArrayList<>();
    evidence.add(links.probes(cause) + " get no answer" + links.because(cause));
    int others = 0;
    for (int cell = 0; cell < working.size(); cell++) {
      if (working.target(cell) == pair.first() || working.target(cell) == pair.second()) {
        others++;
      }
    }
    if (others > 0) {
      evidence.add(Wording.count(others, "other link") + " to the two nodes are up");
    }
    return finding(
        FaultKind.LINK_DOWN,
        cause,
        evidence,
        others > 0 ? List.of("one of the nodes: others reach both") : List.of(),
        cause.isDirected(Subject.FORWARD) && cause.isDirected(Subject.BACKWARD)
            ? "Trace the path between the two nodes from both ends."
            : "Check for a packet filter or a one-way route on the path from the source to the"
                + " target.");
  }

  private Finding finding(
      FaultKind kind, Cause cause, List<String> evidence, List<String> ruledOut, String nextStep) {
    Set<Plane> planes = new LinkedHashSet<>(LinkEvidence.planes(cause, Subject.FORWARD));
    planes.addAll(LinkEvidence.planes(cause, Subject.BACKWARD));
    return new Finding(
        kind,
        kind.severity(),
        Wording.subject(cause, nodes),
        Wording.scope(planes, nodes.planesInUse(), FaultScope.ALL),
        Wording.place(cause, nodes),
        1,
        cause.onsetNanos(failing),
        evidence,
        ruledOut,
        cause.confidence(),
        nextStep);
  }

  private static void against(Cause cause, List<String> evidence) {
    if (cause.against() > 0) {
      evidence.add(
          "against it: "
              + Wording.count(cause.against(), "such pair")
              + (cause.against() == 1 ? " works" : " work"));
    }
  }
}
