// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli.docs;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The metrics of Netcheck's own in one answer of {@code /metrics}: their types, and every label
 * that any of their series has.
 */
record Scrape(Map<String, String> types, Map<String, Set<String>> labels) {
  private static final Pattern SERIES = Pattern.compile("(netcheck_[a-z_]+)(?:\\{(.*)})? [^ ]+");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"(?:[^\"\\\\]|\\\\.)*\"");

  static Scrape of(String text) {
    Map<String, String> types = new TreeMap<>();
    Map<String, Set<String>> labels = new TreeMap<>();
    for (String line : text.lines().toList()) {
      if (line.startsWith("# TYPE netcheck_")) {
        String[] words = line.split(" ", -1);
        types.put(words[2], words[3]);
      }
      Matcher series = SERIES.matcher(line);
      if (series.matches()) {
        Set<String> its =
            labels.computeIfAbsent(family(series.group(1), types.keySet()), _ -> new TreeSet<>());
        if (series.group(2) != null) {
          LABEL.matcher(series.group(2)).results().forEach(label -> its.add(label.group(1)));
          its.remove("le");
        }
      }
    }
    return new Scrape(types, labels);
  }

  /** The parts of a histogram are one metric. */
  private static String family(String name, Collection<String> known) {
    String shorter = name.replaceFirst("_(bucket|sum|count)$", "");
    return known.contains(name) ? name : shorter;
  }
}
