// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.store;

import com.fasterxml.jackson.databind.DeserializationFeature;
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
import java.util.List;
import java.util.Optional;

/**
 * Records of clients as lines of JSON, two for each incarnation: its state, and its last heartbeat.
 * The first incarnation of a client is the one that holds its identity.
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

  private RecordLines() {}

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
      return line.isEmpty()
          ? Optional.empty()
          : Optional.of(RecordLines.read(line.get(), IncarnationLine.class));
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
