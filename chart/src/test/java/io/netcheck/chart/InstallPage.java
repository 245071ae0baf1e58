// SPDX-License-Identifier: Apache-2.0
package io.netcheck.chart;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The commands and files in {@code docs/install.md}. */
final class InstallPage {
  static final String TEXT = Repository.read("docs/install.md");

  private InstallPage() {}

  static Stream<String> blocks(String text, String language) {
    return Pattern.compile("(?ms)^ *```" + language + "\n(.*?)^ *```$")
        .matcher(text)
        .results()
        .map(it -> it.group(1));
  }

  static List<String> commands(String block) {
    return block.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  /** The values in the page, each separately. */
  static List<String> values() {
    return blocks(TEXT, "yaml").filter(it -> it.startsWith("# values.yaml\n")).toList();
  }

  /** The single values file that a reader would write. */
  static Map<String, Object> allValues() {
    Map<String, Object> all = new TreeMap<>();
    values().forEach(it -> merge(all, Yaml.document(it)));
    return all;
  }

  private static void merge(Map<String, Object> into, Map<String, Object> values) {
    values.forEach((name, value) -> {
      if (value instanceof Map && into.get(name) instanceof Map<?, ?> there) {
        Map<String, Object> both = new TreeMap<>(Yaml.map(there));
        merge(both, Yaml.map(value));
        into.put(name, both);
      } else {
        into.put(name, value);
      }
    });
  }

  static String prometheus() {
    return blocks(TEXT, "yaml")
        .filter(it -> it.startsWith("# prometheus.yml\n"))
        .findFirst()
        .orElseThrow();
  }
}
