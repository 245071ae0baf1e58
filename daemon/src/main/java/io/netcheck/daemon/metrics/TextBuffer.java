// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;

/** Collects small pieces of text into few large writes. Not thread-safe. */
final class TextBuffer {
  private static final int SIZE = 8 * 1024;

  private final OutputStream out;
  private final byte[] bytes = new byte[SIZE];
  private int used;

  TextBuffer(OutputStream out) {
    this.out = out;
  }

  TextBuffer add(String text) throws IOException {
    return add(text.getBytes(UTF_8));
  }

  TextBuffer add(byte[] text) throws IOException {
    return add(text, text.length);
  }

  /** Adds the first {@code length} bytes of {@code text}. */
  TextBuffer add(byte[] text, int length) throws IOException {
    if (length > SIZE - used) {
      flush();
    }
    if (length > SIZE) {
      out.write(text, 0, length);
    } else {
      System.arraycopy(text, 0, bytes, used, length);
      used += length;
    }
    return this;
  }

  TextBuffer add(char ascii) throws IOException {
    if (used == SIZE) {
      flush();
    }
    bytes[used++] = (byte) ascii;
    return this;
  }

  /** Adds the value of a series. */
  TextBuffer add(double value) throws IOException {
    if (SIZE - used < DecimalText.MOST_BYTES) {
      flush();
    }
    used = DecimalText.write(value, bytes, used);
    return this;
  }

  /** Writes what is left; the stream itself stays as it is. */
  void flush() throws IOException {
    out.write(bytes, 0, used);
    used = 0;
  }
}
