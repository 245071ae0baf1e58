// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.lab.kubernetes.ReportWatch.Seen;
import io.netcheck.report.ReportStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepExpectationTest {
  private static final String UNREACHABLE = "node_unreachable node-1";
  private static final StepExpectation NOTHING = new StepExpectation(List.of(), "");
  private static final StepExpectation FAULT = new StepExpectation(List.of(UNREACHABLE), "");

  private static ReportState state(ReportStatus status, String... faults) {
    return new ReportState(status, "", List.of(faults), List.of(), List.of());
  }

  private static int problems(StepExpectation expectation, ReportState... states) {
    return expectation
        .problems(
            List.of(states).stream()
                .map(state -> new Seen(Duration.ZERO, "exporter", state))
                .toList())
        .size();
  }

  @Test
  void aFaultThatNobodyExpectsIsAProblemHoweverShort() {
    assertEquals(
        1,
        problems(
            NOTHING,
            state(ReportStatus.HEALTHY),
            state(ReportStatus.DEGRADED, UNREACHABLE),
            state(ReportStatus.HEALTHY)));
    assertEquals(
        1,
        problems(FAULT, state(ReportStatus.DEGRADED, UNREACHABLE, "link_down node-1 -> node-2")));
  }

  @Test
  void worryWithoutAFaultIsMeasured() {
    List<Seen> seen =
        List.of(
            new Seen(Duration.ofSeconds(1), "one", state(ReportStatus.DEGRADED)),
            new Seen(Duration.ofSeconds(2), "two", state(ReportStatus.DEGRADED)),
            new Seen(Duration.ofSeconds(4), "one", state(ReportStatus.HEALTHY)));

    assertEquals(List.of(), NOTHING.problems(seen));
    assertEquals(Duration.ofSeconds(3 + 8), NOTHING.unease(seen, Duration.ofSeconds(10)));
    assertEquals(Duration.ZERO, FAULT.unease(seen, Duration.ofSeconds(10)));
  }

  @Test
  void theExpectedFaultMustBeSaidAlone() {
    assertTrue(FAULT.isSaidBy(state(ReportStatus.DEGRADED, UNREACHABLE)));
    assertFalse(FAULT.isSaidBy(state(ReportStatus.HEALTHY)));
    assertFalse(FAULT.isSaidBy(state(ReportStatus.DEGRADED, UNREACHABLE, "clock_off node-2")));
  }

  @Test
  void aProblemWithTheApiMustNameWhatIsMissing() {
    StepExpectation expectation = new StepExpectation(List.of(), "tokenreviews");

    assertTrue(
        expectation.isSaidBy(
            new ReportState(
                ReportStatus.HEALTHY,
                "",
                List.of(),
                List.of(),
                List.of("cannot create tokenreviews: 403"))));
    assertFalse(expectation.isSaidBy(state(ReportStatus.HEALTHY)));
    assertFalse(
        NOTHING.isSaidBy(
            new ReportState(
                ReportStatus.HEALTHY, "", List.of(), List.of(), List.of("cannot list nodes"))));
  }
}
