// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import com.fasterxml.jackson.databind.JsonNode;
import io.netcheck.exporter.client.SharedClients.Learned;
import io.netcheck.exporter.store.ExternalRecords;
import io.netcheck.exporter.store.RecordAge;
import io.netcheck.exporter.store.RecordChanges;
import io.netcheck.exporter.store.RecordLines;
import io.netcheck.legacy.golang.GoException;
import io.netcheck.legacy.golang.GoTime;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The results for services as a store carries them, without sightings. */
final class ServiceRecords implements ExternalRecords {
  /** The first part of the names; the second is the source. */
  static final String PROTOCOL = "k8snet-service";

  private static final String PREFIX = PROTOCOL + "/";

  /** {@code docs/state.md} lists the fields. */
  private record ServiceLine(
      String sourceIp,
      String targetIp,
      String ping,
      @Nullable Map<Long, String> ports,
      long latencyNs,
      long durationNs,
      String timestamp,
      long ageMs) {}

  private final K8snetTables tables;
  private final ServiceTable rows;

  ServiceRecords(K8snetTables tables) {
    this.tables = tables;
    this.rows = tables.services();
  }

  @Override
  public List<String> names() {
    return rows.rows().stream().map(row -> PREFIX + row.source()).toList();
  }

  @Override
  public Optional<JsonNode> record(String name) {
    return Optional.ofNullable(rows.bySource().get(name.substring(PREFIX.length())))
        .map(this::line);
  }

  private JsonNode line(ServiceRow row) {
    return RecordLines.JSON.valueToTree(
        new ServiceLine(
            row.sourceIp(),
            row.targetIp(),
            row.ping(),
            row.ports(),
            row.latencyNanos(),
            row.durationNanos(),
            row.timestamp().toString(),
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
        .map(source -> PREFIX + source)
        .collect(Collectors.toSet());
  }

  @Override
  public Learned learn(String name, JsonNode record, RecordAge age) throws IOException {
    ServiceLine line = RecordLines.JSON.treeToValue(record, ServiceLine.class);
    if (line == null
        || line.sourceIp() == null
        || line.targetIp() == null
        || line.ping() == null
        || line.timestamp() == null) {
      throw new IOException("\"source_ip\", \"target_ip\", \"ping\" or \"timestamp\" is missing");
    }
    String source = name.substring(PREFIX.length());
    long now = tables.clients().nowNanos();
    long ageMillis =
        age == RecordAge.BEFORE_START
            ? 0
            : Math.clamp(line.ageMs(), 0, Duration.ofDays(1).toMillis());
    try {
      ServiceRow row =
          new ServiceRow(
              source,
              line.sourceIp(),
              line.targetIp(),
              line.ping(),
              ports(line.ports()),
              line.latencyNs(),
              line.durationNs(),
              GoTime.parse(line.timestamp()),
              now - Duration.ofMillis(ageMillis).toNanos());
      boolean known = rows.learn(row, age);
      tables.clients().reported(source);
      return known ? Learned.TAKEN : Learned.REFUSED;
    } catch (GoException e) {
      throw new IOException("\"timestamp\" is no time: " + e.text(), e);
    }
  }

  private static @Nullable SortedMap<Long, String> ports(@Nullable Map<Long, String> ports)
      throws IOException {
    if (ports != null && ports.containsValue(null)) {
      throw new IOException("\"ports\" must have texts");
    }
    return ports == null ? null : Collections.unmodifiableSortedMap(new TreeMap<>(ports));
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
