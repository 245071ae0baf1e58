// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.ProbeKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Names the causes of probes that fail on links that are up. */
final class ProbeRule {
  private static final String FRAGMENTS_NEXT_STEP =
      "Look for a packet filter, connection tracking or a load balancer that drops second"
          + " fragments: they have no ports.";

  private static final String ANSWERS_NEXT_STEP =
      "Datagrams of full size pass, large TCP segments do not: compare the MSS of both ends, the"
          + " offloads of the interfaces, and firewalls that follow TCP windows.";

  /** Each link is asked for a large answer once a minute, so others may be about to fail. */
  private static final long LARGE_ANSWERS_KNOWN = 75_000_000_000L;

  private final NodeStates nodes;
  private final CellList failing;
  private final CellList working;
  private final TargetAgent target;

  ProbeRule(NodeStates nodes, CellList failing, CellList working) {
    this.nodes = nodes;
    this.failing = failing;
    this.working = working;
    target = new TargetAgent(nodes, failing, working);
  }

  List<Draft> drafts(List<Cause> causes) {
    return causes.stream().map(this::draft).toList();
  }

  private Draft draft(Cause cause) {
    Set<ProbeKind> probes = EnumSet.noneOf(ProbeKind.class);
    Set<Plane> planes = new LinkedHashSet<>();
    for (int slot = cause.slots().nextSetBit(0);
        slot >= 0;
        slot = cause.slots().nextSetBit(slot + 1)) {
      int layer = slot / 2;
      probes.add(ProbeLayer.kind(layer));
      planes.add(ProbeLayer.plane(layer));
    }
    ReasonTally reasons = reasons(cause, probes);
    Draft agent = agent(cause, probes, planes, reasons);
    if (agent != null) {
      return agent;
    }
    Draft draft =
        Draft.of(finding(cause, probes, planes, reasons), Draft.Failures.of(cause, failing, nodes));
    return reasons.most() == FailureReason.LARGE_ANSWER
            && nodes.nanos() - cause.firstNanos(failing) < LARGE_ANSWERS_KNOWN
        ? draft.waitingFor("large answers over other links, which are asked for once a minute")
        : draft;
  }

  /** Whether the target's agent, and not the network, is the cause. */
  private @Nullable Draft agent(
      Cause cause, Set<ProbeKind> probes, Set<Plane> planes, ReasonTally reasons) {
    if (probes.contains(ProbeKind.ICMP)) {
      return null;
    }
    boolean datagrams =
        probes.contains(ProbeKind.UDP)
            && !probes.contains(ProbeKind.TCP)
            && reasons.most() == FailureReason.TIMEOUT;
    AgentMemory starved = target.starved(cause, planes);
    if (datagrams && starved != null) {
      return target.stalled(cause, starved);
    }
    AgentMemory agent = target.unheard(cause, planes);
    if (agent == null) {
      return null;
    }
    boolean refused =
        probes.contains(ProbeKind.TCP)
            && ProbeOutcome.isClosed(reasons(cause, EnumSet.of(ProbeKind.TCP)).most())
            && (probes.contains(ProbeKind.UDP) || !isUdpMeasured(planes));
    if (refused) {
      return target.down(cause, agent);
    }
    if (datagrams) {
      if (agent.isOverdue(nodes.nanos())) {
        return target.stalled(cause, agent);
      }
      return Draft.of(
              finding(cause, probes, planes, reasons), Draft.Failures.of(cause, failing, nodes))
          .waitingFor("the next heartbeat of " + agent.last().id());
    }
    return null;
  }

  private boolean isUdpMeasured(Set<Plane> planes) {
    for (int cell = 0; cell < working.size(); cell++) {
      int layer = working.layer(cell);
      if (ProbeLayer.kind(layer) == ProbeKind.UDP && planes.contains(ProbeLayer.plane(layer))) {
        return true;
      }
    }
    return false;
  }

  private Finding finding(
      Cause seen, Set<ProbeKind> probes, Set<Plane> planes, ReasonTally reasons) {
    FaultKind kind = kind(probes, reasons.most());
    boolean fragments = reasons.most() == FailureReason.FRAGMENTS;
    boolean answers = reasons.most() == FailureReason.LARGE_ANSWER;
    // What stops is the answer of the target.
    Cause cause = answers ? Wording.reversed(seen) : seen;
    String labels = labels(probes);
    String where = where(cause, kind);
    boolean everywhere = cause.subject() instanceof Subject.Everything;
    String what = fragments ? FailureReason.FRAGMENTS.label() : labels;
    String subject =
        kind == FaultKind.PROBE_BLOCKED ? everywhere ? what : what + " " + blocked(cause) : where;
    List<String> evidence = new ArrayList<>();
    int all = cause.pairs() + cause.against() + cause.pending();
    evidence.add(
        Wording.of(cause.pairs(), all, "pair", "gets", "get")
            + (kind == FaultKind.WRONG_RESPONDER
                ? " answers of another host to "
                : " no answer to ")
            + labels
            + " ("
            + reasons.words()
            + ") on links that are up");
    if (fragments) {
      evidence.add("fragments are dropped: packets of full size pass, what needs two does not");
    }
    if (answers) {
      evidence.add(
          "TCP answers of 64 KiB stop on the way: small answers over the same connections arrive,"
              + " and so do full-size datagrams");
    }
    if (kind == FaultKind.MTU_BLACK_HOLE) {
      size(cause).ifPresent(evidence::add);
    }
    return new Finding(
        kind,
        kind.severity(),
        subject,
        Wording.scope(planes, nodes.planesInUse(), labels),
        Wording.place(cause, nodes),
        1,
        cause.onsetNanos(failing),
        evidence,
        List.of("the path as a whole: other probes are answered on it"),
        cause.confidence(),
        fragments ? FRAGMENTS_NEXT_STEP : answers ? ANSWERS_NEXT_STEP : nextStep(kind, where));
  }

  /** A full-size datagram is UDP too, and is not counted as soon as no small one is answered. */
  private static String labels(Set<ProbeKind> probes) {
    return probes.stream()
        .filter(probe -> probe != ProbeKind.MTU || !probes.contains(ProbeKind.UDP))
        .map(ProbeKind::label)
        .collect(Collectors.joining(","));
  }

  /** What is rejected into a node is rejected at the node. */
  private String where(Cause cause, FaultKind kind) {
    boolean atNode =
        kind != FaultKind.MTU_BLACK_HOLE
            && cause.subject() instanceof Subject.OneNode
            && cause.isDirected(Subject.FORWARD);
    return atNode ? Wording.subject(cause, nodes) : Wording.directed(cause, nodes);
  }

  private String blocked(Cause cause) {
    if (cause.subject() instanceof Subject.OneNode) {
      boolean in = cause.isDirected(Subject.FORWARD);
      boolean out = cause.isDirected(Subject.BACKWARD);
      return (in && out ? "to and from " : in ? "to " : "from ") + Wording.subject(cause, nodes);
    }
    return Wording.subject(cause, nodes);
  }

  private static FaultKind kind(Set<ProbeKind> probes, FailureReason reason) {
    if (reason == FailureReason.WRONG_PEER) {
      return FaultKind.WRONG_RESPONDER;
    }
    if (reason == FailureReason.NEW_FLOW) {
      return FaultKind.NEW_FLOWS_FAILING;
    }
    if (ProbeOutcome.isRefusal(reason)) {
      return FaultKind.REJECTED;
    }
    return probes.equals(EnumSet.of(ProbeKind.MTU)) && reason != FailureReason.FRAGMENTS
        ? FaultKind.MTU_BLACK_HOLE
        : FaultKind.PROBE_BLOCKED;
  }

  private static String nextStep(FaultKind kind, String where) {
    return switch (kind) {
      case MTU_BLACK_HOLE ->
          "Small packets pass: check the path MTU of the interfaces, tunnels and switch ports"
              + " ("
              + where
              + ").";
      case REJECTED ->
          "Look for a packet filter or a policy that rejects these packets; the peer itself is"
              + " well.";
      case WRONG_RESPONDER ->
          "Look for a duplicate address, an address translation, or a proxy that answers instead.";
      case NEW_FLOWS_FAILING ->
          "Look at the connection tracking: its table, its rules for new connections.";
      default -> "Look for a policy or a packet filter that drops this kind of packet.";
    };
  }

  /** Which packets pass, if the agents have found it. */
  private Optional<String> size(Cause cause) {
    IntSummaryStatistics known = new IntSummaryStatistics();
    for (int cell : cause.cells()) {
      ProbeCells column = nodes.probeCells(failing, cell);
      int bytes = column == null ? 0 : column.pathMtu(failing.row(cell));
      if (bytes > 0) {
        known.accept(bytes);
      }
    }
    if (known.getCount() == 0) {
      return Optional.empty();
    }
    int least = known.getMin();
    int most = known.getMax();
    return Optional.of(
        least == most
            ? "packets of " + most + " bytes pass, of " + (most + 1) + " bytes do not"
            : "packets of " + least + " to " + most + " bytes pass, and none larger");
  }

  /** The reasons of some kinds of probe. */
  private ReasonTally reasons(Cause cause, Set<ProbeKind> probes) {
    ReasonTally reasons = new ReasonTally(nodes, failing);
    for (int cell : cause.cells()) {
      ProbeCells column = nodes.probeCells(failing, cell);
      if (column != null && probes.contains(ProbeLayer.kind(failing.layer(cell)))) {
        reasons.add(column, cell);
      }
    }
    return reasons;
  }
}
