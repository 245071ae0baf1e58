// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Names the causes of links that are down. */
@SuppressWarnings("EnumOrdinal") // layers, never stored or sent
final class ReachabilityRule {
  /** So many nodes that fall silent at once, if they are also this share, have one cause. */
  static final int FEWEST_CUT_OFF = 3;

  static final int SHARE_CUT_OFF = 3;
  private static final long AT_ONCE = 3_000_000_000L;

  /** Probes are lost for this long before their link is reported as down. */
  private static final long TO_NOTICE = 3_200_000_000L;

  private final NodeStates nodes;
  private final CellList failing;
  private final CellList working;
  private final Set<Plane> inUse;

  ReachabilityRule(NodeStates nodes, CellList failing, CellList working, Set<Plane> inUse) {
    this.nodes = nodes;
    this.failing = failing;
    this.working = working;
    this.inUse = inUse;
  }

  List<Draft> drafts(List<Cause> causes) {
    List<Draft> drafts = new ArrayList<>();
    List<Cause> cutOff = cutOff(causes);
    if (!cutOff.isEmpty()) {
      drafts.add(together(cutOff));
    }
    for (Cause cause : causes) {
      if (!cutOff.contains(cause)) {
        drafts.add(draft(cause));
      }
    }
    return drafts;
  }

  /** Nodes that became unreachable and silent at once: more likely one cause than many. */
  private List<Cause> cutOff(List<Cause> causes) {
    List<Cause> silent =
        causes.stream()
            .filter(cause ->
                cause.subject() instanceof Subject.OneNode(int node) && nodes.isSilent(node))
            .filter(cause -> cause.isDirected(Subject.FORWARD))
            .toList();
    if (silent.size() < FEWEST_CUT_OFF || SHARE_CUT_OFF * silent.size() < nodes.known()) {
      return List.of();
    }
    long first = silent.stream().mapToLong(cause -> cause.firstNanos(failing)).min().orElse(0);
    List<Cause> together =
        silent.stream().filter(cause -> cause.firstNanos(failing) - first < AT_ONCE).toList();
    return together.size() < FEWEST_CUT_OFF || SHARE_CUT_OFF * together.size() < nodes.known()
        ? List.of()
        : together;
  }

  private Draft together(List<Cause> causes) {
    BitSet part = new BitSet();
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (Cause cause : causes) {
      if (cause.subject() instanceof Subject.OneNode(int node)) {
        part.set(node);
      }
      first = Math.min(first, cause.firstNanos(failing));
      last = Math.max(last, cause.lastNanos(failing));
    }
    int zone = nodes.zone(part.nextSetBit(0));
    boolean wholeZone =
        zone != NodeStates.NO_ZONE
            && part.stream().allMatch(node -> nodes.zone(node) == zone)
            && nodes.zoneSize(zone) == part.cardinality();
    BitSet smaller = new BitSet();
    if (2 * part.cardinality() > nodes.known()) {
      for (int node = 0; node < nodes.size(); node++) {
        smaller.set(node, nodes.isKnown(node) && !part.get(node));
      }
    } else {
      smaller.or(part);
    }
    String subject =
        wholeZone
            ? nodes.zoneName(zone)
            : Wording.names(smaller.stream().mapToObj(nodes::name).sorted().toList());
    List<String> evidence =
        List.of(
            part.cardinality()
                + " of "
                + Wording.count(nodes.known(), "node")
                + " became unreachable and silent at the same time");
    Subject whole = new Subject.Part(part);
    int[] links =
        causes.stream()
            .flatMapToInt(cause -> Arrays.stream(Draft.Failures.of(cause, failing, nodes).links()))
            .toArray();
    return new Draft(
        new Finding(
            wholeZone ? FaultKind.ZONE_CUT_OFF : FaultKind.CLUSTER_SPLIT,
            FaultSeverity.CRITICAL,
            subject,
            FaultScope.ANY,
            wholeZone ? FaultPlace.zone(nodes.zoneName(zone)) : FaultPlace.NONE,
            1,
            first - TO_NOTICE,
            evidence,
            List.of(
                "single nodes: "
                    + part.cardinality()
                    + " of them would have to fail within "
                    + AT_ONCE / 1_000_000_000L
                    + " s"),
            0.9,
            "Check what connects these nodes to the rest, then their power. From this side, a"
                + " network cut and a power cut look the same."),
        new Draft.Failures(
            first,
            last,
            true,
            links,
            (source, target) -> whole.direction(source, target, nodes) != Subject.NONE),
        "");
  }

  private Draft draft(Cause cause) {
    FailureReason reason = reason(cause);
    boolean rejected = ProbeOutcome.isClosed(reason) || reason == FailureReason.REJECTED;
    Finding finding =
        rejected
            ? rejected(cause, reason)
            : switch (cause.subject()) {
              case Subject.Everything _ -> network(cause);
              case Subject.WholeZone(int zone) -> zone(cause, zone);
              case Subject.ZonePair pair -> zones(cause, pair);
              case Subject.Part(BitSet part) -> split(cause, part);
              case Subject.OneNode(int node) -> node(cause, node);
              case Subject.NodePair pair -> link(cause, pair);
            };
    return new Draft(finding, Draft.Failures.of(cause, failing, nodes), waitingFor(cause));
  }

  /** With one observer only, the target's own heartbeat tells a dead node from a dead link. */
  private String waitingFor(Cause cause) {
    if (cause.subject() instanceof Subject.ZonePair pair) {
      return waitingFor(cause, pair);
    }
    if (!(cause.subject() instanceof Subject.NodePair(int first, int second))) {
      return "";
    }
    boolean forward = cause.isDirected(Subject.FORWARD);
    boolean backward = cause.isDirected(Subject.BACKWARD);
    if (forward && backward) {
      return "";
    }
    int target = forward ? second : first;
    long since = cause.firstNanos(failing);
    if (nodes.isHeardSince(target, since)) {
      return "";
    }
    for (int cell = 0; cell < working.size(); cell++) {
      if (working.target(cell) == target) {
        return "";
      }
    }
    return "the next heartbeat of " + nodes.name(target);
  }

  /** One zone that has not been heard since may be cut off in both directions. */
  private String waitingFor(Cause cause, Subject.ZonePair pair) {
    boolean forward = cause.isDirected(Subject.FORWARD);
    if (forward && cause.isDirected(Subject.BACKWARD)) {
      return "";
    }
    int zone = forward ? pair.second() : pair.first();
    long since = cause.firstNanos(failing);
    boolean silent = true;
    for (AgentMemory agent : nodes.agents()) {
      if (nodes.zone(agent.node) == zone) {
        if (agent.last().heardNanos() >= since) {
          return "";
        }
        silent &= agent.isOverdue(nodes.nanos());
      }
    }
    return silent ? "" : "the next heartbeat from " + nodes.zoneName(zone);
  }

  private Finding rejected(Cause cause, FailureReason reason) {
    boolean in = cause.isDirected(Subject.FORWARD);
    String subject = Wording.subject(cause, nodes);
    Finding finding =
        finding(
            FaultKind.REJECTED,
            cause,
            List.of(
                Wording.count(cause.pairs(), "pair")
                    + " of nodes: every probe is rejected ("
                    + reason.label()
                    + ")"),
            List.of("a dead path: someone answers on it"),
            "Look for a packet filter or a policy that rejects these packets.");
    return cause.subject() instanceof Subject.OneNode && !in
        ? finding.withSubject("from " + subject, finding.place())
        : finding;
  }

  private Finding network(Cause cause) {
    Set<Plane> planes = planes(cause, Subject.FORWARD);
    FaultScope scope = Wording.scope(planes, inUse, FaultScope.ALL);
    Set<IpFamily> families = EnumSet.noneOf(IpFamily.class);
    Set<Network> networks = EnumSet.noneOf(Network.class);
    planes.forEach(plane -> {
      families.add(plane.family());
      networks.add(plane.network());
    });
    boolean allNetworks =
        inUse.stream().allMatch(plane -> networks.contains(plane.network()))
            && inUse.stream()
                .filter(plane -> families.contains(plane.family()))
                .allMatch(planes::contains);
    boolean oneFamily = !scope.family().equals(FaultScope.ALL);
    String named =
        (networks.size() == 1 ? "network " : "networks ")
            + String.join(", ", Wording.labels(networks));
    String subject =
        oneFamily
            ? Wording.family(scope.family()) + (allNetworks ? "" : " in " + named)
            : allNetworks && inUse.size() > 1 ? "every network" : named;
    List<String> evidence = new ArrayList<>();
    evidence.add(
        Wording.of(cause.pairs(), cause.pairs() + cause.against(), "pair", "gets", "get")
            + " no answer"
            + because(cause));
    works(planes).ifPresent(evidence::add);
    return new Finding(
        FaultKind.NETWORK_DOWN,
        FaultSeverity.CRITICAL,
        subject,
        scope,
        FaultPlace.NONE,
        1,
        onset(cause),
        evidence,
        List.of("single nodes: the failures are not those of a few nodes"),
        confidence(cause),
        oneFamily
            ? "Check the routes, the router advertisements and the packet filters of this family"
                + " on any node."
            : "Check the network plugin and its tunnels, then what was changed last for the whole"
                + " cluster.");
  }

  private Finding zone(Cause cause, int zone) {
    int silent = 0;
    BitSet targets = targets(cause);
    for (int node = targets.nextSetBit(0); node >= 0; node = targets.nextSetBit(node + 1)) {
      if (nodes.zone(node) == zone && nodes.isSilent(node)) {
        silent++;
      }
    }
    List<String> evidence = new ArrayList<>();
    evidence.add(
        Wording.count(cause.pairs(), "pair")
            + " of a node in the zone and a node in another one get no answer"
            + because(cause));
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
            + because(cause));
    against(cause, evidence);
    int silent = silentZone(pair);
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

  /** The zone of the pair of which no agent is believed; {@link NodeStates#NO_ZONE} if none. */
  private int silentZone(Subject.ZonePair pair) {
    for (int zone : new int[] {pair.first(), pair.second()}) {
      if (nodes.agents().stream()
          .filter(agent -> nodes.zone(agent.node) == zone)
          .noneMatch(agent -> nodes.isBelieved(agent) && !agent.isOverdue(nodes.nanos()))) {
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
    Set<Plane> planes = planes(cause, in ? Subject.FORWARD : Subject.BACKWARD);
    boolean everywhere = planes.containsAll(planesOf(node, in));
    boolean isolated = out && (!in || everywhere);
    List<String> evidence = new ArrayList<>();
    int observers = in ? sources(cause, node) : targets(cause).cardinality();
    int all = observers + cause.against() + cause.pending();
    if (isolated && !in) {
      evidence.add(
          "it gets no answer from "
              + observers
              + " of "
              + Wording.count(all, "node")
              + because(cause));
      evidence.add("other nodes reach it");
    } else {
      evidence.add(
          Wording.of(observers, all, "observer", "gets", "get") + " no answer" + because(cause));
      if (isolated) {
        evidence.add("its heartbeats arrive, and say that it reaches nobody");
      }
    }
    works(planes, node).ifPresent(evidence::add);
    for (AgentKind kind : AgentKind.values()) {
      if (nodes.agent(node, kind) != null && nodes.isSilent(node, kind)) {
        evidence.add("agent " + kind.label() + "/" + nodes.name(node) + " is silent");
      }
    }
    FaultScope scope = Wording.scope(planes, planesOf(node, in), FaultScope.ALL);
    return new Finding(
        isolated ? FaultKind.NODE_ISOLATED : FaultKind.NODE_UNREACHABLE,
        FaultSeverity.CRITICAL,
        nodes.name(node),
        scope,
        Wording.place(cause, nodes),
        1,
        onset(cause),
        evidence,
        List.of(
            "single links: "
                + Wording.count(cause.pairs(), "link")
                + " of this node would have to fail at once"),
        confidence(cause),
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
    evidence.add(probes(cause) + " get no answer" + because(cause));
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
    Set<Plane> planes = new LinkedHashSet<>(planes(cause, Subject.FORWARD));
    planes.addAll(planes(cause, Subject.BACKWARD));
    return new Finding(
        kind,
        kind.severity(),
        Wording.subject(cause, nodes),
        Wording.scope(planes, inUse, FaultScope.ALL),
        Wording.place(cause, nodes),
        1,
        onset(cause),
        evidence,
        ruledOut,
        confidence(cause),
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

  private long onset(Cause cause) {
    return cause.firstNanos(failing) - TO_NOTICE;
  }

  /** A cause that explains many pairs is hardly wrong; one that is contradicted may be. */
  static double confidence(Cause cause) {
    double sure = 1 - 0.1 / (1 + cause.pairs());
    return sure - 0.1 * cause.against() / (cause.pairs() + cause.against());
  }

  private int sources(Cause cause, int node) {
    BitSet sources = new BitSet();
    for (int cell : cause.cells()) {
      if (failing.target(cell) == node) {
        sources.set(failing.source(cell));
      }
    }
    return sources.cardinality();
  }

  private BitSet targets(Cause cause) {
    BitSet targets = new BitSet();
    for (int cell : cause.cells()) {
      targets.set(failing.target(cell));
    }
    return targets;
  }

  private static Set<Plane> planes(Cause cause, int direction) {
    Set<Plane> planes = new LinkedHashSet<>();
    for (int code = 0; code < Plane.ALL.size(); code++) {
      if (cause.has(code, direction)) {
        planes.add(Plane.ALL.get(code));
      }
    }
    return planes;
  }

  /** The planes in which the node is measured. */
  private Set<Plane> planesOf(int node, boolean in) {
    Set<Plane> planes = new LinkedHashSet<>();
    for (CellList cells : List.of(failing, working)) {
      for (int cell = 0; cell < cells.size(); cell++) {
        if ((in ? cells.target(cell) : cells.source(cell)) == node) {
          planes.add(Plane.ALL.get(cells.layer(cell)));
        }
      }
    }
    return planes;
  }

  private Optional<String> works(Set<Plane> planes) {
    return worksIn(inUse, planes);
  }

  private Optional<String> works(Set<Plane> planes, int node) {
    return worksIn(planesOf(node, true), planes);
  }

  private static Optional<String> worksIn(Set<Plane> measured, Set<Plane> failing) {
    Set<String> networks = new LinkedHashSet<>();
    Set<String> families = new TreeSet<>();
    for (Plane plane : measured) {
      if (!failing.contains(plane)) {
        if (failing.stream().noneMatch(other -> other.network() == plane.network())) {
          networks.add(plane.network().label());
        } else {
          families.add(Wording.family(plane.family().label()));
        }
      }
    }
    if (!networks.isEmpty()) {
      return Optional.of("works in network " + String.join(", ", networks));
    }
    return families.isEmpty()
        ? Optional.empty()
        : Optional.of("works over " + String.join(", ", families));
  }

  /** The kinds of probe that are used on the first of its links. */
  private String probes(Cause cause) {
    int cell = cause.cells()[0];
    PlaneCells cells = cells(cell);
    if (cells == null) {
      return "probes";
    }
    List<String> kinds = new ArrayList<>();
    for (int probe = 0; probe < PlaneCells.KINDS.length; probe++) {
      ProbeCells column = cells.probes[probe];
      if (column != null && column.isDown(failing.row(cell))) {
        kinds.add(PlaneCells.KINDS[probe].label());
      }
    }
    return kinds.isEmpty() ? "probes" : String.join(", ", kinds);
  }

  private @Nullable PlaneCells cells(int cell) {
    Plane plane = Plane.ALL.get(failing.layer(cell));
    AgentMemory agent = nodes.agent(failing.source(cell), Plane.agents(plane.network()));
    return agent == null ? null : agent.planes[plane.code()];
  }

  private String because(Cause cause) {
    return " (" + reason(cause).label() + ")";
  }

  /** The most frequent reason of the failures. */
  private FailureReason reason(Cause cause) {
    Map<FailureReason, Integer> reasons = new EnumMap<>(FailureReason.class);
    for (int cell : cause.cells()) {
      PlaneCells cells = cells(cell);
      if (cells != null) {
        for (ProbeCells column : cells.probes) {
          if (column != null && column.isDown(failing.row(cell))) {
            FailureReason reason = column.reason(failing.row(cell));
            reasons.merge(reason, ProbeOutcome.weight(reason), Integer::sum);
          }
        }
      }
    }
    return reasons.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(FailureReason.TIMEOUT);
  }
}
