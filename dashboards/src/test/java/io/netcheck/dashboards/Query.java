// SPDX-License-Identifier: Apache-2.0
package io.netcheck.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One query of a panel. */
record Query(Panel panel, JsonNode json) {
  private static final Pattern LABEL = Pattern.compile("\\{\\{\\s*(\\w+)\\s*\\}\\}");

  String expr() {
    return json.path("expr").asText();
  }

  boolean isInstant() {
    return json.path("instant").asBoolean();
  }

  /** The labels in its legend. */
  List<String> labels() {
    List<String> labels = new ArrayList<>();
    Matcher matcher = LABEL.matcher(json.path("legendFormat").asText());
    while (matcher.find()) {
      labels.add(matcher.group(1));
    }
    return labels;
  }

  @Override
  public String toString() {
    return panel + " " + json.path("refId").asText();
  }
}
