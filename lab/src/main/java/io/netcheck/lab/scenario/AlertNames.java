// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Formats alerts in one line. Several alerts of one name appear as a count. */
final class AlertNames {
  private AlertNames() {}

  static String of(List<String> alerts) {
    return alerts.stream()
        .collect(
            Collectors.groupingBy(
                alert -> alert.substring(0, alert.indexOf('{')), TreeMap::new, Collectors.toList()))
        .entrySet()
        .stream()
        .map(entry ->
            entry.getValue().size() == 1
                ? entry.getValue().getFirst()
                : entry.getKey() + " (" + entry.getValue().size() + ")")
        .collect(Collectors.joining(", "));
  }
}
