// SPDX-License-Identifier: Apache-2.0
package io.netcheck.chart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table of values, from the comments in values.yaml that start with {@code # --}. */
final class ValuesTable {
  private static final Pattern COMMENT = Pattern.compile(" *# -- (.*)");
  private static final Pattern KEY = Pattern.compile("( *)([A-Za-z0-9]+):( .*)?");

  private final List<String> rows = new ArrayList<>();
  private final List<String> undocumented = new ArrayList<>();

  ValuesTable(String text) throws JsonProcessingException {
    Map<String, Object> values = Yaml.document(text);
    Deque<String> path = new ArrayDeque<>();
    String comment = "";
    int within = -1;
    for (String line : text.lines().toList()) {
      Matcher said = COMMENT.matcher(line);
      Matcher key = KEY.matcher(line);
      if (said.matches()) {
        comment = said.group(1);
      } else if (key.matches()) {
        int depth = key.group(1).length() / 2;
        if (within >= 0 && depth > within) {
          continue; // inside of a value that is documented as a whole
        }
        within = -1;
        while (path.size() > depth) {
          path.removeLast();
        }
        path.addLast(key.group(2));
        Object value = Yaml.at(values, path.toArray(String[]::new));
        if (!comment.isEmpty()) {
          row(String.join(".", path), value, comment);
          within = depth;
        } else if (!(value instanceof Map<?, ?> map) || map.isEmpty()) {
          undocumented.add(String.join(".", path));
        }
        comment = "";
      }
    }
  }

  private void row(String path, Object value, String comment) throws JsonProcessingException {
    rows.add(
        "| `%s` | `%s` | %s |"
            .formatted(path, new ObjectMapper().writeValueAsString(value), comment));
  }

  List<String> undocumented() {
    return undocumented;
  }

  String text() {
    return "| value | default | meaning |\n|---|---|---|\n" + String.join("\n", rows) + "\n";
  }
}
