// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What came of a scenario. Times count from the fault.
 *
 * @param problems what was not as expected; none if all was
 * @param verdict until the report named the expected faults and no other
 * @param firing until the first alert fired
 * @param notifications how many times the pager rang
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
