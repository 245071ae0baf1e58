// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Formats results as a Markdown table, in seconds since the fault. */
public final class ResultTable {
  private ResultTable() {}

  public static String of(List<ScenarioResult> results) {
    StringBuilder table =
        new StringBuilder(
            """
            | scenario | first failing probe | verdict | alert | notification | notifications | |
            |---|---|---|---|---|---|---|
            """);
    for (ScenarioResult result : results) {
      table.append(
          "| `%s` | %s | %s | %s | %s | %d | %s |%n"
              .formatted(
                  result.scenario().name(),
                  seconds(result.probe()),
                  seconds(result.verdict()),
                  seconds(result.firing()),
                  seconds(result.notification()),
                  result.notifications(),
                  result.isAsExpected() ? "as expected" : "**not as expected**"));
    }
    return table.toString();
  }

  private static String seconds(Optional<Duration> duration) {
    return duration.map(Timeline::seconds).orElse("–");
  }
}
