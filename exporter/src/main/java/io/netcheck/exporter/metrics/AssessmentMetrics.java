// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.metrics;

import io.netcheck.exporter.assess.Assessment;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** All metrics of the latest assessment. One scrape never mixes two assessments. */
public final class AssessmentMetrics implements MultiCollector {
  private final Supplier<Assessment> assessments;
  private final ClientMetrics clients;
  private final MeshMetrics mesh;

  public AssessmentMetrics(Supplier<Assessment> assessments, SeriesBudget budget) {
    this.assessments = assessments;
    this.clients = new ClientMetrics(assessments, budget);
    this.mesh = new MeshMetrics(assessments, budget);
  }

  @Override
  public MetricSnapshots collect() {
    Assessment assessment = assessments.get();
    return new MetricSnapshots(
        Stream.concat(clients.collect(assessment).stream(), mesh.collect(assessment).stream())
            .toList());
  }
}
