// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netcheck.protocol.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who reaches whom in one network and IP family, by node or by zone.
 *
 * @param cells a row for each source, a column for each target; none by zone
 * @param zones none by node
 */
record Matrix(
    String network,
    String ipFamily,
    String probe,
    String at,
    List<String> sources,
    List<String> targets,
    int sourcesOmitted,
    int targetsOmitted,
    List<List<CellState>> cells,
    List<String> zones,
    List<Pair> pairs) {
  /** More than an exporter sends. */
  private static final int MOST = 1_000;

  private static final String CELLS = "a cell for each of the targets expected";

  /** How many links between two zones have which state. */
  record Pair(
      String source,
      String target,
      int up,
      int down,
      int oneWay,
      int lossy,
      int unknown,
      int expectedDown) {
    CellState worst() {
      return down > 0
          ? CellState.DOWN
          : oneWay > 0
              ? CellState.ONE_WAY
              : lossy > 0
                  ? CellState.LOSSY
                  : unknown > 0
                      ? CellState.UNKNOWN
                      : expectedDown > 0
                          ? CellState.EXPECTED_DOWN
                          : up > 0 ? CellState.UP : CellState.NOT_MEASURED;
    }

    int links() {
      return up + down + oneWay + lossy + unknown + expectedDown;
    }

    /** Those of the worst state. */
    int worstLinks() {
      return switch (worst()) {
        case DOWN -> down;
        case ONE_WAY -> oneWay;
        case LOSSY -> lossy;
        case UNKNOWN -> unknown;
        case EXPECTED_DOWN -> expectedDown;
        case UP -> up;
        case NOT_MEASURED -> 0;
      };
    }
  }

  private record Named(@Nullable String node, @Nullable String zone) {}

  private record Fields(
      @Nullable String network,
      @Nullable String ipFamily,
      @Nullable String probe,
      @Nullable String at,
      @Nullable List<@Nullable Named> sources,
      @Nullable List<@Nullable Named> targets,
      int sourcesOmitted,
      int targetsOmitted,
      @Nullable List<@Nullable String> rows,
      @Nullable List<@Nullable Named> zones,
      @Nullable List<@Nullable Pair> pairs) {}

  boolean isByZone() {
    return cells.isEmpty() && !zones.isEmpty();
  }

  /** Reads what an exporter answers. */
  static Matrix read(ObjectNode json) throws MalformedException {
    Fields fields = StateJson.read(json, Fields.class);
    List<String> sources = names(fields.sources, "/sources");
    List<String> targets = names(fields.targets, "/targets");
    List<@Nullable String> rows = fields.rows == null ? List.of() : fields.rows;
    if (rows.size() != sources.size()) {
      throw new MalformedException("/rows", "a row for each of the sources expected");
    }
    List<List<CellState>> cells = new ArrayList<>();
    for (@Nullable String row : rows) {
      cells.add(cells(text(row), targets.size()));
    }
    return new Matrix(
        text(fields.network),
        text(fields.ipFamily),
        text(fields.probe),
        text(fields.at),
        sources,
        targets,
        fields.sourcesOmitted,
        fields.targetsOmitted,
        cells,
        names(fields.zones, "/zones"),
        fields.pairs == null
            ? List.of()
            : fields.pairs.stream().filter(Objects::nonNull).map(Objects::requireNonNull).toList());
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static List<String> names(@Nullable List<@Nullable Named> rows, String place)
      throws MalformedException {
    if (rows == null) {
      return List.of();
    }
    if (rows.size() > MOST) {
      throw new MalformedException(place, "at most " + MOST + " elements expected");
    }
    return rows.stream().map(Matrix::name).toList();
  }

  private static String name(@Nullable Named row) {
    return row == null ? "" : row.node == null ? text(row.zone) : row.node;
  }

  /** Run lengths: a letter and how often it is repeated. */
  private static List<CellState> cells(String row, int columns) throws MalformedException {
    List<CellState> cells = new ArrayList<>(columns);
    int i = 0;
    while (i < row.length()) {
      char letter = row.charAt(i++);
      int begin = i;
      while (i < row.length() && row.charAt(i) >= '0' && row.charAt(i) <= '9' && i - begin < 6) {
        i++;
      }
      int times = begin == i ? 1 : Integer.parseInt(row.substring(begin, i));
      CellState state =
          CellState.of(letter)
              .orElseThrow(() -> new MalformedException("/rows", "a letter of a state expected"));
      if (times > columns - cells.size()) {
        throw new MalformedException("/rows", CELLS);
      }
      for (int n = 0; n < times; n++) {
        cells.add(state);
      }
    }
    if (cells.size() != columns) {
      throw new MalformedException("/rows", CELLS);
    }
    return cells;
  }
}
