// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The result of a scenario. All times are since the fault.
 *
 * @param problems differences from the expectation; empty if there are none
 * @param verdict until the report named the expected faults and no others
 * @param firing until the first alert fired
 * @param notifications the number of notifications
 */
public record ScenarioResult(
    Scenario scenario,
    List<String> problems,
    Optional<Duration> probe,
    Optional<Duration> verdict,
    Optional<Duration> firing,
    Optional<Duration> notification,
    int notifications) {
  public ScenarioResult {
    problems = List.copyOf(problems);
  }

  public boolean isAsExpected() {
    return problems.isEmpty();
  }
}
