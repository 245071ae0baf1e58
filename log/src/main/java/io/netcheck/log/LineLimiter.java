// SPDX-License-Identifier: Apache-2.0
package io.netcheck.log;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Which lines are written: a burst of each kind and then one in two seconds, and of all kinds
 * together a larger burst and then ten a second. What is left out is counted. Thread-safe.
 */
final class LineLimiter {
  static final int BURST = 20;
  static final long PAUSE_NANOS = 2_000_000_000L;

  static final int BURST_OF_ALL = 200;
  private static final long PAUSE_OF_ALL_NANOS = 100_000_000L;

  /** A kind without a line for this time does not come back soon to say what was left out. */
  static final long SILENCE_NANOS = 10_000_000_000L;

  private final LineBudget ofAll = new LineBudget(BURST_OF_ALL, PAUSE_OF_ALL_NANOS);

  /** The kinds of which lines were left out since their last line. */
  private final Set<LineKind> behind = new LinkedHashSet<>();

  /** Lines of a kind that were left out. */
  record LeftOut(LineKind kind, long count) {}

  /** How many lines of this kind were left out before this one; empty if this one is, too. */
  synchronized OptionalLong admit(LineKind kind, long nowNanos) {
    if (!kind.budget.isAvailable(nowNanos) || !ofAll.isAvailable(nowNanos)) {
      kind.leftOut++;
      kind.lastLeftOutNanos = nowNanos;
      behind.add(kind);
      return OptionalLong.empty();
    }
    kind.budget.take(nowNanos);
    ofAll.take(nowNanos);
    behind.remove(kind);
    return OptionalLong.of(take(kind));
  }

  /** The kinds that have been silent for a while, and what was left out of them. */
  synchronized List<LeftOut> silent(long nowNanos) {
    if (behind.isEmpty()) {
      return List.of();
    }
    List<LeftOut> silent = new ArrayList<>();
    for (Iterator<LineKind> kinds = behind.iterator();
        kinds.hasNext() && ofAll.isAvailable(nowNanos); ) {
      LineKind kind = kinds.next();
      if (nowNanos - kind.lastLeftOutNanos >= SILENCE_NANOS) {
        ofAll.take(nowNanos);
        kinds.remove();
        silent.add(new LeftOut(kind, take(kind)));
      }
    }
    return silent;
  }

  /** All kinds of which lines were left out, and what. */
  synchronized List<LeftOut> rest() {
    List<LeftOut> rest = behind.stream().map(kind -> new LeftOut(kind, take(kind))).toList();
    behind.clear();
    return rest;
  }

  private static long take(LineKind kind) {
    long count = kind.leftOut;
    kind.leftOut = 0;
    return count;
  }
}
