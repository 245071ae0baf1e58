// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One alert, identified by its labels, which include its name. */
public record FiringAlert(Map<String, String> labels) {
  private static final String NAME = "alertname";

  public FiringAlert {
    labels = Map.copyOf(labels);
  }

  /** Reads an object of labels in the format of Prometheus and Alertmanager. */
  public static FiringAlert of(JsonNode labels) {
    Map<String, String> texts = new HashMap<>();
    labels.properties().forEach(label -> texts.put(label.getKey(), label.getValue().asText()));
    return new FiringAlert(texts);
  }

  public String name() {
    return labels.getOrDefault(NAME, "");
  }

  @Override
  public String toString() {
    return name()
        + new TreeMap<>(labels)
            .entrySet().stream()
                .filter(label -> !label.getKey().equals(NAME))
                .map(label -> label.getKey() + "=" + label.getValue())
                .collect(Collectors.joining(",", "{", "}"));
  }
}
