// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.netcheck.exporter.assess.Assessment;
import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ClientState;
import io.netcheck.exporter.mesh.TestMesh;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.ProbeKind;
import io.netcheck.report.Report;
import io.netcheck.report.ReportJson;
import io.netcheck.report.ReportStatus;
import io.netcheck.report.TextReport;
import io.netcheck.report.TextStyle;
import io.netcheck.verdict.recording.RecordedSituation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportTest {
  private static final ReportQuery EXPLAINED =
      new ReportQuery(
          ReportQuery.LinkChoice.FAILING,
          Optional.empty(),
          Optional.empty(),
          ReportQuery.Form.JSON,
          true);

  private static Report of(TestMesh mesh) {
    return Reports.report(mesh);
  }

  static Stream<Report> reports() {
    return Stream.of(
        of(Reports.healthy()),
        of(Reports.faulty()),
        of(TestMesh.of(0)),
        of(TestMesh.of(1)),
        of(TestMesh.of(6).split(3)),
        all(narrow()),
        Reports.BUILDER.build(Reports.early(Reports.faulty()), ReportQuery.DEFAULT),
        Reports.BUILDER.build(Reports.assessment(Reports.faulty()), EXPLAINED),
        Reports.BUILDER.build(
            Reports.assessment(Reports.faulty()),
            new ReportQuery(
                ReportQuery.LinkChoice.ALL,
                Optional.of(Network.POD),
                Optional.of("n1"),
                ReportQuery.Form.JSON,
                false)));
  }

  /** One path that says its size, and one that loses what is larger. */
  private static TestMesh narrow() {
    return TestMesh.of(3)
        .passes(1_400, "n1", "n2")
        .passes(1_300, "n3", "n2")
        .silent(ProbeKind.MTU, "n3", "n2");
  }

  private static Report all(TestMesh mesh) {
    return Reports.BUILDER.build(
        Reports.assessment(mesh),
        new ReportQuery(
            ReportQuery.LinkChoice.ALL,
            Optional.empty(),
            Optional.empty(),
            ReportQuery.Form.JSON,
            false));
  }

  private static String json(Report report) {
    return new String(ReportJson.write(report), UTF_8);
  }

  @ParameterizedTest
  @MethodSource("reports")
  void everyReportIsWhatTheSchemaSays(Report report) throws IOException {
    assertEquals(List.of(), schema().validate(json(report), InputFormat.JSON));
  }

  @Test
  void theSchemaTakesNothingElse() throws IOException {
    String json = json(of(Reports.healthy()));
    assertFalse(
        schema().validate(json.replaceFirst("\"status\"", "\"stat\""), InputFormat.JSON).isEmpty());
  }

  private static Schema schema() throws IOException {
    Path path = Path.of(System.getProperty("netcheck.root", ".."), "docs/report.schema.json");
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(Files.readString(path));
  }

  @Test
  void anExplainedReportIsWhatTheSchemaSays() throws IOException {
    Assessment assessment = Reports.assessment(Reports.faulty());
    byte[] json =
        ExplainedReport.answer(
                Reports.BUILDER.build(assessment, EXPLAINED),
                List.of(new RecordedSituation(1, List.of(), Set.of())),
                "")
            .body();
    assertEquals(List.of(), schema().validate(new String(json, UTF_8), InputFormat.JSON));
    assertTrue(new String(json, UTF_8).contains("\"recording\":{"));
  }

  @ParameterizedTest
  @MethodSource("reports")
  void aReportReadBackIsTheSame(Report report) throws IOException {
    assertEquals(report, ReportJson.read(ReportJson.write(report)));
  }

  @ParameterizedTest
  @MethodSource("reports")
  void theTextFitsATerminal(Report report) {
    TextReport.of(report, TextStyle.PLAIN)
        .lines()
        .forEach(line -> assertTrue(line.length() <= 100, line));
  }

  @Test
  void whatIsNoReportIsRefused() {
    assertThrows(IOException.class, () -> ReportJson.read("{\"schema\":2}".getBytes(UTF_8)));
    assertThrows(IOException.class, () -> ReportJson.read("no json".getBytes(UTF_8)));
    assertThrows(IOException.class, () -> ReportJson.read("null".getBytes(UTF_8)));
  }

  @Test
  void theJsonIsTheGoldenOne() throws IOException {
    assertGolden("healthy.json", ReportJson.pretty(of(Reports.healthy())) + "\n");
    assertGolden("faulty.json", ReportJson.pretty(of(Reports.faulty())) + "\n");
  }

  @Test
  void theTextIsTheGoldenOne() throws IOException {
    assertGolden("healthy.txt", TextReport.of(of(Reports.healthy()), TextStyle.PLAIN));
    assertGolden("faulty.txt", TextReport.of(of(Reports.faulty()), TextStyle.PLAIN));
  }

  /** With {@code -Dtest.jvm.args=-Dnetcheck.golden=write} the golden files are made anew. */
  private static void assertGolden(String name, String actual) throws IOException {
    if (System.getProperty("netcheck.golden", "").equals("write")) {
      Files.writeString(
          Path.of("src/test/resources/io/netcheck/exporter/report", name), actual, UTF_8);
      return;
    }
    try (InputStream golden = ReportTest.class.getResourceAsStream(name)) {
      assertEquals(new String(Objects.requireNonNull(golden, name).readAllBytes(), UTF_8), actual);
    }
  }

  @Test
  void coloursAreOnlyInTheColouredPage() {
    Report report = of(Reports.faulty());
    assertFalse(TextReport.of(report, TextStyle.PLAIN).contains("\u001b"));
    String coloured = TextReport.of(report, TextStyle.ANSI);
    assertTrue(coloured.contains("\u001b[1;33mDEGRADED\u001b[0m"), coloured);
    assertEquals(
        TextReport.of(report, TextStyle.PLAIN), coloured.replaceAll("\u001b\\[[0-9;]*m", ""));
  }

  @Test
  void whoNeverProbesPeersIsNotMissedAmongThoseWhoMeasure() {
    Report beside = of(TestMesh.of(4).reporter("n3").reporter("n4"));
    assertEquals(ReportStatus.HEALTHY, beside.status());
    assertTrue(beside.summary().startsWith("Every measured link is up: "), beside.summary());
    // The first new agent among them has no peers yet.
    TestMesh first = TestMesh.of(3).reporter("n2").reporter("n3");
    assertFalse(of(first).summary().contains("agents measure nothing"));
  }

  @Test
  void theStatusIsNoBetterThanWhatIsKnown() {
    assertEquals(ReportStatus.HEALTHY, of(TestMesh.of(3)).status());
    assertEquals(ReportStatus.UNKNOWN, of(TestMesh.of(0)).status());
    assertEquals(ReportStatus.UNKNOWN, of(TestMesh.of(1)).status());
    assertEquals(ReportStatus.UNKNOWN, of(TestMesh.of(1).state("n1", ClientState.STALE)).status());
    assertEquals(
        ReportStatus.UNKNOWN,
        of(TestMesh.of(2).state("n1", ClientState.STALE).state("n2", ClientState.STALE)).status());
    assertEquals(ReportStatus.DEGRADED, of(TestMesh.of(5).cut("n1", "n2")).status());
    assertEquals(ReportStatus.DEGRADED, of(TestMesh.of(5).dead("n2")).status());
    assertEquals(
        ReportStatus.DEGRADED, of(TestMesh.of(3).silent(ProbeKind.MTU, "*", "n2")).status());
    assertEquals(ReportStatus.CRITICAL, of(TestMesh.of(2).dead("n2")).status());
    assertEquals(ReportStatus.CRITICAL, of(TestMesh.of(6).split(3)).status());
  }

  @Test
  void aFailureWithoutACertainCauseIsSaid() {
    Assessment down = Reports.early(TestMesh.of(5).dead("n3"));
    Report report = Reports.BUILDER.build(down, ReportQuery.DEFAULT);
    assertEquals(List.of(), report.faults());
    assertEquals("n3", report.developing().getFirst().where());
    assertEquals(ReportStatus.DEGRADED, report.status());
    assertTrue(
        report.summary().startsWith("4 of 20 links are down; the cause is not certain yet: n3 ("),
        report.summary());
    Report early =
        Reports.BUILDER.build(
            Reports.early(TestMesh.of(3).service("web", "n1", "n2")), ReportQuery.DEFAULT);
    assertEquals(ReportStatus.HEALTHY, early.status());
    assertTrue(
        early.summary().startsWith("Something fails: the cause is not certain yet: web ("),
        early.summary());
  }

  @Test
  void aFaultSaysEverythingThatTheEngineKnows() {
    Report.FaultRow fault = of(TestMesh.of(5).zone("n3", "east").dead("n3")).faults().getFirst();
    assertEquals("node_unreachable n3", fault.kind() + " " + fault.subject());
    assertEquals("critical", fault.severity());
    assertEquals("n3", fault.node());
    assertNull(fault.zone(), "a new exporter may not know it");
    assertNull(fault.source());
    assertEquals(1.0, fault.rate());
    assertTrue(String.valueOf(fault.onset()).compareTo(fault.since()) < 0, fault.toString());
    assertFalse(fault.ruledOut().isEmpty());
    assertFalse(fault.hint().isEmpty());
  }

  @Test
  void theReportOfAnOlderExporterCanBeRead() throws IOException {
    String json = json(of(TestMesh.of(3).dead("n2")));
    int from = json.indexOf("\"faults\":");
    int to = json.indexOf("\"developing\":");
    String faults = json.substring(from, to);
    for (String field : List.of("severity", "ip_family", "probe", "node", "onset")) {
      faults = faults.replaceAll("\"" + field + "\":\"[^\"]*\",", "");
    }
    json = json.substring(0, from) + faults + json.substring(to);
    json = json.replaceAll("\"(developing|ruled_out)\":\\[[^]]*\\],", "");
    Report report = ReportJson.read(json.getBytes(UTF_8));
    assertEquals(List.of(), report.developing());
    assertTrue(TextReport.of(report, TextStyle.PLAIN).contains("node_unreachable  n2"));
  }

  @Test
  void theSummaryNamesTheGuilty() {
    assertEquals(
        "All 3 agents reach each other: 6 of 6 links up in 1 network.",
        of(TestMesh.of(3)).summary());
    assertEquals(
        "1 fault: node n3 is unreachable in network pod, 4 of 4 observers get no answer"
            + " (timeout).",
        of(TestMesh.of(5).dead("n3")).summary());
    assertEquals(
        "Only 1 agent reports, and it has no peers, so there is nothing to measure.",
        of(TestMesh.of(1)).summary());
  }

  @Test
  void anExporterThatNeverHeardOfADeadNodeNamesItAllTheSame() {
    List<Client> living = TestMesh.of(4).dead("n4").clients().subList(0, 3);
    Report report = Reports.BUILDER.build(Reports.assessment(living), ReportQuery.DEFAULT);
    assertEquals(ReportStatus.DEGRADED, report.status());
    assertTrue(report.summary().contains("node n4 is unreachable"), report.summary());
  }

  @Test
  void anAgentThatMeasuresNothingIsNotSaidToReachAnybody() {
    List<Client> clients = new ArrayList<>(TestMesh.of(3).clients());
    clients.set(0, TestMesh.of(1).clients().getFirst());
    Report report = Reports.BUILDER.build(Reports.assessment(clients), ReportQuery.DEFAULT);
    assertEquals(ReportStatus.UNKNOWN, report.status());
    assertTrue(report.summary().contains("1 of 3 agents measure nothing"), report.summary());
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 20})
  void aLeavingAgentIsNoOutage(int agents) {
    Report report = of(TestMesh.of(agents).unreachable("n2").state("n2", ClientState.LEAVING));
    assertEquals(ReportStatus.HEALTHY, report.status(), report.summary());
    assertEquals(1, report.clients().leaving());
    assertEquals(agents - 1, report.clients().expected());
  }

  @Test
  void whatNobodyOwesIsNotMissed() {
    Report report = of(TestMesh.of(2).unreachable("n2").state("n2", ClientState.LEAVING));
    assertEquals(ReportStatus.UNKNOWN, report.status());
    assertTrue(report.summary().contains("nothing to measure"), report.summary());
  }

  @Test
  void aPathThatCarriesLessIsAFaultOnlyIfItDoesNotSaySo() {
    Report report = all(narrow());
    assertEquals(
        List.of("mtu_black_hole n3 -> n2"),
        report.faults().stream().map(fault -> fault.kind() + " " + fault.subject()).toList());
    assertEquals(new Report.NarrowPaths(1, 1_400), report.networks().getFirst().narrowPaths());
    assertEquals(
        List.of("n1 -> n2 1400", "n3 -> n2 1300"),
        report.links().stream()
            .filter(link -> link.pathMtuBytes() != null)
            .map(link -> link.source() + " -> " + link.target() + " " + link.pathMtuBytes())
            .toList());
    String text = TextReport.of(report, TextStyle.PLAIN);
    assertTrue(
        text.contains(
            "pod: 1 path carries less than the route promises, at least 1400 bytes; path MTU"
                + " discovery works"),
        text);
    assertTrue(text.contains("packets of 1300 bytes pass, of 1301 bytes do not"), text);
    assertNull(of(TestMesh.of(3)).networks().getFirst().narrowPaths());
  }

  @Test
  void linksAreListedAsAskedFor() {
    Assessment assessment =
        Reports.assessment(TestMesh.of(4, Network.POD, Network.NODE).dead("n2"));
    assertEquals(6, links(assessment, ReportQuery.LinkChoice.FAILING, Optional.empty()));
    assertEquals(24, links(assessment, ReportQuery.LinkChoice.ALL, Optional.empty()));
    assertEquals(0, links(assessment, ReportQuery.LinkChoice.NONE, Optional.empty()));
    assertEquals(12, links(assessment, ReportQuery.LinkChoice.ALL, Optional.of("n2")));
  }

  private static int links(
      Assessment assessment, ReportQuery.LinkChoice choice, Optional<String> node) {
    ReportQuery query =
        new ReportQuery(choice, Optional.empty(), node, ReportQuery.Form.JSON, false);
    return Reports.BUILDER.build(assessment, query).links().size();
  }
}
