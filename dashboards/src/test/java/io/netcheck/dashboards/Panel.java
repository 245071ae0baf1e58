// SPDX-License-Identifier: Apache-2.0
package io.netcheck.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;

/** One panel of a dashboard. */
record Panel(Dashboard dashboard, JsonNode json) {
  String type() {
    return json.path("type").asText();
  }

  String title() {
    return json.path("title").asText();
  }

  List<Query> queries() {
    return Dashboard.list(json.path("targets")).stream()
        .map(target -> new Query(this, target))
        .toList();
  }

  /** All links of its fields, including links of single columns. */
  List<JsonNode> links() {
    JsonNode fields = json.path("fieldConfig");
    Stream<JsonNode> ofSingleColumns =
        Dashboard.list(fields.path("overrides")).stream()
            .flatMap(override -> Dashboard.list(override.path("properties")).stream())
            .filter(property -> property.path("id").asText().equals("links"))
            .map(property -> property.path("value"));
    return Stream.concat(Stream.of(fields.path("defaults").path("links")), ofSingleColumns)
        .flatMap(links -> Dashboard.list(links).stream())
        .toList();
  }

  @Override
  public String toString() {
    return dashboard + ": " + title();
  }
}
