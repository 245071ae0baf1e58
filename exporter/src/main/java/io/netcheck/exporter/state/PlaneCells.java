// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.state;

/** Gives the letter of each measured link of one plane. */
@FunctionalInterface
interface PlaneCells {
  /** Visits links; nodes are their indexes in the state. */
  @FunctionalInterface
  interface Visitor {
    void visit(int source, int target, char letter);
  }

  /** Visits all links of the plane. */
  void visit(Visitor visitor);
}
