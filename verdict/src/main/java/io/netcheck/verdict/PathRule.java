// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.FailingPorts;
import io.netcheck.protocol.ProbeKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Names places where some of several parallel paths lose everything. A router picks the path by the
 * flow: so one ping, which is always the same flow, is lost always or never, while TCP connections,
 * each of them a new flow, are lost now and then. Loss by chance would lose some of both.
 *
 * <p>Agents also say which source ports of theirs always fail. If one of many paths is dead, only
 * that tells it from loss.
 */
@SuppressWarnings("EnumOrdinal") // indexes of arrays that live as long as this object
final class PathRule {
  /** In nats: chance does it once in some hundred thousand times. */
  private static final double CERTAIN = 12;

  /** In nats, what raises a suspicion. */
  private static final double SUSPICION = 2;

  /** Fewer lost connections are not enough to see a rate. */
  private static final double SEVERAL_LOST = 5;

  /** A link that would show no sign with this probability does not contradict a dead path. */
  private static final double NO_SIGN = 0.05;

  /** In nats, how much less likely several causes in one place are than one. */
  private static final double COINCIDENCE = 8;

  /** In nats: a link of which this speaks does not lose some of its paths. */
  private static final double REFUTED = -2;

  /** In this time, a link with dead paths loses something. */
  private static final long SEVERAL = 4_000_000_000L;

  /** After this time, each agent has reported that. */
  private static final long ROUND = 8_000_000_000L;

  /** After this time, a dead path of eight has shown on all links. */
  private static final long LONGEST_WAIT = 25_000_000_000L;

  private static final long LONG_AGO = Long.MIN_VALUE / 2;

  private final NodeStates nodes;
  private final FlowMemory flows;
  private final List<Draft> suspected = new ArrayList<>();
  private final List<Draft> noChance = new ArrayList<>();

  /** Source ports that fail, by link and plane. */
  private final Map<Long, Map<Plane, FailingPorts>> failingPorts = new HashMap<>();

  /** The share of the paths that is dead where agents name ports that fail; else 0. */
  private final double deadShare;

  PathRule(NodeStates nodes, FlowMemory flows) {
    this.nodes = nodes;
    this.flows = flows;
    PortEvidence ports = new PortEvidence();
    for (ObservedPlane observed : nodes.observedPlanes(AgentTrait.PORTS_FAIL)) {
      observed.cells().failingPorts().forEach(failing -> ports.add(failing, ""));
    }
    deadShare = ports.share();
  }

  /**
   * @param counts whether the failures of an agent's results about a node count
   * @param shown dead paths that are shown
   */
  List<Draft> drafts(BiPredicate<AgentMemory, Integer> counts, List<Draft> shown) {
    return flows.isEmpty() && deadShare == 0 ? List.of() : seen(counts, shown);
  }

  /**
   * Dead paths that are shown and that {@link #drafts} does not see now: they stay as long as their
   * links lose more connections than chance explains, and not all of them.
   */
  List<Draft> kept(List<Draft> drafts, List<Draft> shown) {
    return shown.stream()
        .filter(before ->
            drafts.stream().noneMatch(draft -> overlap(draft, before)) && isLosing(before))
        .toList();
  }

  private static boolean overlap(Draft one, Draft other) {
    return one.failures().isMostlyIn(other.failures())
        || other.failures().isMostlyIn(one.failures());
  }

  private boolean isLosing(Draft draft) {
    List<FlowCounts> links = new ArrayList<>();
    for (long pair : draft.failures().pairs()) {
      links.addAll(believed(PairKey.first(pair), PairKey.second(pair)));
    }
    double overChance = links.stream().mapToDouble(FlowCounts::overChance).sum();
    long late = links.stream().mapToInt(FlowCounts::lateConnections).sum();
    long lost = links.stream().mapToInt(FlowCounts::lateLostConnections).sum();
    return overChance > 0 && lost < late && !HealedPaths.areHealed(links);
  }

  /** The links of one node to another, as far as the agents at both ends are well. */
  private List<FlowCounts> believed(int source, int target) {
    List<FlowCounts> links = new ArrayList<>();
    for (Plane plane : Plane.ALL) {
      AgentKind kind = Plane.agents(plane.network());
      AgentMemory agent = nodes.agent(source, kind);
      FlowCounts link = flows.of(plane.code(), source, target);
      if (link != null
          && agent != null
          && nodes.isBelieved(agent)
          && !agent.isOverdue(nodes.nanos())
          && nodes.isExpected(target, kind)) {
        links.add(link);
      }
    }
    return links;
  }

  /** The links of one node to another of which some flows are lost. */
  private List<FlowCounts> links(int source, int target) {
    List<FlowCounts> links = new ArrayList<>();
    for (Plane plane : Plane.ALL) {
      FlowCounts link = flows.of(plane.code(), source, target);
      if (link != null) {
        links.add(link);
      }
    }
    return links;
  }

  private List<Draft> seen(BiPredicate<AgentMemory, Integer> counts, List<Draft> shown) {
    LinkCells.Gathered gathered = new LinkCells.Gathered(counts);
    Set<Long> known = new HashSet<>();
    for (Plane plane : Plane.ALL) {
      flows.suspects(
          plane.code(),
          (source, target, since) -> gatherFailing(plane, source, target, since, gathered, known));
    }
    nodes
        .observedPlanes(AgentTrait.PORTS_FAIL)
        .forEach(observed -> gatherPorts(observed, gathered, known));
    if (gathered.failing.size() == 0) {
      return List.of();
    }
    // Not the first loss, which may have been by chance.
    gatherWorking(gathered, known, gathered.failing.medianNanos() + SEVERAL);
    List<Draft> drafts = new ArrayList<>();
    CoverSearch search =
        new CoverSearch(1, gathered, LinkCells.Gathered.UNDECIDED + 1, nodes, List.of());
    WiderPaths wider = new WiderPaths(nodes, flows, gathered.failing);
    for (Cause cause : search.causes()) {
      Evidence evidence = evidence(cause, gathered.failing);
      Draft draft =
          Draft.of(
              finding(cause, gathered.failing),
              Draft.Failures.of(cause, gathered.failing, nodes).settled());
      if (evidence.least() > SUSPICION) {
        suspected.add(draft);
      }
      if (evidence.overLoss() > CERTAIN) {
        noChance.add(draft);
      }
      if (evidence.isSure()) {
        long age = nodes.nanos() - gathered.failing.medianNanos(cause.cells());
        drafts.add(
            age < ROUND
                    || (age < LONGEST_WAIT
                        && shown.stream().noneMatch(before -> before.key().equals(draft.key()))
                        && wider.arePossible(cause))
                ? draft.waitingFor("more reports")
                : draft);
      }
    }
    return largest(drafts);
  }

  /** A network in which little is known yet looks like a smaller cause within the same one. */
  private static List<Draft> largest(List<Draft> drafts) {
    return drafts.stream()
        .filter(draft ->
            drafts.stream()
                .noneMatch(other ->
                    !other.key().equals(draft.key())
                        && draft.failures().links().length < other.failures().links().length
                        && draft.failures().isWithin(other.failures())))
        .toList();
  }

  /** What is, or may turn out to be, some of several paths: known after {@link #drafts}. */
  List<Draft> suspected() {
    return List.copyOf(suspected);
  }

  /** What is certainly no loss by chance. */
  List<Draft> noChance() {
    return List.copyOf(noChance);
  }

  /** Gathers a pair of nodes, of which any link is enough: dead paths are rarely of one network. */
  private void gatherFailing(
      Plane plane,
      int source,
      int target,
      long sinceNanos,
      LinkCells.Gathered gathered,
      Set<Long> known) {
    AgentKind kind = Plane.agents(plane.network());
    AgentMemory agent = nodes.agent(source, kind);
    if (agent != null
        && agent.planes[plane.code()] != null
        && nodes.isBelieved(agent)
        && target != source
        && nodes.isExpected(target, kind)
        && known.add(PairKey.directed(source, target))) {
      gathered.fails(0, agent, target, -1, sinceNanos);
    }
  }

  /** Gathers links of which the agent names ports: only when it has seen them fail for long. */
  private void gatherPorts(ObservedPlane observed, LinkCells.Gathered gathered, Set<Long> known) {
    AgentMemory agent = observed.agent();
    for (FailingPorts ports : observed.cells().failingPorts()) {
      if (isMeasured(observed, ports.row())) {
        int target = observed.cells().targets[ports.row()];
        long pair = PairKey.directed(agent.node, target);
        failingPorts.computeIfAbsent(pair, _ -> new HashMap<>()).put(observed.plane(), ports);
        if (known.add(pair)) {
          gathered.fails(0, agent, target, ports.row(), LONG_AGO);
        }
      }
    }
  }

  /**
   * Gathers pairs of nodes of which no link loses anything.
   *
   * @param known the pairs that are gathered already
   * @param reported what was said before this time does not tell
   */
  private void gatherWorking(LinkCells.Gathered gathered, Set<Long> known, long reported) {
    for (ObservedPlane observed : nodes.observedPlanes()) {
      AgentMemory agent = observed.agent();
      for (int row = 0; row < observed.cells().rows(); row++) {
        int target = observed.cells().targets[row];
        FlowCounts link = flow(observed, row);
        if (agent.saidNanos() >= reported
            && observed.cells().isUp(row)
            && isMeasured(observed, row)
            && (link == null || link.overChance() < REFUTED)
            && known.add(PairKey.directed(agent.node, target))) {
          if (wouldShow(observed.cells(), row)) {
            gathered.works(0, agent, target);
          } else {
            gathered.undecided(0, agent, target);
          }
        }
      }
    }
  }

  /** Whether a link without loss would have lost a connection by now, if it had dead paths. */
  private boolean wouldShow(PlaneCells cells, int row) {
    ProbeCells tcp = cells.probes[ProbeKind.TCP.ordinal()];
    return deadShare > 0 && tcp != null && Math.pow(1 - deadShare, tcp.attempts(row)) < NO_SIGN;
  }

  private boolean isMeasured(ObservedPlane observed, int row) {
    int target = observed.cells().targets[row];
    return target != observed.agent().node && nodes.isExpected(target, observed.targets());
  }

  private @Nullable FlowCounts flow(ObservedPlane observed, int row) {
    return flows.of(observed.plane().code(), observed.agent().node, observed.cells().targets[row]);
  }

  /**
   * In nats, what speaks for dead paths.
   *
   * @param chance against loss by chance
   * @param connections against loss of nothing but connections
   * @param kinds against several causes, of which each takes one kind of probe
   * @param lost how many connections are lost
   * @param ports how many source ports fail
   */
  private record Evidence(double chance, double connections, double kinds, double lost, int ports) {
    double least() {
      return kinds > 0 ? overLoss() : 0;
    }

    double overLoss() {
      return Math.min(chance, connections);
    }

    boolean isSure() {
      return ports > 0 || (least() > CERTAIN && lost >= SEVERAL_LOST);
    }
  }

  private Evidence evidence(Cause cause, CellList failing) {
    double chance = 0;
    double connections = 0;
    double paths = 0;
    int ports = 0;
    FlowCounts all = new FlowCounts(nodes.nanos());
    List<FlowCounts> links = new ArrayList<>();
    for (int cell : cause.cells()) {
      for (FlowCounts link : links(failing.source(cell), failing.target(cell))) {
        links.add(link);
        if (link.isMixed()) {
          chance += link.overChance();
          connections += link.overConnections();
          paths += link.byPaths();
          all.include(link);
        }
      }
      ports += ports(cell, failing).values().stream().mapToInt(FailingPorts::failing).sum();
    }
    return new Evidence(
        chance,
        connections,
        COINCIDENCE + paths - all.byKinds(),
        all.lostConnections(),
        HealedPaths.areHealed(links) ? 0 : ports);
  }

  private Map<Plane, FailingPorts> ports(int cell, CellList failing) {
    return failingPorts.getOrDefault(
        PairKey.directed(failing.source(cell), failing.target(cell)), Map.of());
  }

  /** The planes in which it shows. */
  private Set<Plane> planes(Cause cause, CellList failing) {
    Set<Plane> planes = new LinkedHashSet<>();
    for (int cell : cause.cells()) {
      for (Plane plane : Plane.ALL) {
        FlowCounts link = flows.of(plane.code(), failing.source(cell), failing.target(cell));
        if (link != null && link.isSuspect()) {
          planes.add(plane);
        }
      }
      planes.addAll(ports(cell, failing).keySet());
    }
    return planes;
  }

  private PortEvidence portEvidence(Cause cause, CellList failing) {
    PortEvidence evidence = new PortEvidence();
    for (int cell : cause.cells()) {
      int source = failing.source(cell);
      int target = failing.target(cell);
      String link = Wording.pair(nodes.name(source), nodes.name(target), true, false);
      ports(cell, failing)
          .forEach((plane, ports) -> {
            evidence.add(ports, link);
            FlowCounts counts = flows.of(plane.code(), source, target);
            if (counts != null) {
              evidence.addConnections(counts.connections(), counts.lostConnections());
            }
          });
    }
    return evidence;
  }

  private Finding finding(Cause cause, CellList failing) {
    Cause both = Wording.bothWays(cause.subject());
    List<String> evidence = new ArrayList<>();
    evidence.add(
        "on "
            + Wording.count(cause.pairs(), "pair")
            + " of nodes some flows are always lost and others never");
    portEvidence(cause, failing).words().ifPresent(evidence::add);
    return new Finding(
        FaultKind.SOME_PATHS_FAILING,
        FaultKind.SOME_PATHS_FAILING.severity(),
        Wording.subject(both, nodes),
        Wording.scope(planes(cause, failing), nodes.planesInUse(), FaultScope.ALL),
        Wording.place(both, nodes),
        0.5,
        0,
        evidence,
        List.of("loss by chance: it would lose some packets of every flow"),
        0.95,
        "Look for the dead one among parallel paths: a spine, a member of a bundle, a next hop.");
  }
}
