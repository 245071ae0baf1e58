// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.assess;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.Request;
import io.netcheck.daemon.http.RequestHead;
import io.netcheck.daemon.http.RequestHeaders;
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
import io.netcheck.exporter.state.PastReport;
import io.netcheck.exporter.state.PastStates;
import io.netcheck.report.Report;
import io.netcheck.report.ReportJson;
import io.netcheck.report.ReportSection;
import io.netcheck.report.ReportStatus;
import io.netcheck.verdict.Judgement;
import io.netcheck.verdict.VerdictEngine;
import io.netcheck.verdict.recording.RecordedSituation;
import io.netcheck.verdict.recording.SituationJson;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
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
  private final ReportHandler handler =
      new ReportHandler(assessor, Reports.BUILDER, List::of, new PastReport(PastStates.NONE));

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
  void nodesThatOneAgentInventsAreNoFault() {
    TestMesh larger = TestMesh.of(40);
    for (int i = 4; i <= 40; i++) {
      larger.cut("n1", "n" + i);
    }
    List<Client> inventing = new ArrayList<>(clients);
    inventing.set(0, larger.clients().getFirst());
    clients = inventing;
    for (int second = 0; second < 40; second++) {
      clock.advance(Duration.ofSeconds(1));
      assertEquals(List.of(), assessor.latest().faults(), "in second " + second);
    }
    assertEquals(ReportStatus.HEALTHY, assessor.latest().verdict().status());
  }

  @Test
  void aChangeIsSeenSoonAfterAPoke() {
    assertEquals(List.of(), assessor.latest().faults());
    clients = TestMesh.of(3).dead("n2").clients();
    assessor.poke();
    assessor.poke();
    await().atMost(Duration.ofSeconds(5)).until(() -> !assessor.latest().developing().isEmpty());
    assertEquals("n2", assessor.latest().developing().getFirst().where());
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
    assertEquals(List.of("n2"), blamed(TestMesh.of(3).dead("n2")));
    Report before = Reports.BUILDER.build(assessor.latest(), ReportQuery.DEFAULT);
    clock.advance(Duration.ofSeconds(30));
    Report report = Reports.BUILDER.build(assessor.latest(), ReportQuery.DEFAULT);
    assertEquals(before.faults().getFirst().since(), report.faults().getFirst().since());
    assertEquals(before.faults().getFirst().onset(), report.faults().getFirst().onset());
    assertEquals("2026-01-02T03:04:07Z", report.links().getFirst().since());
    assertEquals("2026-01-02T03:04:55Z", report.timestamp());
  }

  @Test
  void whoIsNotHeardSinceOthersLostItIsNotBelieved() {
    assertEquals(List.of(), blamed(TestMesh.of(4)));
    TestMesh mesh = TestMesh.of(4).cut("n1", "n3").cut("n1", "n4").cut("n2", "n3").cut("n2", "n4");
    for (int second = 1; second < 10; second++) {
      clients =
          mesh.heard("n3", Duration.ofSeconds(3 + second))
              .heard("n4", Duration.ofSeconds(3 + second))
              .clients();
      clock.advance(Duration.ofMillis(1_001));
      assessor.latest();
    }
    assertEquals(List.of("n3", "n4"), blamed());
  }

  @ParameterizedTest
  @ValueSource(ints = {-5, 0, 5})
  void aWallClockThatJumpsByHoursChangesNoVerdict(int hours) {
    TestMesh mesh = TestMesh.of(3).cut("n1", "n2").cut("n1", "n3");
    assertEquals(List.of("n1"), blamed(mesh));
    clock.jumpWallClock(Duration.ofHours(hours));
    assertEquals(List.of("n1"), blamed(mesh));
    clock.jumpWallClock(Duration.ofHours(-2L * hours));
    assertEquals(List.of("n1"), blamed(mesh));
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
  void theRecordingIsOfTheSameAssessment() {
    assertEquals(List.of("n2"), blamed(TestMesh.of(3).dead("n2")));
    ExplainedAssessment explained = assessor.explained();
    VerdictEngine engine = new VerdictEngine();
    Judgement replayed = new Judgement(List.of(), List.of(), List.of());
    for (RecordedSituation situation : explained.recording()) {
      replayed = engine.judge(situation.situation());
    }
    assertEquals(
        explained.assessment().faults().stream().map(Fault::finding).toList(), replayed.findings());
    assertEquals(explained.assessment().considered(), replayed.considered());
  }

  @Test
  void anExplainedReportHasARecordingThatCanBeReadBack() throws Exception {
    assertEquals(List.of("n2"), blamed(TestMesh.of(3).dead("n2")));
    Response plain = get(Map.of("explain", "1"), "");
    Report report = ReportJson.read(plain.body());
    assertFalse(Objects.requireNonNull(report.considered()).isEmpty());
    assertFalse(SituationJson.read(plain.body()).isEmpty());
    assertNull(ReportJson.read(get(Map.of(), "").body()).considered());
    assertEquals(List.of(), SituationJson.read(get(Map.of(), "").body()));
    assertTrue(
        new String(get(Map.of("explain", "1", "format", "text"), "").body(), UTF_8)
            .contains("Considered causes"));
  }

  @Test
  void anExplainedReportIsCompressedForWhomeverCanUnpackIt() throws Exception {
    assessor.latest();
    Response packed =
        handler.handle(
            request(
                Map.of("explain", "1"),
                RequestHeaders.of(Map.of("Accept-Encoding", "deflate, gzip;q=1.0"))));
    assertEquals("gzip", packed.headers().get("Content-Encoding"));
    byte[] json = new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes();
    assertEquals(1, SituationJson.read(json).size());
  }

  /** Who is blamed once the engine has had time to be certain. */
  private List<String> blamed(TestMesh mesh) {
    clients = mesh.clients();
    for (int i = 0; i < 10; i++) {
      clock.advance(Duration.ofSeconds(2));
      assessor.latest();
    }
    return blamed();
  }

  private List<String> blamed() {
    return assessor.latest().faults().stream().map(Fault::subject).toList();
  }

  private Response get(Map<String, String> query, String accept) throws HttpError {
    return handler.handle(request(query, RequestHeaders.of(Map.of("Accept", accept))));
  }

  private static Request request(Map<String, String> query, RequestHeaders headers) {
    return new Request(
        new RequestHead(InetAddress.getLoopbackAddress(), "GET", "/report", "", headers, List.of()),
        query,
        new byte[0]);
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
    refused("explain", "yes", "0 or 1");
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
