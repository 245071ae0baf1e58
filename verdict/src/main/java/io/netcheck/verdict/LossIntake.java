// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ProbeColumn;
import io.netcheck.protocol.ProbeKind;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides which packets of a heartbeat count as sent and as lost. Probes {@code icmp} and {@code
 * udp} count; {@code tcp} does not, because the kernel may repeat a SYN, and {@code mtu} tests a
 * size.
 *
 * <p>Links that are down do not count, unless they are known to lose many packets: they have a
 * cause of their own. A late heartbeat covers a time that is over. A refusal is an answer, and an
 * error of the local host never reached the network.
 */
@SuppressWarnings("EnumOrdinal") // numbers in memory, never stored or sent
final class LossIntake {
  private static final List<FailureReason> NOT_LOST =
      List.of(
          FailureReason.REFUSED,
          FailureReason.RESET,
          FailureReason.LOCAL,
          FailureReason.REJECTED,
          FailureReason.WRONG_PEER,
          FailureReason.NEW_FLOW);

  private static final int MOST_INTERVALS = 3;

  /** A link that loses most packets is down and up in turn; one that is cut stays down. */
  private static final long LATELY = 25_000_000_000L;

  /** Is told what was sent and lost on a link, also while it is down. */
  @FunctionalInterface
  interface Listener {
    void sent(int source, int target, int sent, int lost);
  }

  private final LossCounts losses;
  private final NodeStates states;
  private final LossCounts.Links counted;
  private final BiPredicate<Integer, Integer> lossy;
  private final Listener listener;

  /**
   * @param losses receives what counts
   * @param counted the links whose losses count
   * @param lossy whether a node is known to lose packets from another, so that a link that is down
   *     is no other cause
   */
  LossIntake(
      LossCounts losses,
      NodeStates states,
      LossCounts.Links counted,
      BiPredicate<Integer, Integer> lossy,
      Listener listener) {
    this.losses = losses;
    this.states = states;
    this.counted = counted;
    this.lossy = lossy;
    this.listener = listener;
  }

  /**
   * Counts the last heartbeat of an agent. The listener is told of every link in turn, unless the
   * window of the heartbeat is too short to tell what was lost.
   */
  void hear(AgentMemory agent) {
    Observer heartbeat = agent.last();
    Observer.Reporting reporting = heartbeat.reporting();
    if (agent.isStarved()
        || reporting.window().compareTo(reporting.interval().multipliedBy(MOST_INTERVALS)) > 0) {
      return;
    }
    boolean complete = reporting.isComplete();
    // One time for all counts, so that what is taken away later is what was added.
    long now = states.nanos();
    losses.begin(now);
    for (PlaneResults plane : heartbeat.planes()) {
      hear(agent, plane, now, complete);
    }
  }

  private void hear(AgentMemory agent, PlaneResults results, long now, boolean complete) {
    int plane = Plane.code(results.network(), results.family());
    PlaneCells cells = agent.planes[plane];
    if (cells == null) {
      return;
    }
    AgentKind kind = Plane.agents(results.network());
    ProbeColumn icmp = results.probes().get(ProbeKind.ICMP);
    ProbeColumn udp = results.probes().get(ProbeKind.UDP);
    for (int row = 0; row < cells.rows(); row++) {
      int target = cells.targets[row];
      if (target == agent.node || !states.isExpected(target, kind)) {
        continue;
      }
      if (!counted.contain(plane, agent.node, target)) {
        // Without its losses, its answers would make the others look worse.
        forget(cells, row);
        continue;
      }
      boolean counts = states.isSettled(agent, target, kind);
      boolean known = lossy.test(agent.node, target);
      long echoes = packets(icmp, cells, ProbeKind.ICMP, row, counts, known);
      long datagrams = packets(udp, cells, ProbeKind.UDP, row, counts, known);
      int lostEchoes = lost(echoes);
      int sent = sent(echoes) + sent(datagrams);
      if (sent > 0) {
        // A pause of the peer's process loses datagrams in a row, but no echo of its kernel.
        int lost =
            sent(echoes) == 0
                ? lost(datagrams)
                : lostEchoes + Math.min(lost(datagrams), lostEchoes + 1);
        losses.add(
            agent.node,
            target,
            plane,
            new LossCounts.Packets(
                sent, lost, icmp == null ? lost : lostEchoes, cells.isLosing(row) ? lost : 0),
            now,
            states);
        if (complete) {
          cells.setLosing(row, lost > 0);
          listener.sent(agent.node, target, sent, lost);
        }
      } else if (complete && counts && cells.isDown(row)) {
        int unanswered = sent(icmp, row) + sent(udp, row);
        listener.sent(agent.node, target, unanswered, unanswered);
      }
    }
  }

  private static void forget(PlaneCells cells, int row) {
    for (ProbeCells probe : cells.probes) {
      if (probe != null) {
        probe.takeDeferred(row, 0);
      }
    }
  }

  private static int sent(@Nullable ProbeColumn column, int row) {
    return column == null ? 0 : column.sent()[row];
  }

  /**
   * What one kind of probe sent and lost on a link: two numbers in one, {@link #sent} and {@link
   * #lost}.
   */
  private static long packets(
      @Nullable ProbeColumn column,
      PlaneCells cells,
      ProbeKind kind,
      int row,
      boolean counted,
      boolean lossy) {
    ProbeCells known = cells.probes[kind.ordinal()];
    if (column == null || known == null || !known.worked[row] || !isLoss(column, row)) {
      return 0;
    }
    int sent = column.sent()[row];
    int lost = Math.min(column.failed()[row], sent);
    if (lost > 0 && (!counted || known.isBackAfter(row, LATELY))) {
      known.takeDeferred(row, 0);
      return 0;
    }
    if (lost > 0 && lost == sent && known.isDown(row) && !lossy) {
      known.defer(row, sent); // if it stays down, that has a cause of its own
      return 0;
    }
    int before = sent == 0 ? 0 : known.takeDeferred(row, counted ? LATELY : 0);
    return packets(sent + before, lost + before);
  }

  private static long packets(int sent, int lost) {
    return ((long) sent << 32) | lost;
  }

  private static int sent(long packets) {
    return (int) (packets >> 32);
  }

  private static int lost(long packets) {
    return (int) packets;
  }

  private static boolean isLoss(ProbeColumn column, int row) {
    if (column.failed()[row] > 0) {
      for (FailureReason reason : NOT_LOST) {
        if (column.reasons().getOrDefault(reason, List.of()).contains(row)) {
          return false;
        }
      }
    }
    return true;
  }
}
