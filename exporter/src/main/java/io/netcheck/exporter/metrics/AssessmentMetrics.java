// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.metrics;

import io.netcheck.daemon.metrics.MetricFamily;
import io.netcheck.daemon.metrics.MetricSource;
import io.netcheck.exporter.assess.Assessment;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** All metrics of the latest assessment. One scrape never mixes two assessments. */
public final class AssessmentMetrics implements MetricSource {
  private final Supplier<Assessment> assessments;
  private final ClientMetrics clients;
  private final MeshMetrics mesh;

  public AssessmentMetrics(Supplier<Assessment> assessments, SeriesBudget budget) {
    this.assessments = assessments;
    this.clients = new ClientMetrics(assessments, budget);
    this.mesh = new MeshMetrics(assessments, budget);
  }

  @Override
  public List<MetricFamily> families() {
    Assessment assessment = assessments.get();
    return Stream.of(clients.families(assessment), mesh.families(assessment))
        .flatMap(List::stream)
        .toList();
  }
}
