// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

/**
 * Tells whether the path back from a peer has got longer or shorter, by what is left of the hop
 * limit of its answers. Not thread-safe; the link guards it.
 */
final class ReturnPath {
  /**
   * One answer may come from a host that has the address for a moment, or over a path that is used
   * while routers agree on the next one.
   */
  private static final int ENOUGH_ANSWERS = 3;

  /** Two heartbeats and more, because one may be lost, and the next may follow at once. */
  private static final long TOLD_NANOS = 12_000_000_000L;

  private int known;
  private int candidate;
  private int answers;
  private boolean changed;
  private long changedNanos;

  /** The peer has another address, so another path. */
  void restart() {
    known = 0;
    candidate = 0;
    answers = 0;
    changed = false;
  }

  /**
   * Adds the hop limit of an answer.
   *
   * @param hopLimit 0 if unknown
   * @param nowNanos monotonic time
   */
  void record(int hopLimit, long nowNanos) {
    if (hopLimit == 0) {
      return; // an answer to another kind of probe
    }
    if (known == 0 || hopLimit == known) {
      known = hopLimit;
      answers = 0;
      return;
    }
    answers = hopLimit == candidate ? answers + 1 : 1;
    candidate = hopLimit;
    if (answers == ENOUGH_ANSWERS) {
      known = hopLimit;
      answers = 0;
      changed = true;
      changedNanos = nowNanos;
    }
  }

  /** Whether it has had another length for a few seconds. */
  boolean hasChanged(long nowNanos) {
    changed = changed && nowNanos - changedNanos < TOLD_NANOS;
    return changed;
  }
}
