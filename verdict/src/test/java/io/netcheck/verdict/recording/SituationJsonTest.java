// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict.recording;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.netcheck.protocol.MalformedException;
import io.netcheck.verdict.Judgement;
import io.netcheck.verdict.Observer;
import io.netcheck.verdict.Situation;
import io.netcheck.verdict.VerdictEngine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SituationJsonTest {
  private static byte[] json(List<RecordedSituation> recording) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = new JsonFactory().createGenerator(bytes)) {
      SituationJson.write(out, recording);
    }
    return bytes.toByteArray();
  }

  private static List<Judgement> judged(List<Situation> situations) {
    VerdictEngine engine = new VerdictEngine();
    return situations.stream().map(engine::judge).toList();
  }

  private static List<Situation> outage(RecordedCluster cluster) {
    List<Situation> situations = new ArrayList<>();
    for (int second = 1; second <= 30; second++) {
      Set<String> dead = second < 12 ? Set.of() : Set.of("n3");
      situations.add(cluster.at(second, dead, second < 25 ? Set.of() : Set.of("n3")));
    }
    return situations;
  }

  private static List<RecordedSituation> recorded(List<Situation> situations) {
    SituationRecorder recorder = new SituationRecorder();
    situations.forEach(recorder::add);
    return recorder.situations();
  }

  @Test
  void aRecordingIsJudgedLikeWhatWasRecorded() throws IOException {
    List<Situation> situations = outage(new RecordedCluster(6, 5));
    List<Judgement> judgements = judged(situations);
    assertTrue(
        judgements.stream()
            .flatMap(judgement -> judgement.findings().stream())
            .anyMatch(finding -> finding.subject().equals("n3")));
    List<RecordedSituation> read = SituationJson.read(json(recorded(situations)));
    assertEquals(judgements, judged(read.stream().map(RecordedSituation::situation).toList()));
  }

  @Test
  void whatIsWrittenAgainIsTheSame() throws IOException {
    byte[] first = json(recorded(outage(new RecordedCluster(6, 5))));
    assertEquals(new String(first, UTF_8), new String(json(SituationJson.read(first)), UTF_8));
  }

  @Test
  void whatHasNotChangedIsWrittenOnce() throws IOException {
    RecordedCluster cluster = new RecordedCluster(5, 4);
    Situation first = cluster.at(1, Set.of(), Set.of());
    List<RecordedSituation> recording =
        List.of(
            new RecordedSituation(1, first.observers(), Set.of()),
            new RecordedSituation(2, first.observers(), Set.of("gone")),
            new RecordedSituation(3, first.observers().subList(1, 5), Set.of()));
    String json = new String(json(recording), UTF_8);
    assertTrue(
        json.endsWith(
            "{\"at_ns\":2,\"ignored\":[\"gone\"],\"observers\":[]},"
                + "{\"at_ns\":3,\"gone\":[\"pod/n1\"],\"observers\":[]}]}"),
        json);
    List<RecordedSituation> read = SituationJson.read(json.getBytes(UTF_8));
    assertSame(read.get(0).observers().get(1), read.get(2).observers().getFirst());
    assertTrue(read.get(1).situation().ignored().test("gone"));
    assertEquals(4, read.get(2).observers().size());
  }

  @Test
  void resultsThatStayAreTheSameObject() throws IOException {
    Observer reporting = new RecordedCluster(2, 1).at(1, Set.of(), Set.of()).observers().getFirst();
    Observer silent =
        new Observer(
            reporting.id(),
            reporting.zone(),
            Observer.Standing.SILENT,
            reporting.heardNanos(),
            reporting.life(),
            reporting.endpoint(),
            reporting.reporting(),
            reporting.clockOffset(),
            reporting.rivals(),
            reporting.planes(),
            reporting.services(),
            reporting.dns(),
            reporting.kernel());
    List<RecordedSituation> read =
        SituationJson.read(
            json(
                List.of(
                    new RecordedSituation(1, List.of(reporting), Set.of()),
                    new RecordedSituation(2, List.of(silent), Set.of()))));
    Observer before = read.get(0).observers().getFirst();
    Observer after = read.get(1).observers().getFirst();
    assertEquals(Observer.Standing.SILENT, after.standing());
    assertSame(before.planes(), after.planes());
    assertSame(before.dns(), after.dns());
    assertEquals(reporting.reporting(), after.reporting());
    assertEquals(reporting.rivals(), after.rivals());
    assertEquals(reporting.services(), after.services());
  }

  @Test
  void aRecordingInAReportIsFound() throws IOException {
    String recording = new String(json(recorded(outage(new RecordedCluster(3, 2)))), UTF_8);
    String report = "{\"schema\":1,\"faults\":[{\"kind\":\"x\"}],\"recording\":" + recording + "}";
    assertFalse(SituationJson.read(report.getBytes(UTF_8)).isEmpty());
    assertEquals(List.of(), SituationJson.read("{\"schema\":1}".getBytes(UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no json",
        "[]",
        "{\"recording_version\":2}",
        "{\"situations\":[{}]}",
        "{\"situations\":[{\"at_ns\":2},{\"at_ns\":1}]}",
        "{\"situations\":[{\"at_ns\":1,\"observers\":[{\"kind\":\"pod\",\"node\":\"n1\"}]}]}",
        "{\"situations\":[{\"at_ns\":1,\"observers\":[{\"kind\":\"pod\",\"node\":\"n1\","
            + "\"standing\":\"silent\",\"heard_ns\":1,\"same_results\":true}]}]}"
      })
  void whatIsNoRecordingIsRefused(String json) {
    assertThrows(MalformedException.class, () -> SituationJson.read(json.getBytes(UTF_8)));
  }
}
