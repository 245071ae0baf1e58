// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.report;

import io.netcheck.exporter.TestClock;
import io.netcheck.exporter.assess.Assessment;
import io.netcheck.exporter.assess.Assessor;
import io.netcheck.exporter.assess.TestAssessor;
import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ClientState;
import io.netcheck.exporter.mesh.TestMesh;
import io.netcheck.protocol.Network;
import io.netcheck.report.Report;
import java.time.Duration;
import java.util.List;

/** Reports that several tests look at. */
public final class Reports {
  public static final ReportBuilder BUILDER = new ReportBuilder("0.1.0", "lab", List::of, List::of);

  private Reports() {}

  public static Assessment assessment(TestMesh mesh) {
    return assessment(mesh.clients());
  }

  /** The assessment once the engine has had time to be certain. */
  public static Assessment assessment(List<Client> clients) {
    TestClock clock = new TestClock();
    try (Assessor assessor = TestAssessor.of(() -> clients, clock)) {
      for (int i = 0; i < 10; i++) {
        assessor.latest();
        clock.advance(Duration.ofMillis(1_001));
      }
      return assessor.latest();
    }
  }

  /** The first assessment of a cluster. */
  public static Assessment early(TestMesh mesh) {
    try (Assessor assessor = TestAssessor.of(mesh::clients, new TestClock())) {
      return assessor.latest();
    }
  }

  public static Report report(TestMesh mesh) {
    return BUILDER.build(assessment(mesh), ReportQuery.DEFAULT);
  }

  public static TestMesh healthy() {
    return TestMesh.of(3, Network.POD, Network.NODE)
        .zone("n1", "east")
        .zone("n2", "east")
        .zone("n3", "west")
        .service("web")
        .name("kubernetes.default.svc.cluster.local");
  }

  public static TestMesh faulty() {
    return TestMesh.of(6, Network.values())
        .dead("n3")
        .cutBoth("n1", "n5", Network.POD)
        .duplicate("n2")
        .stalled("n6")
        .state("n4", ClientState.ACTIVE)
        .zone("n1", "east")
        .service("web", "n1", "n2")
        .name("kubernetes.default.svc.cluster.local", "n4");
  }
}
