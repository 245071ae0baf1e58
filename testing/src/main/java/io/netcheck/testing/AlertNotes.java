// SPDX-License-Identifier: Apache-2.0
package io.netcheck.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What documentation and chart say about one alert, from its rule and the comments above it in
 * {@code alerts/rules}: {@code # Fires when: …}, {@code # Labels: …} and {@code # Threshold: … (0 <
 * x < 1)}.
 *
 * @param severity {@code ""} if it is that of the fault
 * @param waits the {@code for} of the rule
 * @param labels {@code ""} if the alert has no labels but its severity and the cluster
 */
public record AlertNotes(
    String name,
    String severity,
    String waits,
    String firesWhen,
    String labels,
    Optional<Threshold> threshold,
    boolean isOnly) {
  private static final Pattern ALERT =
      Pattern.compile(
          "(?m)^  # Fires when: (.*)\\n(?:  # Labels: (.*)\\n)?(?:  # Threshold: (.*)"
              + " \\((.*)\\)\\n)?  - alert: (\\w+)\\n(?:    .*\\n)*?    for: (\\w+)\\n(?:   "
              + " .*\\n)*?      severity: (.+)\\n");

  /** The severity of an alert that takes it from the fault. */
  private static final String OF_THE_FAULT = "'{{ $labels.severity }}'";

  /** The order of the lists puts the alerts about the network first. */
  private static final List<String> FILES = List.of("faults", "netcheck", "slo");

  /**
   * A number in the rules that users can change.
   *
   * @param value the default
   * @param range such as {@code 0 < x < 1}
   */
  public record Threshold(String value, String meaning, String range) {}

  /** All alerts, in the order of the files and of the rules in them. */
  public static List<AlertNotes> all(Path rules) throws IOException {
    List<AlertNotes> alerts = new ArrayList<>();
    String texts = texts(rules);
    Matcher found = ALERT.matcher(texts);
    while (found.find()) {
      String name = found.group(5);
      Optional<Threshold> threshold =
          Optional.ofNullable(found.group(3))
              .map(meaning -> new Threshold(value(texts, name), meaning, found.group(4)));
      alerts.add(
          new AlertNotes(
              name,
              found.group(7).equals(OF_THE_FAULT) ? "" : found.group(7),
              found.group(6),
              found.group(1),
              Optional.ofNullable(found.group(2)).orElse(""),
              threshold,
              texts.split("- alert: " + name + "\\n", -1).length == 2));
    }
    long rulesWithAlert = Pattern.compile("(?m)^  - alert: ").matcher(texts).results().count();
    if (alerts.isEmpty() || alerts.size() != rulesWithAlert) {
      throw new IllegalStateException(
          "only "
              + alerts.size()
              + " of "
              + rulesWithAlert
              + " alerts have a comment \"# Fires when: …\", a for and a severity");
    }
    return alerts;
  }

  /** The name of its values in the chart; alerts of one name differ in their severity. */
  public String key() {
    return isOnly
        ? name
        : name + severity.substring(0, 1).toUpperCase(Locale.ROOT) + severity.substring(1);
  }

  private static String texts(Path rules) throws IOException {
    StringBuilder texts = new StringBuilder();
    for (String file : FILES) {
      texts.append(Files.readString(rules.resolve(file + ".yaml")));
    }
    try (Stream<Path> files = Files.list(rules)) {
      if (files.count() != FILES.size()) {
        throw new IllegalStateException("a file in " + rules + " is not listed here");
      }
    }
    return texts.toString();
  }

  private static String value(String texts, String name) {
    List<String> values =
        Pattern.compile("([0-9.]+)[),]* # threshold " + name + "\\n")
            .matcher(texts)
            .results()
            .map(result -> result.group(1))
            .distinct()
            .toList();
    if (values.size() != 1) {
      throw new IllegalStateException("the threshold of " + name + " is not one number: " + values);
    }
    return values.getFirst();
  }
}
