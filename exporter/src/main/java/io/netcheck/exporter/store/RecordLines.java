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
 * Records of clients as lines of JSON, two for each life: what is known of it, and its last
 * heartbeat as it came. The first life of a client is the one that holds its identity.
 */
public final class RecordLines {
  public static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /** A heartbeat as it is written here may be longer than it came. */
  private static final int LONGEST_LINE = 2 * HeartbeatJson.MAX_BYTES;

  /** As {@code docs/state.md} lists them. */
  private record LifeLine(
      boolean holder,
      long sequence,
      long heardMs,
      long ageMs,
      long startedAgoMs,
      long stillMs,
      int refusals,
      boolean onNode) {
    static LifeLine of(IncarnationRecord life, boolean holder, boolean onNode) {
      return new LifeLine(
          holder,
          life.sequence(),
          life.heardAt().toEpochMilli(),
          life.age().toMillis(),
          life.startedAgo().toMillis(),
          life.still().toMillis(),
          life.refusals(),
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
    write(out, LifeLine.of(client.holder(), true, client.onNode()), client.holder());
    for (IncarnationRecord claimant : client.claimants()) {
      write(out, LifeLine.of(claimant, false, false), claimant);
    }
  }

  private static void write(OutputStream out, LifeLine line, IncarnationRecord life)
      throws IOException {
    writeLine(out, JSON.writeValueAsBytes(line));
    writeLine(out, HeartbeatJson.write(life.last()));
  }

  public static void writeLine(OutputStream out, byte[] line) throws IOException {
    out.write(line);
    out.write('\n');
  }

  /** Reads one client after the other. */
  public static final class Reader {
    private final InputStream in;
    private Optional<LifeLine> next;

    public Reader(InputStream in) throws IOException {
      this.in = in;
      this.next = life();
    }

    /**
     * The next client; empty after the last one.
     *
     * @throws IOException if what stands there is not one
     */
    public Optional<ClientRecord> next() throws IOException {
      if (next.isEmpty()) {
        return Optional.empty();
      }
      boolean onNode = next.get().onNode();
      IncarnationRecord holder = record(next.get());
      List<IncarnationRecord> claimants = new ArrayList<>();
      next = life();
      while (next.isPresent() && !next.get().holder()) {
        claimants.add(record(next.get()));
        next = life();
      }
      return Optional.of(new ClientRecord(holder, claimants, onNode));
    }

    private Optional<LifeLine> life() throws IOException {
      Optional<byte[]> line = readLine(in);
      return line.isEmpty()
          ? Optional.empty()
          : Optional.of(JSON.readValue(line.get(), LifeLine.class));
    }

    private IncarnationRecord record(LifeLine line) throws IOException {
      byte[] heartbeat =
          readLine(in).orElseThrow(() -> new EOFException("a heartbeat is missing at the end"));
      return line.with(HeartbeatJson.read(heartbeat));
    }
  }

  /** The next line without its end; empty at the end. */
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
