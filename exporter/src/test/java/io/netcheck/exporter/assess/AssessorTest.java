// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.assess;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.Headers;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.Request;
import io.netcheck.daemon.http.RequestHead;
import io.netcheck.daemon.http.Response;
import io.netcheck.exporter.TestClock;
import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ClientState;
import io.netcheck.exporter.mesh.TestMesh;
import io.netcheck.exporter.metrics.ClientMetrics;
import io.netcheck.exporter.metrics.SeriesBudget;
import io.netcheck.exporter.report.ReportHandler;
import io.netcheck.exporter.report.ReportPrinter;
import io.netcheck.exporter.report.ReportQuery;
import io.netcheck.exporter.report.Reports;
import io.netcheck.report.Report;
import io.netcheck.report.ReportJson;
import io.netcheck.report.ReportSection;
import io.netcheck.report.ReportStatus;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssessorTest {
  private final TestClock clock = new TestClock();
  private final AtomicInteger failures = new AtomicInteger();
  private volatile boolean broken;
  private volatile List<Client> clients = TestMesh.of(3).clients();
  private final Assessor assessor = TestAssessor.of(this::clients, clock);
  private final ReportHandler handler = new ReportHandler(assessor, Reports.BUILDER, List::of);

  private List<Client> clients() {
    if (broken) {
      failures.incrementAndGet();
      throw new IllegalStateException("broken on purpose");
    }
    return clients;
  }

  @AfterEach
  void close() {
    assessor.close();
  }

  @Test
  void anAssessmentServesForASecond() {
    Assessment first = assessor.latest();
    clock.advance(Duration.ofMillis(800));
    assertSame(first, assessor.latest());
    clock.advance(Duration.ofMillis(201));
    assertNotSame(first, assessor.latest());
  }

  @Test
  void aChangeIsSeenSoonAfterAPoke() {
    assertEquals(List.of(), assessor.latest().faults());
    clients = TestMesh.of(3).dead("n2").clients();
    assessor.poke();
    assessor.poke();
    await().atMost(Duration.ofSeconds(5)).until(() -> assessor.latest().faults().size() == 1);
  }

  @Test
  void afterAFailedEvaluationTheNextOneGoesOn() {
    Assessment first = assessor.latest();
    broken = true;
    assessor.poke();
    await().atMost(Duration.ofSeconds(5)).until(() -> failures.get() == 1);
    broken = false;
    assessor.poke();
    await().atMost(Duration.ofSeconds(5)).until(() -> !assessor.latest().equals(first));
  }

  @Test
  void aFaultKeepsItsFirstTimeAcrossAssessments() {
    clients = TestMesh.of(3).dead("n2").clients();
    assessor.latest();
    clock.advance(Duration.ofSeconds(30));
    Report report = Reports.BUILDER.build(assessor.latest(), ReportQuery.DEFAULT);
    assertEquals("2026-01-02T03:04:05Z", report.faults().getFirst().since());
    assertEquals("2026-01-02T03:04:05Z", report.links().getFirst().since());
    assertEquals("2026-01-02T03:04:35Z", report.timestamp());
  }

  @Test
  void whoIsNotHeardSinceOthersLostItIsNotBelieved() {
    assertEquals(List.of("n1"), blamed(TestMesh.of(3).cut("n1", "n2").cut("n1", "n3")));
    clock.advance(Duration.ofSeconds(1));
    assertEquals(List.of("n2", "n3"), blamed(TestMesh.of(3).cut("n1", "n2").cut("n1", "n3")));
    clock.advance(Duration.ofSeconds(1));
    assertEquals(
        List.of("n1"),
        blamed(
            TestMesh.of(3)
                .cut("n1", "n2")
                .cut("n1", "n3")
                .heard("n2", Duration.ZERO)
                .heard("n3", Duration.ZERO)));
  }

  @ParameterizedTest
  @ValueSource(ints = {-5, 0, 5})
  void aWallClockThatJumpsByHoursChangesNoVerdict(int hours) {
    TestMesh mesh = TestMesh.of(3).cut("n1", "n2").cut("n1", "n3");
    assertEquals(List.of("n1"), blamed(mesh));
    clock.jumpWallClock(Duration.ofHours(hours));
    assertEquals(List.of("n1"), blamed(mesh));
    clock.advance(Duration.ofSeconds(1));
    clock.jumpWallClock(Duration.ofHours(-2L * hours));
    assertEquals(List.of("n2", "n3"), blamed(mesh));
  }

  @Test
  void theReportAndTheMetricsShowTheSameAssessment() throws Exception {
    PrometheusRegistry registry = new PrometheusRegistry();
    registry.register(new ClientMetrics(assessor::latest, new SeriesBudget(1_000)));
    Report before = ReportJson.read(get(Map.of(), "").body());
    // One client becomes stale between two views of the same moment.
    clients = TestMesh.of(3).state("n2", ClientState.STALE).clients();
    Report after = ReportJson.read(get(Map.of("links", "all"), "").body());
    assertEquals(before.assessment(), after.assessment());
    assertEquals(before.clients(), after.clients());
    assertEquals(3, active(registry));
    clock.advance(Duration.ofSeconds(2));
    assertEquals(2, active(registry));
    Report next = ReportJson.read(get(Map.of(), "").body());
    assertEquals(before.assessment() + 1, next.assessment());
    assertEquals(2, next.clients().active());
    assertEquals(1, next.clients().stale());
    assertTrue(
        new String(get(Map.of(), "text/plain").body(), UTF_8)
            .contains("2 active of 3 expected, 1 stale"));
  }

  private static double active(PrometheusRegistry registry) {
    return registry.scrape().stream()
        .filter(family -> family.getMetadata().getName().equals("netcheck_clients"))
        .flatMap(family -> family.getDataPoints().stream())
        .filter(point -> point.getLabels().equals(Labels.of("kind", "pod", "state", "active")))
        .mapToDouble(point -> ((GaugeDataPointSnapshot) point).getValue())
        .sum();
  }

  @Test
  void aLostPartIsCutOffAtOnce() {
    TestMesh mesh = TestMesh.of(6);
    for (String here : List.of("n1", "n2", "n3")) {
      mesh.cut(here, "n4").cut(here, "n5").cut(here, "n6");
    }
    blamed(mesh);
    clock.advance(Duration.ofSeconds(1));
    assertEquals(List.of("n4, n5, n6"), blamed(mesh));
  }

  @Test
  void whoToldOfTheLossItselfIsBelieved() {
    TestMesh mesh = TestMesh.of(6).split(3);
    assertEquals(List.of("n4, n5, n6"), blamed(mesh));
    clock.advance(Duration.ofSeconds(1));
    assertEquals(List.of("n4, n5, n6"), blamed(mesh));
    assertTrue(
        assessor
            .latest()
            .faults()
            .getFirst()
            .finding()
            .evidence()
            .contains("within each part the links are up"));
  }

  @Test
  void aPeerThatIsSlowToSpeakIsNotBlamedForOneLink() {
    TestMesh mesh = TestMesh.of(3).cut("n1", "n2");
    assertEquals(List.of("n1 -> n2"), blamed(mesh));
    clock.advance(Duration.ofSeconds(1));
    assertEquals(List.of("n1 -> n2"), blamed(mesh));
  }

  private List<String> blamed(TestMesh mesh) {
    clients = mesh.clients();
    assessor.poke();
    Assessment before = assessor.latest();
    await().atMost(Duration.ofSeconds(5)).until(() -> !assessor.latest().equals(before));
    return assessor.latest().faults().stream().map(Fault::subject).toList();
  }

  private Response get(Map<String, String> query, String accept) throws HttpError {
    return handler.handle(
        new Request(
            new RequestHead(
                InetAddress.getLoopbackAddress(),
                "GET",
                "/report",
                "",
                Headers.of("Accept", accept),
                List.of()),
            query,
            new byte[0]));
  }

  @Test
  void theReportIsJsonUnlessTextIsAskedFor() throws Exception {
    assertEquals(ReportStatus.HEALTHY, ReportJson.read(get(Map.of(), "*/*").body()).status());
    assertEquals("text/plain; charset=utf-8", get(Map.of(), "text/plain").contentType());
    assertEquals("text/plain; charset=utf-8", get(Map.of("format", "text"), "").contentType());
    assertTrue(
        get(Map.of("format", "json"), "text/plain").contentType().startsWith("application/json"));
  }

  @Test
  void aStoredReportIsNotServedOnceThereIsANewerOne() throws Exception {
    assertEquals(ReportStatus.HEALTHY, ReportJson.read(get(Map.of(), "").body()).status());
    clients = TestMesh.of(3).dead("n2").clients();
    clock.advance(Duration.ofSeconds(2));
    assertEquals(ReportStatus.DEGRADED, ReportJson.read(get(Map.of(), "").body()).status());
  }

  @Test
  void aValueThatMeansNothingIsRefusedWithWhatWasExpected() {
    refused("links", "some", "all, failing or none");
    refused("network", "wan", "pod, node or host");
    refused("node", "No Name", "the name of a node");
    refused("format", "xml", "json or text");
    refused("node", "n99", "no agent is known there");
  }

  private void refused(String parameter, String value, String expected) {
    HttpError error = assertThrows(HttpError.class, () -> get(Map.of(parameter, value), ""));
    assertTrue(String.valueOf(error.getMessage()).endsWith(expected), error.getMessage());
  }

  @Test
  void thePrinterPrintsAtItsInterval() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ReportPrinter _ =
        new ReportPrinter(
            assessor,
            Reports.BUILDER,
            () -> List.of(new ReportSection("Others", List.of("two of them"), List.of())),
            Duration.ofMillis(20),
            new PrintStream(bytes, true, UTF_8))) {
      await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> bytes.toString(UTF_8).split("HEALTHY", -1).length > 2);
      assertTrue(bytes.toString(UTF_8).contains("\n\nOthers\n  two of them\n"));
    }
  }
}
