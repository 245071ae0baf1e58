// SPDX-License-Identifier: Apache-2.0
package io.netcheck.chart;

import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** YAML as maps, lists and scalars. */
final class Yaml {
  private Yaml() {}

  /** Every document except empty ones. */
  static List<Map<String, Object>> documents(String text) {
    Load load = new Load(LoadSettings.builder().setCodePointLimit(16 << 20).build());
    return StreamSupport.stream(load.loadAllFromString(text).spliterator(), false)
        .filter(Map.class::isInstance)
        .map(Yaml::map)
        .toList();
  }

  static Map<String, Object> document(String text) {
    List<Map<String, Object>> documents = documents(text);
    return documents.isEmpty() ? Map.of() : documents.getFirst();
  }

  @SuppressWarnings("unchecked") // keys of YAML that people write are texts
  static Map<String, Object> map(Object yaml) {
    return (Map<String, Object>) yaml;
  }

  /** The value at a path of keys. An empty map, list or text counts as missing for the caller. */
  static Object at(Object yaml, String... path) {
    Object value = yaml;
    for (String key : path) {
      value = value instanceof Map<?, ?> map ? map.get(key) : null;
    }
    return value == null ? Map.of() : value;
  }

  /** The list at a path, or an empty list. */
  static List<?> list(Object yaml, String... path) {
    return at(yaml, path) instanceof List<?> list ? list : List.of();
  }

  /** The text at a path, or an empty text. */
  static String text(Object yaml, String... path) {
    Object value = at(yaml, path);
    return value instanceof Map ? "" : String.valueOf(value);
  }
}
