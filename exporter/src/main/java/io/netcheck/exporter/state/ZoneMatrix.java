// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.state;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A matrix with a cell for each pair of zones. The number of pairs grows with the square of the
 * number of zones, so all zones after the first ones by name count as one.
 */
final class ZoneMatrix {
  /** As many as the metrics have. */
  static final int MOST_ZONES = 32;

  static final String OTHER = "other";

  private static final String LETTERS =
      ""
          + CellLetters.UP
          + CellLetters.LOSSY
          + CellLetters.DOWN
          + CellLetters.UNKNOWN
          + CellLetters.EXPECTED_DOWN;

  private final List<String> zones;
  private final int[] nodes;
  private final int[] down;
  private final int[] @Nullable [] counts;

  ZoneMatrix(State state, MatrixQuery query, PlaneCells cells) {
    TreeSet<String> names = new TreeSet<>();
    state.nodes().forEach(node -> names.add(node.zone()));
    zones = new ArrayList<>(names.stream().limit(MOST_ZONES).toList());
    if (names.size() > MOST_ZONES) {
      zones.add(OTHER);
    }
    Map<String, Integer> numbers = new HashMap<>();
    for (int i = 0; i < Math.min(zones.size(), MOST_ZONES); i++) {
      numbers.put(zones.get(i), i);
    }
    nodes = new int[zones.size()];
    down = new int[zones.size()];
    int[] zoneOf = new int[state.nodes().size()];
    for (int i = 0; i < zoneOf.length; i++) {
      NodeRow node = state.nodes().get(i);
      zoneOf[i] = numbers.getOrDefault(node.zone(), MOST_ZONES);
      nodes[zoneOf[i]]++;
      down[zoneOf[i]] += node.state() == NodeState.DOWN ? 1 : 0;
    }
    counts = new int[zones.size() * zones.size()] @Nullable [];
    cells.visit((source, target, letter) -> {
      int at = zoneOf[source] * zones.size() + zoneOf[target];
      int @Nullable [] known = counts[at];
      int[] pair = known == null ? new int[LETTERS.length()] : known;
      counts[at] = pair;
      // One way is down: this direction is.
      pair[LETTERS.indexOf(letter == CellLetters.ONE_WAY ? CellLetters.DOWN : letter)]++;
    });
    keep(query.sourceZone(), query.targetZone());
  }

  private void keep(Optional<String> source, Optional<String> target) {
    for (int at = 0; at < counts.length; at++) {
      String from = zones.get(at / zones.size());
      String to = zones.get(at % zones.size());
      if (source.filter(zone -> !zone.equals(from)).isPresent()
          || target.filter(zone -> !zone.equals(to)).isPresent()) {
        counts[at] = null;
      }
    }
  }

  /** The mean round trip between two zones in microseconds. */
  @FunctionalInterface
  interface RoundTrips {
    /** Zero if it is not known. */
    int micros(String source, String target);
  }

  void write(JsonGenerator json, RoundTrips roundTrips) throws IOException {
    json.writeArrayFieldStart("zones");
    for (int i = 0; i < zones.size(); i++) {
      json.writeStartObject();
      json.writeStringField("zone", zones.get(i));
      json.writeNumberField("nodes", nodes[i]);
      json.writeNumberField("down", down[i]);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("pairs");
    for (int at = 0; at < counts.length; at++) {
      int @Nullable [] pair = counts[at];
      if (pair != null) {
        String source = zones.get(at / zones.size());
        String target = zones.get(at % zones.size());
        json.writeStartObject();
        json.writeStringField("source", source);
        json.writeStringField("target", target);
        json.writeNumberField("up", pair[0]);
        json.writeNumberField("down", pair[2]);
        json.writeNumberField("lossy", pair[1]);
        json.writeNumberField("unknown", pair[3]);
        json.writeNumberField("expectedDown", pair[4]);
        int micros = roundTrips.micros(source, target);
        if (micros == 0) {
          json.writeNullField("rttSeconds");
        } else {
          json.writeNumberField("rttSeconds", micros / 1e6);
        }
        json.writeEndObject();
      }
    }
    json.writeEndArray();
  }
}
