// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.history;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The form of a stored segment: a magic number, whether it is a whole state, when its exporter was
 * last there, the entries, and a checksum of everything before.
 */
final class SegmentCodec {
  private static final int MAGIC = 0x4e43_4831; // NCH1
  private static final int MOST_ENTRIES = 1_000_000;
  private static final int CHECKSUM = Integer.BYTES;

  private SegmentCodec() {}

  /**
   * What a segment has.
   *
   * @param base whether its one entry is the whole state before all others
   * @param until when its exporter was last there
   */
  record Segment(boolean base, Instant until, List<HistoryEntry> entries) {}

  static byte[] write(List<HistoryEntry> entries, boolean base, Instant until) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeBoolean(base);
      out.writeLong(until.toEpochMilli());
      out.writeInt(entries.size());
      for (HistoryEntry entry : entries) {
        out.writeLong(entry.at().toEpochMilli());
        out.writeInt(entry.head().length);
        out.write(entry.head());
        out.writeInt(entry.links().length);
        out.write(entry.links());
      }
      out.writeInt(checksum(bytes.toByteArray(), bytes.size()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot happen: writing to memory", e);
    }
    return bytes.toByteArray();
  }

  static int checksum(byte[] bytes, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, length);
    return (int) sum.getValue();
  }

  /**
   * Reads what {@link #write} wrote, and checks every entry.
   *
   * @throws IOException if these bytes are something else; the message says what is wrong
   */
  static Segment read(byte[] bytes) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readInt() != MAGIC) {
        throw new IOException("not a segment of a history");
      }
      boolean base = in.readBoolean();
      Instant until = Instant.ofEpochMilli(in.readLong());
      int count = in.readInt();
      if (count < 0 || count > MOST_ENTRIES || (base && count != 1)) {
        throw new IOException("a wrong number of changes");
      }
      List<HistoryEntry> entries = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        entries.add(entry(in));
      }
      int length = bytes.length - in.available();
      if (in.readInt() != checksum(bytes, length) || length + CHECKSUM != bytes.length) {
        throw new IOException("the checksum is wrong");
      }
      for (HistoryEntry entry : entries) {
        check(entry);
      }
      return new Segment(base, until, entries);
    } catch (EOFException e) {
      throw new IOException("it ends too early", e);
    }
  }

  private static HistoryEntry entry(DataInputStream in) throws IOException {
    Instant at = Instant.ofEpochMilli(in.readLong());
    return new HistoryEntry(at, part(in), part(in));
  }

  private static byte[] part(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IOException("it ends too early");
    }
    return in.readNBytes(length);
  }

  private static void check(HistoryEntry entry) throws IOException {
    try {
      EntryCodec.change(entry);
    } catch (RuntimeException e) {
      throw new IOException("a change cannot be read: " + e, e);
    }
  }
}
