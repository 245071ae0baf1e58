// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.golang;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes JSON byte for byte as Go's {@code encoding/json} does: without blanks, and with {@code <},
 * {@code >} and {@code &} escaped. The caller writes the punctuation. For one thread.
 */
public final class GoWriter {
  private static final int ROOM = 32 * 1024;
  private static final String HEX = "0123456789abcdef";

  private final OutputStream out;
  private byte[] buffer = new byte[512];
  private int length;

  /** Writes to {@code out} in large pieces. The caller must call {@link #flush} at the end. */
  public GoWriter(OutputStream out) {
    this.out = out;
  }

  /** Returns the bytes that {@code content} writes. */
  public static byte[] bytes(Consumer<GoWriter> content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    GoWriter writer = new GoWriter(bytes);
    content.accept(writer);
    try {
      writer.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot happen: only memory is written", e);
    }
    return bytes.toByteArray();
  }

  /** Writes the buffer out once it is large, so that it does not grow further. */
  public void drain() throws IOException {
    if (length >= ROOM) {
      flush();
    }
  }

  public void flush() throws IOException {
    out.write(buffer, 0, length);
    length = 0;
  }

  private void room(int more) {
    if (buffer.length - length < more) {
      byte[] larger = new byte[Math.max(2 * buffer.length, length + more)];
      System.arraycopy(buffer, 0, larger, 0, length);
      buffer = larger;
    }
  }

  /** Text that is JSON already, in ASCII. */
  @SuppressWarnings("deprecation") // fast, and correct for ASCII
  public GoWriter raw(String ascii) {
    int count = ascii.length();
    room(count);
    ascii.getBytes(0, count, buffer, length);
    length += count;
    return this;
  }

  /** Bytes that are JSON already. */
  public GoWriter raw(byte[] json) {
    room(json.length);
    System.arraycopy(json, 0, buffer, length, json.length);
    length += json.length;
    return this;
  }

  public GoWriter number(long number) {
    return raw(Long.toString(number));
  }

  /** A key with its colon. */
  public GoWriter key(String key) {
    return string(key).raw(":");
  }

  public GoWriter string(String text) {
    int count = text.length();
    // The longest escape of a char has six bytes.
    room(6 * count + 2);
    buffer[length++] = '"';
    for (int i = 0; i < count; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        i += wide(text, i);
      } else if (c >= ' ' && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&') {
        buffer[length++] = (byte) c;
      } else {
        escape(c);
      }
    }
    buffer[length++] = '"';
    return this;
  }

  private void escape(char c) {
    buffer[length++] = '\\';
    switch (c) {
      case '"', '\\' -> buffer[length++] = (byte) c;
      case '\n' -> buffer[length++] = 'n';
      case '\r' -> buffer[length++] = 'r';
      case '\t' -> buffer[length++] = 't';
      default -> {
        buffer[length++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
          buffer[length++] = (byte) HEX.charAt(c >> shift & 15);
        }
      }
    }
  }

  /** Returns how many chars it read in addition to the one at {@code i}. */
  private int wide(String text, int i) {
    char c = text.charAt(i);
    if (c == '\u2028' || c == '\u2029') {
      escape(c);
      return 0;
    }
    int point = text.codePointAt(i);
    int chars = Character.charCount(point);
    boolean lone = chars == 1 && Character.isSurrogate(c);
    byte[] utf8 = (lone ? "\ufffd" : text.substring(i, i + chars)).getBytes(UTF_8);
    System.arraycopy(utf8, 0, buffer, length, utf8.length);
    length += utf8.length;
    return chars - 1;
  }

  public GoWriter strings(List<String> texts) {
    raw("[");
    String comma = "";
    for (String text : texts) {
      raw(comma).string(text);
      comma = ",";
    }
    return raw("]");
  }
}
