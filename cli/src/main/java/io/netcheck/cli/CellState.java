// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import io.netcheck.report.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a cell of the matrix says of a direction between two nodes; the worst first. */
enum CellState {
  DOWN('d', '■', "down"),
  ONE_WAY('o', '◐', "one way: the other direction is up"),
  LOSSY('l', '▾', "up with loss"),
  UNKNOWN('x', '░', "unknown"),
  EXPECTED_DOWN('e', '–', "expected down"),
  UP('u', '·', "up"),
  NOT_MEASURED('.', ' ', "not measured");

  private final char letter;
  private final char shape;
  private final String meaning;

  CellState(char letter, char shape, String meaning) {
    this.letter = letter;
    this.shape = shape;
    this.meaning = meaning;
  }

  static Optional<CellState> of(char letter) {
    return Stream.of(values()).filter(state -> state.letter == letter).findFirst();
  }

  /**
   * The cell on a terminal.
   *
   * @param shapes whether the terminal has them; letters if not
   */
  String shown(boolean shapes, TextStyle style) {
    String mark = String.valueOf(mark(shapes));
    return switch (this) {
      case DOWN, ONE_WAY -> style.bad(mark);
      case LOSSY, UNKNOWN -> style.doubtful(mark);
      case EXPECTED_DOWN, UP, NOT_MEASURED -> mark;
    };
  }

  /** What is not measured is blank in both. */
  char mark(boolean shapes) {
    return shapes || this == NOT_MEASURED ? shape : letter;
  }

  /** Whether all shapes can be written in {@code text}. */
  static List<Character> shapes() {
    return Stream.of(values()).map(state -> state.shape).toList();
  }

  /** Explains the marks of all states that have one. */
  static String legend(boolean shapes, TextStyle style) {
    return String.join(
        "   ",
        Stream.of(values())
            .filter(state -> state != NOT_MEASURED)
            .map(state -> state.shown(shapes, style) + " " + state.meaning)
            .toList());
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
