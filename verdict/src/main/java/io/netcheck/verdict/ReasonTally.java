// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.ErrorSender;
import io.netcheck.protocol.FailureReason;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The reasons of several failures, and who gave them. Hosts send only some of the rejections that
 * they could, and an agent names new flows only where it can compare them, so one of these tells
 * more than a timeout.
 */
@SuppressWarnings("EnumOrdinal") // indexes of an array, never stored or sent
final class ReasonTally {
  private static final FailureReason[] REASONS = FailureReason.values();

  private static final int TELLING = 4;

  /** What rejects one kind of probe may say "refused" to two others, small and full-size UDP. */
  private static final int REJECTION = 2 * TELLING + 1;

  private final NodeStates nodes;
  private final CellList failing;

  /** By reason. */
  private final int[] counts = new int[REASONS.length];

  /** Who gave each reason: names of nodes and addresses. */
  private final Map<FailureReason, Set<String>> senders = new TreeMap<>();

  ReasonTally(NodeStates nodes, CellList failing) {
    this.nodes = nodes;
    this.failing = failing;
  }

  /** Adds why one kind of probe fails in a failing cell. */
  void add(ProbeCells column, int cell) {
    FailureReason reason = column.reason(failing.row(cell));
    counts[reason.ordinal()]++;
    ErrorSender sender = column.sender(failing.row(cell));
    if (sender != null) {
      senders.computeIfAbsent(reason, _ -> new TreeSet<>()).add(name(sender, cell));
    }
  }

  /** Adds the reason of a probe that got no answer, as another probe of its link tells it. */
  void add(FailureReason reason) {
    counts[reason.ordinal()]++;
  }

  private int weight(FailureReason reason) {
    if (reason == FailureReason.REJECTED) {
      return REJECTION;
    }
    if (ProbeOutcome.isClosed(reason)) {
      // Where another host answers, it may be that one that refuses, and its answers tell more.
      return counts[FailureReason.WRONG_PEER.ordinal()] > 0 ? 1 : TELLING;
    }
    return reason == FailureReason.NEW_FLOW ? TELLING : 1;
  }

  private String name(ErrorSender sender, int cell) {
    if (sender.equals(ErrorSender.SOURCE)) {
      return nodes.name(failing.source(cell));
    }
    return sender.equals(ErrorSender.TARGET) ? nodes.name(failing.target(cell)) : sender.label();
  }

  /** The weightiest reason; a timeout if there is none. */
  FailureReason most() {
    FailureReason most = FailureReason.TIMEOUT;
    int heaviest = 0;
    for (FailureReason reason : REASONS) {
      int weight = counts[reason.ordinal()] * weight(reason);
      if (weight > heaviest) {
        most = reason;
        heaviest = weight;
      }
    }
    return most;
  }

  /** That reason in words, and who gave it if someone on the way or a packet filter did. */
  String words() {
    FailureReason most = most();
    Set<String> known = senders.getOrDefault(most, Set.of());
    // A refusal is the target's by itself.
    return known.isEmpty() || ProbeOutcome.isClosed(most)
        ? most.label()
        : most.label() + " by " + Wording.names(known);
  }
}
