// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.netchecker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netcheck.exporter.TestClock;
import io.netcheck.exporter.client.RegistryConfig;
import io.netcheck.exporter.client.SharedClients.Learned;
import io.netcheck.exporter.store.RecordAge;
import io.netcheck.exporter.store.RecordLines;
import io.netcheck.legacy.golang.GoException;
import io.netcheck.legacy.golang.GoGenerator;
import io.netcheck.protocol.AllowedRanges;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What two exporters know of netchecker's agents, with their records carried by hand. */
class AgentRecordsTest {
  private static final String NAME = "netchecker/pod-1";

  private final TestClock clock = new TestClock();
  private final ReportingAgents one = table();
  private final ReportingAgents two = table();
  private final AgentRecords from = new AgentRecords(one);
  private final AgentRecords to = new AgentRecords(two);

  private ReportingAgents table() {
    return new ReportingAgents(
        new RegistryConfig(
            Duration.ofSeconds(15), Duration.ofMinutes(10), 100, AllowedRanges.PRIVATE),
        clock);
  }

  private static void hear(ReportingAgents table, String fields) throws GoException {
    String json =
        "{\"podname\":\"pod-1\",\"nodename\":\"n1\",\"report_interval\":15" + fields + "}";
    assertEquals(Optional.empty(), table.hear(AgentInput.read(json.getBytes(UTF_8))));
  }

  private static String json(ReportingAgents table) {
    return table
        .find("pod-1")
        .map(agent -> GoGenerator.text(out -> AgentJson.write(out, agent)))
        .orElse("");
  }

  private JsonNode record() {
    return from.record(NAME).orElseThrow();
  }

  @Test
  void aRecordSaysTheSameElsewhere() throws Exception {
    hear(
        one,
        ",\"hostdate\":\"2026-11-30T12:00:00.5+08:00\",\"uptime\":18446744073709551615,"
            + "\"ips\":{\"eth0\":[\"10.1.2.3/24\"],\"none\":null},\"nslookup\":{\"a<b\":[]},"
            + "\"network_probes\":[{\"URL\":\"http://a/\",\"Total\":9223372036854}]");
    assertEquals(Set.of(NAME), from.takeChanged());
    assertEquals(Learned.TAKEN, to.learn(NAME, record(), RecordAge.FRESH));
    assertTrue(json(one).contains("\"none\":null"));
    assertEquals(json(one), json(two));
    // An old agent stays old: what it did not send is not there.
    hear(one, "");
    assertEquals(Learned.TAKEN, to.learn(NAME, record(), RecordAge.FRESH));
    assertEquals(json(one), json(two));
    assertEquals("netchecker-1.0", two.find("pod-1").orElseThrow().report().version());
  }

  @Test
  void aSightingCarriesWhatChangesWithEveryReport() throws Exception {
    hear(one, ",\"ips\":{\"eth0\":[\"10.1.2.3/24\"]},\"uptime\":100");
    to.learn(NAME, record(), RecordAge.FRESH);
    from.takeChanged();
    clock.advance(Duration.ofSeconds(15));
    hear(
        one,
        ",\"ips\":{\"eth0\":[\"10.1.2.3/24\"]},\"uptime\":115,"
            + "\"network_probes\":[{\"URL\":\"http://a/\",\"Total\":7}]");
    assertEquals(Set.of(), from.takeChanged(), "no record is written for it");
    to.heardElsewhere(NAME, from.sighting(NAME).orElseThrow());
    assertEquals(json(one), json(two));
    assertEquals(2, two.find("pod-1").orElseThrow().version());

    hear(one, ",\"ips\":{\"eth0\":[\"10.1.2.4/24\"]},\"uptime\":130");
    assertEquals(Set.of(NAME), from.takeChanged(), "another address is news");
  }

  @Test
  void anAgentEndsAfterItsOwnTimeWithoutReports() throws Exception {
    hear(one, "");
    to.learn(NAME, record(), RecordAge.FRESH);
    clock.advance(Duration.ofSeconds(299));
    assertFalse(two.find("pod-1").orElseThrow().isAbsent(two.nowNanos()));
    // The first exporter is gone; now the agent reports to the second one.
    hear(two, "");
    clock.advance(Duration.ofSeconds(299));
    assertFalse(two.find("pod-1").orElseThrow().isAbsent(two.nowNanos()));
    clock.advance(Duration.ofSeconds(2));
    assertTrue(two.find("pod-1").orElseThrow().isAbsent(two.nowNanos()));
    to.takeChanged();
    clock.advance(Duration.ofMinutes(5));
    assertEquals(Optional.empty(), two.find("pod-1"));
    assertEquals(Set.of(NAME), to.takeChanged(), "its record is deleted");
    assertEquals(Optional.empty(), to.record(NAME));
  }

  @Test
  void theAgeOfARecordCounts() throws Exception {
    hear(one, "");
    clock.advance(Duration.ofSeconds(200));
    to.learn(NAME, record(), RecordAge.FRESH);
    clock.advance(Duration.ofSeconds(101));
    assertTrue(two.find("pod-1").orElseThrow().isAbsent(two.nowNanos()));
    // What is older than any exporter remembers is not taken in again.
    JsonNode old = ((ObjectNode) to.record(NAME).orElseThrow()).put("age_ms", 3_600_000);
    assertEquals(
        Learned.REFUSED, new AgentRecords(table()).learn(NAME, old, RecordAge.BEFORE_START));
  }

  @Test
  void whatWasFreshBeforeARestartIsFreshAfterwards() throws Exception {
    hear(one, "");
    clock.advance(Duration.ofSeconds(20));
    JsonNode fresh = record();
    clock.advance(Duration.ofSeconds(20));
    JsonNode outdated = record();
    ReportingAgents next = table();
    assertEquals(Learned.TAKEN, new AgentRecords(next).learn(NAME, fresh, RecordAge.BEFORE_START));
    assertEquals(next.nowNanos(), next.find("pod-1").orElseThrow().heardNanos());
    ReportingAgents other = table();
    assertEquals(
        Learned.TAKEN, new AgentRecords(other).learn(NAME, outdated, RecordAge.BEFORE_START));
    assertTrue(other.find("pod-1").orElseThrow().isOutdated(other.nowNanos()));
  }

  @Test
  void aRecordThatIsFoundAgainDoesNotReviveASilentAgent() throws Exception {
    hear(one, "");
    JsonNode stored = record();
    to.learn(NAME, stored, RecordAge.FRESH);
    clock.advance(Duration.ofMinutes(6));
    long errors = two.find("pod-1").orElseThrow().errors(two.nowNanos());
    assertEquals(Learned.TAKEN, to.learn(NAME, stored, RecordAge.UNKNOWN));
    assertTrue(two.find("pod-1").orElseThrow().isAbsent(two.nowNanos()));
    assertEquals(errors, two.find("pod-1").orElseThrow().errors(two.nowNanos()));
    // A later report is a sign of life.
    hear(one, "");
    assertEquals(Learned.TAKEN, to.learn(NAME, record(), RecordAge.UNKNOWN));
    assertFalse(two.find("pod-1").orElseThrow().isAbsent(two.nowNanos()));
  }

  @Test
  void aRecordIsWrittenAgainWhenItsAgentFallsSilent() throws Exception {
    hear(one, "");
    from.takeChanged();
    assertEquals(1, one.all().size());
    assertEquals(Set.of(), from.takeChanged());
    for (Duration silence : List.of(Duration.ofSeconds(31), Duration.ofSeconds(270))) {
      clock.advance(silence);
      assertEquals(1, one.all().size());
      assertEquals(Set.of(NAME), from.takeChanged(), () -> "after " + silence);
      clock.advance(Duration.ofSeconds(2));
      assertEquals(1, one.all().size());
      assertEquals(Set.of(), from.takeChanged(), "once");
    }
    ReportingAgents next = table();
    new AgentRecords(next).learn(NAME, record(), RecordAge.BEFORE_START);
    assertTrue(next.find("pod-1").orElseThrow().isAbsent(next.nowNanos()), "after a restart");
  }

  @Test
  void theNewerReportStays() throws Exception {
    hear(one, ",\"ips\":{\"a\":[]}");
    JsonNode old = record();
    to.learn(NAME, old, RecordAge.FRESH);
    hear(two, ",\"ips\":{\"b\":[]}");
    assertEquals(
        Learned.AHEAD, to.learn(NAME, old, RecordAge.FRESH), "it writes what it knows again");
    assertTrue(json(two).contains("\"b\""));
    assertEquals(Learned.TAKEN, from.learn(NAME, to.record(NAME).orElseThrow(), RecordAge.FRESH));
    assertEquals(json(two), json(one));
  }

  @Test
  void whoOnlyOthersHearDoesNotAgeWhileTheyCannotBeHeard() throws Exception {
    hear(one, "");
    to.learn(NAME, record(), RecordAge.FRESH);
    clock.advance(Duration.ofSeconds(290));
    from.hold(Duration.ofSeconds(280));
    to.hold(Duration.ofSeconds(280));
    clock.advance(Duration.ofSeconds(20));
    assertTrue(one.find("pod-1").orElseThrow().isAbsent(one.nowNanos()), "it should have heard it");
    assertFalse(two.find("pod-1").orElseThrow().isAbsent(two.nowNanos()));
  }

  @Test
  void aBadRecordIsNamed() throws Exception {
    hear(one, "");
    ObjectNode good = (ObjectNode) record();
    assertEquals("\"report\" or \"heard_at\" is missing", problem(RecordLines.JSON.readTree("{}")));
    assertEquals(
        "\"podname\" must be the name of the record",
        problem(
            good.deepCopy().set("report", RecordLines.JSON.readTree("{\"podname\":\"other\"}"))));
    assertEquals(
        "\"report\" is no report: json: cannot unmarshal number into Go struct field"
            + " AgentSpec.podname of type string",
        problem(good.deepCopy().set("report", RecordLines.JSON.readTree("{\"podname\":1}"))));
    assertTrue(
        problem(good.deepCopy().put("heard_at", "now")).startsWith("\"heard_at\" is no time"));
    assertTrue(problem(RecordLines.JSON.readTree("[1]")).contains("AgentLine"));
    assertEquals(Optional.empty(), two.find("pod-1"));
  }

  private String problem(JsonNode record) {
    return String.valueOf(
        assertThrows(IOException.class, () -> to.learn(NAME, record, RecordAge.FRESH))
            .getMessage());
  }
}
