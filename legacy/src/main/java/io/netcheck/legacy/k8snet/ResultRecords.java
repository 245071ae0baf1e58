// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import com.fasterxml.jackson.databind.JsonNode;
import io.netcheck.exporter.client.SharedClients.Learned;
import io.netcheck.exporter.store.ExternalRecords;
import io.netcheck.exporter.store.RecordAge;
import io.netcheck.exporter.store.RecordChanges;
import io.netcheck.exporter.store.RecordLines;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The results for hosts, or for pods, as a store carries them: one record for each source. They
 * have no sightings, because how long a test took can wait for the next time that its record is
 * written.
 */
final class ResultRecords implements ExternalRecords {
  /** The first part of the names of results for hosts; the second is the source. */
  static final String HOSTS = "k8snet-hosts";

  /** The same for pods. */
  static final String PODS = "k8snet-pods";

  /** {@code docs/state.md} lists the fields. */
  private record RowLine(
      List<String> targets,
      List<String> pings,
      List<String> ports,
      List<Long> durationsNs,
      @Nullable String newest,
      long ageMs) {}

  private final String prefix;
  private final K8snetTables tables;
  private final ResultTable rows;

  ResultRecords(String protocol, K8snetTables tables, ResultTable rows) {
    this.prefix = protocol + "/";
    this.tables = tables;
    this.rows = rows;
  }

  @Override
  public List<String> names() {
    return rows.rows().stream().map(row -> prefix + row.source()).toList();
  }

  @Override
  public Optional<JsonNode> record(String name) {
    ResultRow row = rows.bySource().get(name.substring(prefix.length()));
    return Optional.ofNullable(row).map(this::line);
  }

  private JsonNode line(ResultRow row) {
    List<Long> durations = new ArrayList<>(row.size());
    for (long duration : row.durationNanos()) {
      durations.add(duration);
    }
    return RecordLines.JSON.valueToTree(
        new RowLine(
            List.of(row.targets()),
            List.of(row.pings()),
            List.of(row.ports()),
            durations,
            row.newest().map(Instant::toString).orElse(null),
            Duration.ofNanos(Math.max(0, tables.clients().nowNanos() - row.heardNanos()))
                .toMillis()));
  }

  @Override
  public Optional<JsonNode> sighting(String name) {
    return Optional.empty();
  }

  @Override
  public Set<String> takeChanged() {
    return named(RecordChanges::takeChanged);
  }

  @Override
  public Set<String> takeHeard() {
    return named(RecordChanges::takeHeard);
  }

  private Set<String> named(Function<RecordChanges, Set<String>> sources) {
    return sources.apply(rows.changes()).stream()
        .map(source -> prefix + source)
        .collect(Collectors.toSet());
  }

  @Override
  public Learned learn(String name, JsonNode record, RecordAge age) throws IOException {
    RowLine line = RecordLines.JSON.treeToValue(record, RowLine.class);
    if (line == null
        || line.targets() == null
        || line.pings() == null
        || line.ports() == null
        || line.durationsNs() == null) {
      throw new IOException("\"targets\", \"pings\", \"ports\" or \"durations_ns\" is missing");
    }
    int size = line.targets().size();
    if (line.pings().size() != size
        || line.ports().size() != size
        || line.durationsNs().size() != size) {
      throw new IOException(
          "\"pings\", \"ports\" and \"durations_ns\" must be one for each target");
    }
    if (line.durationsNs().contains(null)) {
      throw new IOException("\"durations_ns\" must have numbers");
    }
    String[] targets = texts("targets", line.targets());
    for (int i = 1; i < size; i++) {
      if (targets[i - 1].compareTo(targets[i]) >= 0) {
        throw new IOException("\"targets\" must be sorted and distinct");
      }
    }
    String source = name.substring(prefix.length());
    long now = tables.clients().nowNanos();
    long ageMillis =
        age == RecordAge.BEFORE_START
            ? 0
            : Math.clamp(line.ageMs(), 0, Duration.ofDays(1).toMillis());
    ResultRow row =
        new ResultRow(
            source,
            targets,
            texts("pings", line.pings()),
            texts("ports", line.ports()),
            line.durationsNs().stream().mapToLong(Long::longValue).toArray(),
            time(line.newest()),
            now - Duration.ofMillis(ageMillis).toNanos());
    boolean known = rows.learn(row, tables.clients().patienceNanos(), age);
    tables.clients().reported(source);
    return known ? Learned.TAKEN : Learned.REFUSED;
  }

  private String[] texts(String field, List<String> texts) throws IOException {
    String[] canonical = new String[texts.size()];
    for (int i = 0; i < canonical.length; i++) {
      String text = texts.get(i);
      if (text == null || text.length() > ResultsInput.LONGEST_TARGET) {
        throw new IOException("\"" + field + "\" must have short texts");
      }
      String known = tables.canonical(text);
      // Without room for another text, it is still the text of this row.
      canonical[i] = known.isEmpty() ? text : known;
    }
    return canonical;
  }

  private static Optional<Instant> time(@Nullable String text) throws IOException {
    try {
      return Optional.ofNullable(text).map(Instant::parse);
    } catch (DateTimeException e) {
      throw new IOException("\"newest\" is no time: " + e.getMessage(), e);
    }
  }

  @Override
  public void heardElsewhere(String name, JsonNode sighting) {
    // There are no sightings.
  }

  @Override
  public void hold(Duration time) {
    // Results end with their clients.
  }
}
