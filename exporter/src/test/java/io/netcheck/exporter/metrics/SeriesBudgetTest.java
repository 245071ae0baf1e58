// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.exporter.assess.Assessment;
import io.netcheck.exporter.mesh.TestMesh;
import io.netcheck.exporter.report.Reports;
import org.junit.jupiter.api.Test;

class SeriesBudgetTest {
  @Test
  void whatOneCollectorHoldsTheOthersCannotHave() {
    SeriesBudget budget = new SeriesBudget(10);
    assertEquals(7, budget.ask("a", 7));
    assertEquals(3, budget.ask("b", 5));
    assertEquals(2, budget.dropped());
    assertEquals(10, budget.used());
    // The next scrape gives the last one's back first.
    assertEquals(4, budget.ask("a", 4));
    assertEquals(5, budget.ask("b", 5));
    assertEquals(2, budget.dropped());
    assertEquals(9, budget.used());
  }

  @Test
  void clientsBeyondTheBudgetAreCountedButHaveNoSeriesOfTheirOwn() {
    Assessment assessment = Reports.assessment(TestMesh.of(3));
    SeriesBudget budget = new SeriesBudget(5);
    String scrape =
        new ClientMetrics(() -> assessment, budget)
            .collect().stream()
                .flatMap(snapshot -> snapshot.getDataPoints().stream())
                .map(point -> point.getLabels().toString())
                .reduce("", String::concat);
    assertTrue(scrape.contains("\"n2\""), scrape);
    assertFalse(scrape.contains("\"n3\""), scrape);
    assertEquals(1, budget.dropped());
    assertEquals(3, assessment.clients().size());
  }
}
