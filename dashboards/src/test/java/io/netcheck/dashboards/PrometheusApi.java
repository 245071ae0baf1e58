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
import java.util.TreeMap;

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
    String expr = scope.into(query.expr());
    JsonNode data =
        query.isInstant()
            ? data("query?query=" + encode(expr) + "&time=" + seconds(range.end()))
            : data(
                "query_range?query=%s&start=%s&end=%s&step=%s"
                    .formatted(
                        encode(expr),
                        seconds(range.start()),
                        seconds(range.end()),
                        range.step().toSeconds()));
    List<Map<String, String>> series = new ArrayList<>();
    for (JsonNode one : data.path("result")) {
      Map<String, String> labels = new TreeMap<>();
      one.path("metric")
          .properties()
          .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
      series.add(labels);
    }
    return series;
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
