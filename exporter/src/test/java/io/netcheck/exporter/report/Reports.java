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
  public static final ReportBuilder BUILDER = new ReportBuilder("0.1.0", "lab");

  private Reports() {}

  public static Assessment assessment(TestMesh mesh) {
    return assessment(mesh.clients());
  }

  public static Assessment assessment(List<Client> clients) {
    try (Assessor assessor = TestAssessor.of(() -> clients, new TestClock())) {
      return assessor.latest();
    }
  }

  /** What is found now and was found three seconds ago. */
  public static Assessment lasting(TestMesh mesh) {
    TestClock clock = new TestClock();
    try (Assessor assessor = TestAssessor.of(mesh::clients, clock)) {
      assessor.latest();
      clock.advance(Duration.ofSeconds(3));
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
