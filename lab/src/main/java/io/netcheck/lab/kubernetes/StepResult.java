// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.kubernetes;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What came of a step.
 *
 * @param problems what was not as expected
 * @param named after how long an exporter said what was expected, if anything was
 * @param unease how long something was said to be wrong without a fault, although nothing was
 * @param took how long the step took as a whole
 */
record StepResult(
    Step step, List<String> problems, Optional<Duration> named, Duration unease, Duration took) {
  boolean isAsExpected() {
    return problems.isEmpty();
  }
}
