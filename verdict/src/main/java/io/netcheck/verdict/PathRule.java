// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.FailingPorts;
import io.netcheck.protocol.ProbeKind;
import java.util.ArrayList;
import java.util.List;

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
  private static final int ICMP = ProbeKind.ICMP.ordinal();
  private static final int TCP = ProbeKind.TCP.ordinal();
  private static final double SOME = 0.2;
  private static final double NONE = 0.05;

  /** In nats: chance does it once in some millions. */
  private static final double CHANCE = 16;

  /** Of that, what the pings that are always lost must bring: TCP alone may lose some as well. */
  private static final double CHANCE_OF_PINGS = 6;

  /** What one failing port brings, and the others that are answered: the agent ruled out chance. */
  private static final double CHANCE_OF_PORTS = 10;

  /** A link that would show no sign with this probability does not contradict a dead path. */
  private static final double NO_SIGN = 0.05;

  /** What raises a suspicion, of lost pings and of answered ones. */
  private static final double SUSPICION = 4;

  private final NodeStates nodes;
  private final List<Draft> suspected = new ArrayList<>();

  /** The share of the paths that is dead where agents name ports that fail; else 0. */
  private final double deadShare;

  PathRule(NodeStates nodes) {
    this.nodes = nodes;
    PortEvidence ports = new PortEvidence();
    for (ObservedPlane observed : nodes.observedPlanes()) {
      observed.cells().failingPorts().forEach(failing -> ports.add(failing, ""));
    }
    deadShare = ports.share();
  }

  List<Draft> drafts(LinkCells.Gathered gathered) {
    int lost = 0;
    for (ObservedPlane observed : nodes.observedPlanes()) {
      lost += gather(observed, gathered);
    }
    // Without a flow that is always lost, it may be loss of TCP alone.
    if (lost == 0) {
      return List.of();
    }
    List<Draft> drafts = new ArrayList<>();
    List<Draft> unsure = new ArrayList<>();
    double lostPings = 0;
    double answeredPings = 0;
    CoverSearch search =
        new CoverSearch(
            Plane.ALL.size(), gathered, LinkCells.Gathered.UNDECIDED + 1, nodes, List.of());
    for (Cause cause : search.causes()) {
      Evidence evidence = evidence(cause, gathered.failing);
      Draft draft =
          Draft.of(
              finding(cause, gathered.failing),
              Draft.Failures.of(cause, gathered.failing, nodes).settled());
      if (evidence.isSure()) {
        drafts.add(draft);
      } else {
        unsure.add(draft);
        lostPings += evidence.lost;
        answeredPings += evidence.answered;
      }
    }
    // While there is little to go by, links that lose all and links that lose none look unrelated.
    suspected.addAll(drafts);
    if (lostPings > SUSPICION && answeredPings > SUSPICION) {
      suspected.addAll(unsure);
    }
    return drafts;
  }

  /** What is, or may turn out to be, some of several paths: known after {@link #drafts}. */
  List<Draft> suspected() {
    return List.copyOf(suspected);
  }

  /** Returns on how many links some flow is always lost, by the pings or by the ports. */
  private int gather(ObservedPlane observed, CellVisitor visitor) {
    AgentMemory agent = observed.agent();
    PlaneCells cells = observed.cells();
    ProbeCells icmp = cells.probes[ICMP];
    ProbeCells tcp = cells.probes[TCP];
    int always = 0;
    int layer = observed.plane().code();
    for (int row = 0; row < cells.rows(); row++) {
      int target = cells.targets[row];
      if (target == agent.node || !nodes.isExpected(target, observed.targets())) {
        continue;
      }
      if (cells.failingPorts(row) != null) {
        visitor.fails(layer, agent, target, row, agent.last().heardNanos());
        always++;
        continue;
      }
      if (icmp == null || tcp == null || !icmp.isKnown(row) || !tcp.isKnown(row)) {
        continue;
      }
      boolean never = icmp.failedShare(row) < NONE;
      double connections = tcp.failedShare(row);
      if (connections >= SOME
          && connections <= 1 - SOME
          && (never || isLostWhile(icmp, tcp, row))) {
        visitor.fails(layer, agent, target, row, agent.last().heardNanos());
        always += never ? 0 : 1;
      } else if (!icmp.isDown(row) && (!never || connections < NONE)) {
        if (deadShare == 0 || Math.pow(1 - deadShare, tcp.attempts(row)) < NO_SIGN) {
          visitor.works(layer, agent, target);
        } else {
          visitor.undecided(layer, agent, target);
        }
      }
    }
    return always;
  }

  /**
   * What speaks against chance at the rate at which connections fail.
   *
   * @param lost in nats, that some links lose all pings
   * @param answered in nats, that others lose none
   * @param always links that lose all pings
   * @param never links that lose none
   */
  private record Evidence(double lost, double answered, int always, int never) {
    boolean isSure() {
      // Loss that is close to everything leaves no flow alone.
      return lost > CHANCE_OF_PINGS && lost + answered > CHANCE && never > 0 && 8 * never >= always;
    }
  }

  private Evidence evidence(Cause cause, CellList failing) {
    double lost = 0;
    double answered = 0;
    int always = 0;
    int never = 0;
    for (int cell : cause.cells()) {
      PlaneCells cells = nodes.linkCells(failing, cell);
      ProbeCells icmp = cells == null ? null : cells.probes[ICMP];
      ProbeCells tcp = cells == null ? null : cells.probes[TCP];
      int row = failing.row(cell);
      FailingPorts ports = cells == null ? null : cells.failingPorts(row);
      if (ports != null) {
        lost += CHANCE_OF_PORTS * ports.failing();
        answered += CHANCE_OF_PORTS;
        never++;
        continue;
      }
      if (icmp == null || tcp == null) {
        continue;
      }
      double share = Math.clamp(tcp.failedShare(row), SOME, 1 - SOME);
      if (icmp.isDown(row)) {
        double seconds = PlaneCells.DOWN_AFTER_SECONDS + (nodes.nanos() - icmp.since[row]) / 1e9;
        lost -= seconds * Math.log(share);
        always++;
      } else {
        answered -= icmp.attempts(row) * Math.log1p(-share);
        never++;
      }
    }
    return new Evidence(lost, answered, always, never);
  }

  /** Whether pings have been lost for long, while connections went on to be answered. */
  private static boolean isLostWhile(ProbeCells icmp, ProbeCells tcp, int row) {
    return icmp.isDown(row) && tcp.isAnsweredSince(row, icmp.since[row]);
  }

  private PortEvidence ports(Cause cause, CellList failing) {
    PortEvidence evidence = new PortEvidence();
    for (int cell : cause.cells()) {
      PlaneCells cells = nodes.linkCells(failing, cell);
      int row = failing.row(cell);
      FailingPorts ports = cells == null ? null : cells.failingPorts(row);
      if (cells == null || ports == null) {
        continue;
      }
      String source = nodes.name(failing.source(cell));
      evidence.add(ports, Wording.pair(source, nodes.name(failing.target(cell)), true, false));
      ProbeCells tcp = cells.probes[TCP];
      if (tcp != null && tcp.isKnown(row)) {
        evidence.addConnections(tcp.attempts(row), tcp.attempts(row) * tcp.failedShare(row));
      }
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
    ports(cause, failing).words().ifPresent(evidence::add);
    return new Finding(
        FaultKind.SOME_PATHS_FAILING,
        FaultKind.SOME_PATHS_FAILING.severity(),
        Wording.subject(both, nodes),
        Wording.scope(cause.planes(failing), nodes.planesInUse(), FaultScope.ALL),
        Wording.place(both, nodes),
        0.5,
        0,
        evidence,
        List.of("loss by chance: it would lose some packets of every flow"),
        0.95,
        "Look for the dead one among parallel paths: a spine, a member of a bundle, a next hop.");
  }
}
