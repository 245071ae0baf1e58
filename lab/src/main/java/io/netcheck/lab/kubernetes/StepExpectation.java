// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.kubernetes;

import io.netcheck.lab.kubernetes.ReportWatch.Seen;
import io.netcheck.report.ReportStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What every exporter must say during a step, with the names of the nodes.
 *
 * @param faults sorted
 */
record StepExpectation(List<String> faults, String apiProblem) {
  StepExpectation {
    faults = faults.stream().sorted().toList();
  }

  boolean isNothing() {
    return faults.isEmpty() && apiProblem.isEmpty();
  }

  String description() {
    List<String> all = new ArrayList<>(faults);
    if (!apiProblem.isEmpty()) {
      all.add("a problem with " + apiProblem);
    }
    return all.isEmpty() ? "nothing" : all.toString();
  }

  boolean isSaidBy(ReportState state) {
    return state.faults().equals(faults)
        && (apiProblem.isEmpty()
            ? state.apiProblems().isEmpty()
            : state.apiProblems().stream().anyMatch(problem -> problem.contains(apiProblem)));
  }

  /** Faults that were named and should not have been, however short. */
  List<String> problems(List<Seen> seen) {
    return seen.stream()
        .map(Seen::state)
        .filter(state -> !faults.containsAll(state.faults()))
        .map(state -> "for some time: " + state)
        .distinct()
        .toList();
  }

  /**
   * How long exporters said that something is wrong without naming a fault, although nothing was:
   * an agent that has not reported yet, or a link to a pod that is gone.
   */
  Duration unease(List<Seen> seen, Duration end) {
    Duration unease = Duration.ZERO;
    for (int i = 0; faults.isEmpty() && i < seen.size(); i++) {
      Seen from = seen.get(i);
      if (from.state().faults().isEmpty() && from.state().status() == ReportStatus.DEGRADED) {
        Duration until =
            seen.stream()
                .skip(i + 1L)
                .filter(later -> later.exporter().equals(from.exporter()))
                .map(Seen::at)
                .findFirst()
                .orElse(end);
        unease = unease.plus(until).minus(from.at());
      }
    }
    return unease;
  }
}
