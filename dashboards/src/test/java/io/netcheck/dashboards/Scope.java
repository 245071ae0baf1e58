// SPDX-License-Identifier: Apache-2.0
package io.netcheck.dashboards;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The values with which Grafana replaces the variables in a query. */
record Scope(Map<String, String> values) {
  private static final Pattern VARIABLE = Pattern.compile("\\$(\\w*[a-z]\\w*)|\\$\\{(\\w+)\\}");

  Scope {
    values = Map.copyOf(values);
  }

  /** All values selected, for one cluster and one node. */
  static Scope all(String cluster, String node) {
    return new Scope(
        Map.of(
            "cluster", cluster,
            "job", ".+",
            "instance", ".+",
            "network", ".*",
            "zone", ".*",
            "node", node,
            "source", ".*",
            "target", ".*",
            "__rate_interval", "1m",
            "__range", "5m"));
  }

  Scope with(String name, String value) {
    Map<String, String> changed = new LinkedHashMap<>(values);
    changed.put(name, value);
    return new Scope(changed);
  }

  /**
   * Returns the query that Prometheus receives.
   *
   * @throws AssertionError if a variable has no value
   */
  String into(String query) {
    return VARIABLE
        .matcher(query)
        .replaceAll(match -> {
          String name = match.group(1) == null ? match.group(2) : match.group(1);
          if (!values.containsKey(name)) {
            throw new AssertionError("$" + name + " has no value in " + query);
          }
          return Matcher.quoteReplacement(values.get(name));
        });
  }
}
