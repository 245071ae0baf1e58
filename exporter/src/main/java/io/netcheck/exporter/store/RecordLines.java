// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.netcheck.exporter.client.ClientRecord;
import io.netcheck.exporter.client.IncarnationRecord;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.HeartbeatJson;
import io.netcheck.protocol.MalformedException;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Records of clients as lines of JSON, two for each incarnation: its state, and its last heartbeat.
 * The first incarnation of a client is the one that holds its identity. After the last client, each
 * record of another protocol has one line.
 */
public final class RecordLines {
  public static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /** A heartbeat can become longer when it is written again. */
  private static final int LONGEST_LINE = 2 * HeartbeatJson.MAX_BYTES;

  /** The state of an incarnation; {@code docs/state.md} lists the fields. */
  private record IncarnationLine(
      boolean holder,
      long sequence,
      long heardMs,
      long ageMs,
      long startedAgoMs,
      long stillMs,
      int refusals,
      boolean onNode) {
    static IncarnationLine of(IncarnationRecord incarnation, boolean holder, boolean onNode) {
      return new IncarnationLine(
          holder,
          incarnation.sequence(),
          incarnation.heardAt().toEpochMilli(),
          incarnation.age().toMillis(),
          incarnation.startedAgo().toMillis(),
          incarnation.still().toMillis(),
          incarnation.refusals(),
          onNode);
    }

    IncarnationRecord with(Heartbeat last) {
      return new IncarnationRecord(
          last,
          Math.max(sequence, last.sequence()),
          Instant.ofEpochMilli(heardMs),
          millis(ageMs),
          millis(startedAgoMs),
          millis(stillMs),
          Math.max(0, refusals));
    }

    private static Duration millis(long millis) {
      return Duration.ofMillis(Math.max(0, millis));
    }
  }

  /** The beginning of a line of another protocol, by which it differs from one of a client. */
  private static final byte[] EXTERNAL = "{\"external\":".getBytes(UTF_8);

  /**
   * A record of a client of another protocol.
   *
   * @param external the name of the record
   */
  @JsonPropertyOrder({"external", "record"})
  record ExternalLine(String external, JsonNode record) {}

  private RecordLines() {}

  /** Writes the line, unless it is too long to be read again. */
  static void write(OutputStream out, ExternalLine line) throws IOException {
    byte[] json = JSON.writeValueAsBytes(line);
    if (json.length <= LONGEST_LINE) {
      writeLine(out, json);
    }
  }

  public static void write(OutputStream out, ClientRecord client) throws IOException {
    write(out, IncarnationLine.of(client.holder(), true, client.onNode()), client.holder());
    for (IncarnationRecord claimant : client.claimants()) {
      write(out, IncarnationLine.of(claimant, false, false), claimant);
    }
  }

  private static void write(OutputStream out, IncarnationLine line, IncarnationRecord incarnation)
      throws IOException {
    writeLine(out, JSON.writeValueAsBytes(line));
    writeLine(out, HeartbeatJson.write(incarnation.last()));
  }

  public static void writeLine(OutputStream out, byte[] line) throws IOException {
    out.write(line);
    out.write('\n');
  }

  /**
   * Reads an object.
   *
   * @throws IOException if {@code json} is something else, also if it is {@code null}
   */
  public static <T> T read(byte[] json, Class<T> type) throws IOException {
    T value = JSON.readValue(json, type);
    if (value == null) {
      throw new MalformedException("", "an object expected");
    }
    return value;
  }

  /** Reads one client after another. */
  public static final class Reader {
    private final InputStream in;
    private Optional<byte[]> external = Optional.empty();
    private Optional<IncarnationLine> next;

    public Reader(InputStream in) throws IOException {
      this.in = in;
      this.next = incarnation();
    }

    /**
     * The next client; empty after the last one.
     *
     * @throws IOException if the next lines are not a client
     */
    public Optional<ClientRecord> next() throws IOException {
      if (next.isEmpty()) {
        return Optional.empty();
      }
      boolean onNode = next.get().onNode();
      IncarnationRecord holder = record(next.get());
      List<IncarnationRecord> claimants = new ArrayList<>();
      next = incarnation();
      while (next.isPresent() && !next.get().holder()) {
        claimants.add(record(next.get()));
        next = incarnation();
      }
      return Optional.of(new ClientRecord(holder, claimants, onNode));
    }

    private Optional<IncarnationLine> incarnation() throws IOException {
      Optional<byte[]> line = readLine(in);
      if (line.isPresent() && isExternal(line.get())) {
        external = line;
        return Optional.empty();
      }
      return line.isEmpty()
          ? Optional.empty()
          : Optional.of(RecordLines.read(line.get(), IncarnationLine.class));
    }

    private static boolean isExternal(byte[] line) {
      return line.length >= EXTERNAL.length
          && Arrays.equals(line, 0, EXTERNAL.length, EXTERNAL, 0, EXTERNAL.length);
    }

    /**
     * The next record of another protocol, after the last client; empty after the last one.
     *
     * @throws IOException if the next line is no such record
     */
    Optional<ExternalLine> nextExternal() throws IOException {
      if (external.isEmpty()) {
        return Optional.empty();
      }
      ExternalLine line = RecordLines.read(external.get(), ExternalLine.class);
      external = readLine(in);
      if (line.external() == null || line.record() == null) {
        throw new MalformedException("", "a name and a record expected");
      }
      return Optional.of(line);
    }

    private IncarnationRecord record(IncarnationLine line) throws IOException {
      byte[] heartbeat =
          readLine(in).orElseThrow(() -> new EOFException("a heartbeat is missing at the end"));
      return line.with(HeartbeatJson.read(heartbeat));
    }
  }

  /** Reads a line without its end; empty at the end of the stream. */
  static Optional<byte[]> readLine(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
    int next = in.read();
    if (next < 0) {
      return Optional.empty();
    }
    while (next >= 0 && next != '\n') {
      if (line.size() == LONGEST_LINE) {
        throw new IOException("a line is longer than " + LONGEST_LINE + " bytes");
      }
      line.write(next);
      next = in.read();
    }
    if (next < 0) {
      throw new EOFException("the last line has no end");
    }
    return Optional.of(line.toByteArray());
  }
}
