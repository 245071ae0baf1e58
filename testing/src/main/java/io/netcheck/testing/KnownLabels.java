// SPDX-License-Identifier: Apache-2.0
package io.netcheck.testing;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The labels for which a simulator of series has values. Which of them a series has is up to the
 * catalogue of metrics, so a new label there needs no change here.
 */
public record KnownLabels(Map<String, String> values) {
  /** Those that the scraper sets. */
  private static final List<String> OF_TARGETS = List.of("job", "instance", "cluster");

  public static KnownLabels of(String... namesAndValues) {
    return new KnownLabels(Map.of()).and(namesAndValues);
  }

  public KnownLabels and(String... namesAndValues) {
    Map<String, String> all = new LinkedHashMap<>(values);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      all.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return new KnownLabels(all);
  }

  /** All of them, in braces. */
  public String all() {
    return text(values.keySet());
  }

  /**
   * Those of a metric and of its target, in braces.
   *
   * @param required without a value they have their own name as one
   * @param optional without a value they are left out
   */
  public String text(List<String> required, List<String> optional) {
    Set<String> names = new LinkedHashSet<>(OF_TARGETS);
    names.addAll(optional);
    names.removeIf(name -> !values.containsKey(name));
    names.addAll(required);
    return text(names);
  }

  /** To Prometheus an empty label is none. */
  private String text(Collection<String> names) {
    return names.stream()
        .filter(name -> !values.getOrDefault(name, name).isEmpty())
        .map(name -> name + "=\"" + values.getOrDefault(name, name) + "\"")
        .collect(Collectors.joining(",", "{", "}"));
  }
}
