// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.state;

import io.netcheck.exporter.assess.Assessment;
import io.netcheck.exporter.mesh.ZonePair;
import io.netcheck.verdict.Plane;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Writes the matrix that a query asks for, of one moment. */
final class MatrixJson {
  private MatrixJson() {}

  /** Nodes as long as they fit, or if both zones were chosen. */
  static MatrixQuery.Level level(State state, MatrixQuery query) {
    boolean few = isSmall(state, query.sourceZone()) && isSmall(state, query.targetZone());
    boolean chosen = query.sourceZone().isPresent() && query.targetZone().isPresent();
    return query.level().orElse(few || chosen ? MatrixQuery.Level.NODES : MatrixQuery.Level.ZONES);
  }

  private static boolean isSmall(State state, Optional<String> zone) {
    return state.nodes().stream()
            .filter(node -> zone.isEmpty() || node.zone().equals(zone.get()))
            .limit(NodeMatrix.MOST_NODES + 1)
            .count()
        <= NodeMatrix.MOST_NODES;
  }

  /** The version of the cells of a plane; {@code "0"} if nothing is measured there. */
  static String version(State state, Plane plane) {
    return state.planes().stream()
        .filter(row ->
            row.network().equals(plane.network().label())
                && row.ipFamily().equals(plane.family().label()))
        .map(PlaneRow::cells)
        .findFirst()
        .orElse("0");
  }

  /**
   * The matrix.
   *
   * @param assessment of the same moment; empty for a past one
   */
  static byte[] write(State state, Optional<Assessment> assessment, MatrixQuery query) {
    Plane plane = query.plane();
    PlaneCells cells =
        query.probe().isPresent() && assessment.isPresent()
            ? LinkLetters.ofProbe(state, assessment.get(), plane, query.probe().get())
            : LinkLetters.ofStates(state, plane);
    MatrixQuery.Level level = level(state, query);
    return StateJson.written(json -> {
      json.writeStartObject();
      json.writeNumberField("id", state.id());
      json.writeStringField("at", StateJson.time(state.at()));
      json.writeStringField("network", plane.network().label());
      json.writeStringField("ipFamily", plane.family().label());
      json.writeStringField("probe", query.probe().map(Object::toString).orElse("all"));
      switch (level) {
        case NODES -> {
          json.writeStringField("level", "nodes");
          json.writeStringField("cells", version(state, plane));
          new NodeMatrix(state, query, cells).write(json);
        }
        case ZONES -> {
          json.writeStringField("level", "zones");
          json.writeStringField("cells", version(state, plane));
          new ZoneMatrix(state, query, cells).write(json, roundTrips(assessment, plane));
        }
      }
      json.writeEndObject();
    });
  }

  private static ZoneMatrix.RoundTrips roundTrips(Optional<Assessment> assessment, Plane plane) {
    Map<String, Map<String, Integer>> micros = new HashMap<>();
    if (assessment.isPresent()) {
      for (ZonePair pair : assessment.get().mesh().zones()) {
        if (pair.network() == plane.network()) {
          micros
              .computeIfAbsent(pair.sourceZone(), _ -> new HashMap<>())
              .put(pair.targetZone(), pair.rttMeanMicros());
        }
      }
    }
    return (source, target) -> micros.getOrDefault(source, Map.of()).getOrDefault(target, 0);
  }
}
