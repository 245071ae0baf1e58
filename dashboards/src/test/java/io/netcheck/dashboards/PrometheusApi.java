// SPDX-License-Identifier: Apache-2.0
package io.netcheck.dashboards;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Runs the queries of a dashboard on a Prometheus. */
final class PrometheusApi {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Get get;

  /** Sends a GET request with a path and a query to the Prometheus. */
  interface Get {
    String get(String pathAndQuery) throws IOException, InterruptedException;
  }

  /**
   * The steps of a range.
   *
   * @param start the time of the first step
   */
  record Range(Instant start, Instant end, Duration step) {}

  PrometheusApi(Get get) {
    this.get = get;
  }

  /** The labels of the series that the query returns at the end of the range, or within it. */
  List<Map<String, String>> series(Query query, Scope scope, Range range)
      throws IOException, InterruptedException {
    List<Map<String, String>> series = new ArrayList<>();
    for (JsonNode one : ask(query, scope, range).path("result")) {
      Map<String, String> labels = new TreeMap<>();
      one.path("metric")
          .properties()
          .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
      series.add(labels);
    }
    return series;
  }

  /**
   * The series that the query returns, with their labels and values, in any order. The last digits
   * of a value depend on the order in which Prometheus sums, so they are rounded.
   */
  Set<String> results(Query query, Scope scope, Range range)
      throws IOException, InterruptedException {
    Set<String> results = new TreeSet<>();
    for (JsonNode one : ask(query, scope, range).path("result")) {
      List<String> points = new ArrayList<>();
      for (JsonNode point : one.has("value") ? List.of(one.path("value")) : one.path("values")) {
        double value = Double.parseDouble(point.path(1).asText().replace("Inf", "Infinity"));
        points.add("%s %.9g".formatted(point.path(0), value));
      }
      results.add(one.path("metric") + " " + points);
    }
    return results;
  }

  private JsonNode ask(Query query, Scope scope, Range range)
      throws IOException, InterruptedException {
    String expr = scope.into(query.expr());
    return query.isInstant()
        ? data("query?query=" + encode(expr) + "&time=" + seconds(range.end()))
        : data(
            "query_range?query=%s&start=%s&end=%s&step=%s"
                .formatted(
                    encode(expr),
                    seconds(range.start()),
                    seconds(range.end()),
                    range.step().toSeconds()));
  }

  List<String> labelValues(String selector, String label) throws IOException, InterruptedException {
    List<String> values = new ArrayList<>();
    data("label/" + label + "/values?match%5B%5D=" + encode(selector))
        .forEach(value -> values.add(value.asText()));
    return values;
  }

  private JsonNode data(String pathAndQuery) throws IOException, InterruptedException {
    JsonNode answer = JSON.readTree(get.get("/api/v1/" + pathAndQuery));
    if (!answer.path("status").asText().equals("success")) {
      throw new IOException(answer.path("error").asText() + ": " + pathAndQuery);
    }
    return answer.path("data");
  }

  private static String seconds(Instant instant) {
    return String.valueOf(instant.getEpochSecond());
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
