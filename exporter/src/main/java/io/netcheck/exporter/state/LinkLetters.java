// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.state;

import io.netcheck.exporter.assess.Assessment;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.ProbeColumn;
import io.netcheck.protocol.ProbeKind;
import io.netcheck.verdict.Plane;

/** The letters of the links of a plane: of their states, or of one kind of probe. */
final class LinkLetters {
  private LinkLetters() {}

  /** What is shown of the states of the links. */
  static PlaneCells ofStates(State state, Plane plane) {
    return visitor -> {
      CellLetters letters = new CellLetters(state, plane);
      for (LinkRow row : state.links().rows()) {
        if (row.plane() == plane.code()) {
          for (int i = 0; i < row.targets().length; i++) {
            int target = row.targets()[i];
            visitor.visit(
                row.source(), target, letters.letter(row.source(), target, row.codes()[i]));
          }
        }
      }
    };
  }

  /**
   * What one kind of probe says.
   *
   * @param assessment of the shown state, because a state does not have single probes
   */
  static PlaneCells ofProbe(State state, Assessment assessment, Plane plane, ProbeKind probe) {
    return visitor -> {
      CellLetters letters = new CellLetters(state, plane);
      assessment
          .mesh()
          .links()
          .planes((results, source, rows) -> {
            if (results.network() != plane.network() || results.family() != plane.family()) {
              return;
            }
            ProbeColumn column = results.probes().get(probe);
            for (int i = 0; column != null && i < rows.targets().length; i++) {
              int target = rows.targets()[i];
              if (target >= 0 && target != source) {
                boolean unknown = LinkState.of(rows.states()[i]) == LinkState.UNKNOWN;
                LinkState shown = unknown ? LinkState.UNKNOWN : LinkState.of(column.up()[i]);
                boolean excused = shown != LinkState.UP && letters.isExcused(source, target);
                visitor.visit(source, target, excused ? CellLetters.EXPECTED_DOWN : letter(shown));
              }
            }
          });
    };
  }

  private static char letter(LinkState state) {
    return switch (state) {
      case UP -> CellLetters.UP;
      case DOWN -> CellLetters.DOWN;
      case UNKNOWN -> CellLetters.UNKNOWN;
    };
  }
}
