// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.netcheck.exporter.client.SharedClients.Learned;
import io.netcheck.exporter.store.ExternalRecords;
import io.netcheck.exporter.store.RecordAge;
import io.netcheck.exporter.store.RecordLines;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The clients of k8snet-checker as a store carries them. A sighting is a whole record. */
final class ClientRecords implements ExternalRecords {
  /** The first part of the names; the second is namespace and pod. */
  static final String PROTOCOL = "k8snet";

  /** {@code docs/state.md} lists the fields. */
  private record ClientLine(
      String namespace,
      String podName,
      String nodeIp,
      String podIp,
      long version,
      int life,
      long startedAgoMs,
      long ageMs,
      String heardAt,
      @Nullable String sentAt,
      boolean reported,
      long resultsAgoMs) {}

  private final ClientTable table;

  ClientRecords(ClientTable table) {
    this.table = table;
  }

  static String name(String namespace, String pod) {
    return PROTOCOL
        + "/"
        + URLEncoder.encode(namespace, UTF_8)
        + "/"
        + URLEncoder.encode(pod, UTF_8);
  }

  @Override
  public List<String> names() {
    return table.each(client -> name(client.namespace, client.podName));
  }

  @Override
  public Optional<JsonNode> record(String name) {
    return find(name, this::line);
  }

  private <T> Optional<T> find(String name, Function<K8snetClient, T> view) {
    String[] parts = name.split("/", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      return table.find(
          URLDecoder.decode(parts[1], UTF_8), URLDecoder.decode(parts[2], UTF_8), view);
    } catch (IllegalArgumentException _) {
      // Something else wrote this name: a "%" begins no code in it.
      return Optional.empty();
    }
  }

  @Override
  public Optional<JsonNode> sighting(String name) {
    return record(name);
  }

  private JsonNode line(K8snetClient client) {
    long now = table.nowNanos();
    return RecordLines.JSON.valueToTree(
        new ClientLine(
            client.namespace,
            client.podName,
            client.nodeIp,
            client.podIp,
            client.version,
            client.life,
            millis(now - client.lifeBeganNanos),
            millis(now - client.heardNanos),
            client.heardAt.toString(),
            client.timestamp.map(Instant::toString).orElse(null),
            client.reported,
            millis(now - client.resultsNanos)));
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
    ClientLine line = line(name, record);
    NodeInfo info = info(line);
    Instant heardAt = time("heard_at", line.heardAt()).orElseThrow(() -> missing("heard_at"));
    return table.learn(
        info,
        theirs -> {
          long now = table.nowNanos();
          theirs.version = Math.max(1, line.version());
          theirs.life = Math.max(1, line.life());
          theirs.lifeBeganNanos = now - nanos(line.startedAgoMs());
          theirs.heardNanos = now - nanos(line.ageMs());
          theirs.heardAt = heardAt;
          theirs.reported = line.reported();
          theirs.resultsNanos = now - nanos(line.resultsAgoMs());
        },
        age);
  }

  @Override
  public void heardElsewhere(String name, JsonNode sighting) throws IOException {
    if (find(name, client -> client).isPresent()) {
      learn(name, sighting, RecordAge.FRESH);
    }
  }

  @Override
  public void hold(Duration time) {
    table.hold(time.toNanos());
  }

  private static ClientLine line(String name, JsonNode json) throws IOException {
    ClientLine line = RecordLines.JSON.treeToValue(json, ClientLine.class);
    if (line == null || line.namespace() == null || line.podName() == null) {
      throw missing("namespace\" or \"pod_name");
    }
    if (!name.equals(name(line.namespace(), line.podName()))) {
      throw new IOException("\"namespace\" and \"pod_name\" must be the name of the record");
    }
    return line;
  }

  private static NodeInfo info(ClientLine line) throws IOException {
    if (line.nodeIp() == null || line.podIp() == null) {
      throw missing("node_ip\" or \"pod_ip");
    }
    return new NodeInfo(
        line.namespace(),
        line.nodeIp(),
        line.podIp(),
        line.podName(),
        time("sent_at", line.sentAt()));
  }

  private static Optional<Instant> time(String field, @Nullable String text) throws IOException {
    try {
      return Optional.ofNullable(text).map(Instant::parse);
    } catch (DateTimeException e) {
      throw new IOException("\"" + field + "\" is no time: " + e.getMessage(), e);
    }
  }

  private static IOException missing(String field) {
    return new IOException("\"" + field + "\" is missing");
  }

  /** Longer times make no difference, and must not overflow. */
  private static long nanos(long millis) {
    return Duration.ofMillis(Math.clamp(millis, 0, Duration.ofDays(3_650).toMillis())).toNanos();
  }
}
