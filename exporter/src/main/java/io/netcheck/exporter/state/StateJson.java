// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.state;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** States and changes as JSON. */
public final class StateJson {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private StateJson() {}

  /** A whole state, as {@code /api/v2/state} answers it. */
  public static byte[] write(State state) {
    return written(json -> {
      json.writeStartObject();
      json.writeStringField("instance", state.instance());
      json.writeNumberField("id", state.id());
      json.writeStringField("at", time(state.at()));
      json.writeBooleanField("past", state.past());
      json.writeStringField("version", state.version());
      json.writeStringField("cluster", state.cluster());
      json.writeStringField("status", state.status().label());
      field(json, "statusSince", state.statusSince().map(StateJson::time).orElse(null));
      json.writeStringField("summary", state.summary());
      field(json, "clients", state.clients().orElse(null));
      field(json, "findings", state.findings());
      field(json, "developing", state.developing());
      field(json, "warnings", state.warnings());
      field(json, "planes", state.planes());
      field(json, "nodes", state.nodes());
      field(json, "sweep", state.sweep());
      field(json, "historyFrom", state.historyFrom().map(StateJson::time).orElse(null));
      json.writeEndObject();
    });
  }

  /** A change, with the parts that changed. The links are in the versions of their planes. */
  public static byte[] write(Change change) {
    return written(json -> {
      json.writeStartObject();
      json.writeNumberField("id", change.id());
      json.writeStringField("at", time(change.at()));
      part(json, "status", change.status());
      part(json, "statusSince", change.statusSince().map(StateJson::time));
      part(json, "summary", change.summary());
      part(json, "clients", change.clients());
      part(json, "findings", change.findings());
      part(json, "developing", change.developing());
      part(json, "warnings", change.warnings());
      part(json, "planes", change.planes());
      part(json, "sweep", change.sweep());
      part(json, "nodes", some(change.nodes()));
      part(json, "nodesGone", some(change.nodesGone()));
      json.writeEndObject();
    });
  }

  private static <T> Optional<List<T>> some(List<T> list) {
    return list.isEmpty() ? Optional.empty() : Optional.of(list);
  }

  private static void part(JsonGenerator json, String name, Optional<?> value) throws IOException {
    if (value.isPresent()) {
      json.writeFieldName(name);
      MAPPER.writeValue(json, value.get());
    }
  }

  private static void field(JsonGenerator json, String name, @Nullable Object value)
      throws IOException {
    json.writeFieldName(name);
    MAPPER.writeValue(json, value);
  }

  /** By the exporter's wall clock, to the millisecond. */
  public static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  /** Writes a value. */
  @FunctionalInterface
  public interface Writer {
    void write(JsonGenerator json) throws IOException;
  }

  /** What {@code writer} writes. */
  public static byte[] written(Writer writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = MAPPER.createGenerator(bytes)) {
      writer.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot happen: writing to memory", e);
    }
    return bytes.toByteArray();
  }
}
