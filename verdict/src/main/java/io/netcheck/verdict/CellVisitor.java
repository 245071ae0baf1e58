// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

/** Receives results that count, one by one. */
interface CellVisitor {
  /** Something fails: {@code row} of the last report of {@code agent}. */
  void fails(int layer, AgentMemory agent, int target, int row, long sinceNanos);

  /** Something works. */
  void works(int layer, AgentMemory agent, int target);

  /** Something works, or fails so seldom that nobody can tell yet. */
  default void undecided(int layer, AgentMemory agent, int target) {
    works(layer, agent, target);
  }

  /** Something worked by the last words of an agent whose next heartbeat is overdue. */
  default void worked(int layer, AgentMemory agent, int target) {}
}
