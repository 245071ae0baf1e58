// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.history;

import io.netcheck.exporter.state.LinkCode;
import io.netcheck.exporter.state.LinkDiff;
import io.netcheck.verdict.Plane;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Differences of links as bytes: the names, then each row as runs of neighbours with the same
 * codes. Numbers are variable in length, and each is the difference from the one before.
 */
final class LinkDiffCodec {
  /** More than the largest cluster has. */
  private static final int MOST_NAMES = 1 << 20;

  private static final int MOST_ROWS = 1 << 22;
  private static final int MOST_LINKS = 1 << 26;
  private static final int CODES = LinkCode.NONE + 1;

  private LinkDiffCodec() {}

  static byte[] write(LinkDiff diff) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      write(diff, out);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot happen: writing to memory", e);
    }
    return bytes.toByteArray();
  }

  /** Only the names that are used. */
  private static void write(LinkDiff diff, DataOutputStream out) throws IOException {
    int[] numbers = new int[diff.names().size()];
    for (LinkDiff.Row row : diff.rows()) {
      numbers[row.source()] = 1;
      for (int target : row.targets()) {
        numbers[target] = 1;
      }
    }
    number(out, Arrays.stream(numbers).sum());
    int next = 0;
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] > 0) {
        out.writeUTF(diff.names().get(i));
        numbers[i] = next++;
      }
    }
    number(out, diff.rows().size());
    int source = 0;
    for (LinkDiff.Row row : diff.rows()) {
      number(out, numbers[row.source()] - source);
      source = numbers[row.source()];
      out.writeByte(row.plane());
      write(row, numbers, out);
    }
  }

  private static void write(LinkDiff.Row row, int[] numbers, DataOutputStream out)
      throws IOException {
    number(out, row.targets().length);
    int end = 0;
    for (int from = 0; from < row.targets().length; ) {
      int first = numbers[row.targets()[from]];
      int length = 1;
      while (from + length < row.targets().length
          && numbers[row.targets()[from + length]] == first + length
          && row.was()[from + length] == row.was()[from]
          && row.now()[from + length] == row.now()[from]) {
        length++;
      }
      number(out, first - end);
      number(out, length);
      out.writeByte(row.was()[from] * CODES + row.now()[from]);
      end = first + length;
      from += length;
    }
  }

  private static void number(DataOutputStream out, int value) throws IOException {
    int rest = value;
    while (rest >= 0x80) {
      out.writeByte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.writeByte(rest);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if these bytes are something else
   */
  static LinkDiff read(byte[] bytes) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int count = number(in, Math.min(MOST_NAMES, bytes.length));
      List<String> names = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        names.add(in.readUTF());
        if (i > 0 && names.get(i - 1).compareTo(names.get(i)) >= 0) {
          throw new IOException("names are not sorted");
        }
      }
      int rowCount = number(in, Math.min(MOST_ROWS, bytes.length));
      List<LinkDiff.Row> rows = new ArrayList<>();
      int source = 0;
      long before = -1;
      long links = 0;
      for (int i = 0; i < rowCount; i++) {
        source += number(in, count);
        int plane = in.readUnsignedByte();
        long order = ((long) source << 8) | plane;
        if (source >= count || plane >= Plane.ALL.size() || order <= before) {
          throw new IOException("a row of no node or plane, or out of order");
        }
        before = order;
        LinkDiff.Row row = row(in, source, plane, count);
        links += row.targets().length;
        if (links > MOST_LINKS) {
          throw new IOException("too many links");
        }
        rows.add(row);
      }
      return new LinkDiff(names, rows);
    } catch (EOFException e) {
      throw new IOException("ends too early", e);
    }
  }

  private static LinkDiff.Row row(DataInputStream in, int source, int plane, int names)
      throws IOException {
    int size = number(in, names);
    int[] targets = new int[size];
    byte[] was = new byte[size];
    byte[] now = new byte[size];
    int end = 0;
    for (int at = 0; at < size; ) {
      int first = end + number(in, names);
      int length = number(in, size - at);
      int codes = in.readUnsignedByte();
      if (length == 0 || first + length > names || codes >= CODES * CODES) {
        throw new IOException("a run of no links");
      }
      for (int i = 0; i < length; i++) {
        targets[at] = first + i;
        was[at] = (byte) (codes / CODES);
        now[at++] = (byte) (codes % CODES);
      }
      end = first + length;
    }
    return new LinkDiff.Row(source, plane, targets, was, now);
  }

  private static int number(DataInputStream in, int most) throws IOException {
    long value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int next = in.readUnsignedByte();
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        if (value > most) {
          throw new IOException("a number is too large");
        }
        return (int) value;
      }
    }
    throw new IOException("a number is too long");
  }
}
