// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.assess;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ExpectedClients;
import io.netcheck.exporter.mesh.Mesh;
import io.netcheck.exporter.mesh.TestMesh;
import io.netcheck.report.ReportStatus;
import io.netcheck.verdict.FaultKind;
import io.netcheck.verdict.FaultPlace;
import io.netcheck.verdict.FaultScope;
import io.netcheck.verdict.FaultSeverity;
import io.netcheck.verdict.Finding;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static final Fault JOINING =
      new Fault(
          new Finding(
              FaultKind.JOINING,
              FaultSeverity.INFO,
              "n4",
              FaultScope.ANY,
              new FaultPlace("n4", "", "", ""),
              0,
              0,
              List.of("its agent started 8 s ago"),
              List.of(),
              0.9,
              "None."),
          Instant.EPOCH,
          Instant.EPOCH);

  private static Verdict verdict(
      TestMesh mesh, List<Fault> faults, List<DevelopingFailure> developing) {
    List<Client> clients = mesh.clients();
    ExpectedClients expected = ExpectedClients.of(Map.of(), clients, Set.of());
    return Verdict.of(clients, expected, Mesh.of(clients), faults, developing);
  }

  @Test
  void aNodeThatJoinsDegradesNothing() {
    assertEquals(
        new Verdict(
            ReportStatus.HEALTHY,
            "No fault: node n4 is joining, its agent started 8 s ago;"
                + " 6 of 12 links up in 1 network."),
        verdict(TestMesh.of(4).unreachable("n4"), List.of(JOINING), List.of()));
  }

  @Test
  void otherLinksThatAreDownStillDegrade() {
    assertEquals(
        new Verdict(ReportStatus.DEGRADED, "1 of 12 links are down."),
        verdict(TestMesh.of(4).unreachable("n4").cut("n1", "n2"), List.of(JOINING), List.of()));
  }

  @Test
  void nobodyIsSaidToReachEverybodyWhileSomethingFails() {
    DevelopingFailure failure = new DevelopingFailure("to n3", Instant.EPOCH, "more reports");
    assertEquals(
        new Verdict(
            ReportStatus.HEALTHY,
            "Something fails: the cause is not certain yet: to n3 (waiting for more reports)."),
        verdict(TestMesh.of(4), List.of(), List.of(failure)));
    assertEquals(
        new Verdict(
            ReportStatus.DEGRADED,
            "3 of 12 links are down; the cause is not certain yet: to n3"
                + " (waiting for more reports)."),
        verdict(
            TestMesh.of(4).cut("n1", "n3").cut("n2", "n3").cut("n4", "n3"),
            List.of(),
            List.of(failure)));
  }
}
