// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.state;

import io.netcheck.verdict.Plane;
import java.util.List;

/** The letters of the cells of one plane: what is shown of a link, beside its own state. */
final class CellLetters {
  static final char UP = 'u';
  static final char LOSSY = 'l';
  static final char ONE_WAY = 'o';
  static final char DOWN = 'd';
  static final char UNKNOWN = 'x';
  static final char EXPECTED_DOWN = 'e';
  static final char NOT_MEASURED = '.';

  private final Plane plane;
  private final LinkGrid grid;
  private final FindingMarks marks;
  private final boolean marked;
  private final boolean[] excused;

  CellLetters(State state, Plane plane) {
    this.plane = plane;
    this.grid = state.links();
    this.marks = new FindingMarks(state.findings());
    this.marked = marks.isLossyIn(plane);
    String kind = Plane.agents(plane.network()).label();
    List<NodeRow> nodes = state.nodes();
    excused = new boolean[nodes.size()];
    for (int i = 0; i < excused.length; i++) {
      NodeRow node = nodes.get(i);
      excused[i] =
          node.state().isExcused() || node.agent(kind).filter(NodeRow.Agent::isGoing).isPresent();
    }
  }

  /** The letter of a link. */
  char letter(int source, int target, byte code) {
    return switch (code) {
      case LinkCode.UP -> marked && isMarked(source, target) ? LOSSY : UP;
      case LinkCode.LOSSY -> LOSSY;
      case LinkCode.DOWN -> {
        if (isExcused(source, target)) {
          yield EXPECTED_DOWN;
        }
        yield LinkCode.isUp(code(target, source)) ? ONE_WAY : DOWN;
      }
      case LinkCode.UNKNOWN -> isExcused(source, target) ? EXPECTED_DOWN : UNKNOWN;
      default -> NOT_MEASURED;
    };
  }

  private byte code(int from, int to) {
    return grid.row(from, plane.code()).map(row -> row.code(to)).orElse(LinkCode.NONE);
  }

  private boolean isMarked(int source, int target) {
    return marks.isLossy(plane, grid.names().get(source), grid.names().get(target));
  }

  /** Whether a link may be down without a fault. */
  boolean isExcused(int source, int target) {
    return excused[source] || excused[target];
  }
}
