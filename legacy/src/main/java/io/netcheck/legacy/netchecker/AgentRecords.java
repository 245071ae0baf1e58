// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.netchecker;

import com.fasterxml.jackson.databind.JsonNode;
import io.netcheck.exporter.client.SharedClients.Learned;
import io.netcheck.exporter.store.ExternalRecords;
import io.netcheck.exporter.store.RecordAge;
import io.netcheck.exporter.store.RecordLines;
import io.netcheck.legacy.golang.GoException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The agents of netchecker as a store carries them. The lists of a report are in the record of its
 * agent; times, counts and probes are also in each sighting, because they change with every report.
 */
final class AgentRecords implements ExternalRecords {
  /** The first part of the names. */
  static final String PROTOCOL = "netchecker";

  private static final String PREFIX = PROTOCOL + "/";

  /** {@code docs/state.md} lists the fields. */
  private record AgentLine(
      JsonNode report,
      long version,
      int incarnation,
      long startedAgoMs,
      long errors,
      long ageMs,
      String heardAt) {}

  private final ReportingAgents table;

  AgentRecords(ReportingAgents table) {
    this.table = table;
  }

  static String name(String pod) {
    return PREFIX + pod;
  }

  private static String pod(String name) {
    return name.substring(PREFIX.length());
  }

  @Override
  public List<String> names() {
    return table.all().stream().map(agent -> name(agent.report().podName())).toList();
  }

  @Override
  public Optional<JsonNode> record(String name) {
    return table.find(pod(name)).map(agent -> line(agent, agent.lists()));
  }

  @Override
  public Optional<JsonNode> sighting(String name) {
    return table.find(pod(name)).map(agent -> line(agent, AgentLists.NONE));
  }

  private JsonNode line(ReportingAgent agent, AgentLists lists) {
    long now = table.nowNanos();
    return RecordLines.JSON.valueToTree(
        new AgentLine(
            tree(AgentJson.exact(agent.report(), lists)),
            agent.version(),
            agent.incarnation(),
            millis(now - agent.incarnationBeganNanos()),
            agent.errorsBefore(),
            millis(now - agent.heardNanos()),
            agent.heardAt().toString()));
  }

  private static JsonNode tree(byte[] json) {
    try {
      return RecordLines.JSON.readTree(json);
    } catch (IOException e) {
      throw new IllegalStateException("written by this program", e);
    }
  }

  private static long millis(long nanos) {
    return Duration.ofNanos(Math.max(0, nanos)).toMillis();
  }

  @Override
  public Set<String> takeChanged() {
    return table.changes().takeChanged();
  }

  @Override
  public Set<String> takeHeard() {
    return table.changes().takeHeard();
  }

  @Override
  public Learned learn(String name, JsonNode record, RecordAge age) throws IOException {
    return table.learn(agent(name, record), age);
  }

  @Override
  public void heardElsewhere(String name, JsonNode sighting) throws IOException {
    table.heardElsewhere(agent(name, sighting));
  }

  @Override
  public void hold(Duration time) {
    table.hold(time.toNanos());
  }

  private ReportingAgent agent(String name, JsonNode json) throws IOException {
    AgentLine line = RecordLines.JSON.treeToValue(json, AgentLine.class);
    if (line == null || line.report() == null || line.heardAt() == null) {
      throw new IOException("\"report\" or \"heard_at\" is missing");
    }
    try {
      AgentReport report = AgentInput.read(RecordLines.JSON.writeValueAsBytes(line.report()));
      if (!report.podName().equals(pod(name))) {
        throw new IOException("\"podname\" must be the name of the record");
      }
      long now = table.nowNanos();
      return new ReportingAgent(
          report.withoutMaps(),
          AgentLists.of(report),
          Math.max(1, line.version()),
          Math.max(1, line.incarnation()),
          now - nanos(line.startedAgoMs()),
          Math.max(0, line.errors()),
          now - nanos(line.ageMs()),
          Instant.parse(line.heardAt()),
          true);
    } catch (GoException e) {
      throw new IOException("\"report\" is no report: " + e.text(), e);
    } catch (DateTimeException e) {
      throw new IOException("\"heard_at\" is no time: " + e.getMessage(), e);
    }
  }

  /** Longer times make no difference, and must not overflow. */
  private static long nanos(long millis) {
    return Duration.ofMillis(Math.clamp(millis, 0, Duration.ofDays(3_650).toMillis())).toNanos();
  }
}
