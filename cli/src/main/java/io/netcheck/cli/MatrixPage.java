// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import io.netcheck.report.TextPage;
import io.netcheck.report.TextStyle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A matrix as a page of text, in as many parts as the width of the terminal needs. */
final class MatrixPage {
  private static final int LONGEST_HEADING = 16;
  private static final int LONGEST_LABEL = 40;

  private final Matrix matrix;
  private final int width;
  private final boolean shapes;
  private final TextStyle style;
  private final TextPage page;

  private MatrixPage(Matrix matrix, int width, boolean shapes, TextStyle style) {
    this.matrix = matrix;
    this.width = width;
    this.shapes = shapes;
    this.style = style;
    this.page = new TextPage(width);
  }

  /**
   * @param width of the terminal
   * @param shapes whether the terminal has them; letters if not
   */
  static String of(Matrix matrix, int width, boolean shapes, TextStyle style) {
    return new MatrixPage(matrix, width, shapes, style).render();
  }

  private String render() {
    String probe =
        matrix.probe().isEmpty() || matrix.probe().equals("all") ? "" : "  probe " + matrix.probe();
    page.line(
        style.heading(matrix.network() + "  " + matrix.ipFamily() + probe)
            + style.quiet("  " + matrix.at()));
    if (matrix.isByZone()) {
      zones();
    } else {
      nodes();
    }
    return page.toString();
  }

  private void nodes() {
    if (matrix.sources().isEmpty() || matrix.targets().isEmpty()) {
      page.wrapped(0, "Nobody measures here.");
      return;
    }
    ElidedNames names =
        ElidedNames.of(
            Stream.concat(matrix.sources().stream(), matrix.targets().stream()).toList());
    page.wrapped(
        0,
        "From each node on the left to each node above."
            + (names.isNothing() ? "" : " All names are " + names + "."));
    List<String> rows = shortened(names, matrix.sources(), LONGEST_LABEL);
    List<String> headings = shortened(names, matrix.targets(), LONGEST_HEADING);
    int label = rows.stream().mapToInt(String::length).max().orElse(0);
    int room = Math.max(1, width - label - 2);
    // With blanks between, columns are easier to follow.
    int step = 2 * headings.size() <= room ? 2 : 1;
    int columns = Math.max(1, room / step);
    for (int from = 0; from < headings.size(); from += columns) {
      part(rows, headings, label, step, from, Math.min(headings.size(), from + columns));
    }
    omitted("sources", matrix.sourcesOmitted());
    omitted("targets", matrix.targetsOmitted());
  }

  private static List<String> shortened(ElidedNames names, List<String> of, int longest) {
    return of.stream()
        .map(names::of)
        .map(name -> name.length() <= longest ? name : name.substring(0, longest - 1) + "…")
        .toList();
  }

  private void part(
      List<String> rows, List<String> headings, int label, int step, int from, int to) {
    page.blank();
    int lines = headings.subList(from, to).stream().mapToInt(String::length).max().orElse(0);
    for (int line = 0; line < lines; line++) {
      StringBuilder text = new StringBuilder(" ".repeat(label + 2));
      for (String heading : headings.subList(from, to)) {
        // Names stand on the matrix, and are read downwards.
        int at = line - (lines - heading.length());
        text.append(at < 0 ? ' ' : heading.charAt(at)).append(" ".repeat(step - 1));
      }
      page.line(text.toString().stripTrailing());
    }
    for (int row = 0; row < rows.size(); row++) {
      StringBuilder text = new StringBuilder(rows.get(row));
      text.append(" ".repeat(label - rows.get(row).length() + 2));
      for (CellState cell : matrix.cells().get(row).subList(from, to)) {
        text.append(cell.shown(shapes, style)).append(" ".repeat(step - 1));
      }
      page.line(text.toString().stripTrailing());
    }
  }

  private void omitted(String what, int omitted) {
    if (omitted > 0) {
      page.line("… and " + omitted + " more " + what + ", which are better than these");
    }
  }

  private void zones() {
    ElidedNames names = ElidedNames.of(matrix.zones());
    page.wrapped(
        0,
        "From each zone on the left to each zone above: the worst state, how many of the links have"
            + " it, and of how many."
            + (names.isNothing() ? "" : " All names are " + names + "."));
    Map<String, Matrix.Pair> pairs = new HashMap<>();
    matrix.pairs().forEach(pair -> pairs.put(pair.source() + "\n" + pair.target(), pair));
    List<String> headings = shortened(names, matrix.zones(), LONGEST_LABEL);
    int label = headings.stream().mapToInt(String::length).max().orElse(0);
    int cell =
        Math.max(
            label,
            pairs.values().stream().mapToInt(pair -> counts(pair).length() + 2).max().orElse(1));
    int columns = Math.max(1, (width - label) / (cell + 2));
    for (int from = 0; from < headings.size(); from += columns) {
      int to = Math.min(headings.size(), from + columns);
      page.blank();
      List<String> cells = new ArrayList<>(headings.subList(from, to));
      row("", cells, cells, label, cell);
      for (int source = 0; source < headings.size(); source++) {
        zoneRow(pairs, source, from, to, headings.get(source), label, cell);
      }
    }
  }

  private void zoneRow(
      Map<String, Matrix.Pair> pairs,
      int source,
      int from,
      int to,
      String heading,
      int label,
      int cell) {
    List<String> plain = new ArrayList<>();
    List<String> shown = new ArrayList<>();
    for (String target : matrix.zones().subList(from, to)) {
      Matrix.Pair pair = pairs.get(matrix.zones().get(source) + "\n" + target);
      CellState worst = pair == null ? CellState.NOT_MEASURED : pair.worst();
      String counts = pair == null ? "" : counts(pair);
      plain.add(worst.mark(shapes) + " " + counts);
      shown.add(worst.shown(shapes, style) + " " + counts);
    }
    row(heading, plain, shown, label, cell);
  }

  private void row(String heading, List<String> plain, List<String> shown, int label, int cell) {
    StringBuilder line = new StringBuilder(heading).append(" ".repeat(label - heading.length()));
    for (int i = 0; i < plain.size(); i++) {
      // Colours have no width.
      line.append("  ").append(shown.get(i)).append(" ".repeat(cell - plain.get(i).length()));
    }
    page.line(line.toString().stripTrailing());
  }

  private static String counts(Matrix.Pair pair) {
    if (pair.links() == 0) {
      return "";
    }
    return pair.worst() == CellState.UP
        ? Integer.toString(pair.up())
        : pair.worstLinks() + "/" + pair.links();
  }
}
