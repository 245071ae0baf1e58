// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.util.BitSet;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * A finding before it is certain enough to be shown.
 *
 * @param firstNanos when the first failure was reported that belongs to it
 * @param lastNanos when the last one was reported
 * @param waitingFor what must be known before it can be shown; {@code ""} if nothing
 * @param silenced nodes whose silence follows from it, besides those that its place names
 * @param covers whether a failing link from one node to another belongs to it
 */
record Draft(
    Finding finding,
    long firstNanos,
    long lastNanos,
    String waitingFor,
    BitSet silenced,
    BiPredicate<Integer, Integer> covers) {
  Draft(
      Finding finding,
      long firstNanos,
      long lastNanos,
      String waitingFor,
      BiPredicate<Integer, Integer> covers) {
    this(finding, firstNanos, lastNanos, waitingFor, new BitSet(), covers);
  }


  /** A draft that is certain as soon as it is found. */
  static Draft certain(Finding finding) {
    return new Draft(finding, Long.MIN_VALUE / 2, Long.MIN_VALUE / 2, "", (_, _) -> false);
  }

  Key key() {
    return new Key(finding.kind(), finding.subject());
  }

  Draft waitingFor(String what) {
    return new Draft(finding, firstNanos, lastNanos, what, silenced, covers);
  }

  /** What stays the same while a fault lasts. */
  record Key(FaultKind kind, String subject) {}

  static List<Finding> findings(List<Draft> drafts) {
    return drafts.stream().map(Draft::finding).toList();
  }
}
