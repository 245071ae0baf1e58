// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.state;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A matrix with a cell for each pair of nodes, of a limited number of nodes. If there are more, it
 * has those with the most links that are not up.
 */
final class NodeMatrix {
  static final int MOST_NODES = 200;

  private final List<NodeRow> nodes;
  private final Axis sources;
  private final Axis targets;
  private final char[][] letters;

  /**
   * The nodes of one side.
   *
   * @param kept indexes of the nodes, ascending
   * @param places where each node is in {@code kept}; -1 if it is not
   */
  @SuppressWarnings("ArrayRecordComponent") // used here only
  private record Axis(int[] kept, int[] places, int omitted) {}

  NodeMatrix(State state, MatrixQuery query, PlaneCells cells) {
    nodes = state.nodes();
    int[] badOut = new int[nodes.size()];
    int[] badIn = new int[nodes.size()];
    if (nodes.size() > MOST_NODES) {
      cells.visit((source, target, letter) -> {
        if (letter != CellLetters.UP) {
          badOut[source]++;
          badIn[target]++;
        }
      });
    }
    sources = axis(query.sourceZone(), badOut);
    targets = axis(query.targetZone(), badIn);
    letters = new char[sources.kept().length][targets.kept().length];
    for (char[] row : letters) {
      Arrays.fill(row, CellLetters.NOT_MEASURED);
    }
    cells.visit((source, target, letter) -> {
      int row = sources.places()[source];
      int column = targets.places()[target];
      if (row >= 0 && column >= 0) {
        letters[row][column] = letter;
      }
    });
  }

  private Axis axis(Optional<String> zone, int[] bad) {
    int[] wanted =
        IntStream.range(0, nodes.size())
            .filter(i -> zone.isEmpty() || nodes.get(i).zone().equals(zone.get()))
            .toArray();
    int[] kept =
        Arrays.stream(wanted)
            .boxed()
            .sorted(
                Comparator.<Integer, NodeState>comparing(i -> nodes.get(i).state())
                    .thenComparingInt(i -> -bad[i]))
            .limit(MOST_NODES)
            .mapToInt(Integer::intValue)
            .sorted()
            .toArray();
    int[] places = new int[nodes.size()];
    Arrays.fill(places, -1);
    for (int i = 0; i < kept.length; i++) {
      places[kept[i]] = i;
    }
    return new Axis(kept, places, wanted.length - kept.length);
  }

  void write(JsonGenerator json) throws IOException {
    json.writeFieldName("sources");
    write(json, sources);
    json.writeFieldName("targets");
    write(json, targets);
    json.writeNumberField("sourcesOmitted", sources.omitted());
    json.writeNumberField("targetsOmitted", targets.omitted());
    json.writeArrayFieldStart("rows");
    for (char[] row : letters) {
      json.writeString(runs(row));
    }
    json.writeEndArray();
  }

  private void write(JsonGenerator json, Axis axis) throws IOException {
    json.writeStartArray();
    for (int i : axis.kept()) {
      NodeRow node = nodes.get(i);
      json.writeStartObject();
      json.writeStringField("node", node.node());
      json.writeStringField("zone", node.zone());
      json.writeStringField("state", node.state().label());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** Each letter with the number of cells that have it: {@code u12.1d3}. */
  static String runs(char[] row) {
    StringBuilder runs = new StringBuilder();
    for (int from = 0; from < row.length; ) {
      int to = from;
      while (to < row.length && row[to] == row[from]) {
        to++;
      }
      runs.append(row[from]).append(to - from);
      from = to;
    }
    return runs.toString();
  }
}
