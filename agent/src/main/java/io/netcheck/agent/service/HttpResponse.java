// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of an HTTP/1.1 response that a check needs (RFC 9112).
 *
 * @param length of the body in bytes; {@link #UNTIL_CLOSE} if it ends with the connection
 * @param chunked whether the body is in chunks
 */
record HttpResponse(int status, long length, boolean chunked) {
  static final long UNTIL_CLOSE = -1;

  /** The limit for all heads of one response together, including interim responses. */
  static final int MAX_HEAD = 16 * 1024;

  /** A check reads at most this much of a body, which is enough to show that the service works. */
  static final int MAX_BODY = 1024 * 1024;

  /** A text that the body must contain is looked for in this much of it. */
  static final int MAX_TEXT = 64 * 1024;

  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-9][0-9]{2})( .*)?");
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

  /** Reads the head, and skips interim responses. */
  static HttpResponse read(InputStream in) throws IOException {
    HeadReader head = new HeadReader(in);
    HttpResponse answer;
    do {
      answer = one(head);
    } while (answer.status < 200);
    return answer;
  }

  private static HttpResponse one(HeadReader head) throws IOException {
    Matcher first = STATUS_LINE.matcher(head.line());
    if (!first.matches()) {
      throw new ProtocolException("no HTTP/1.1 status line");
    }
    int status = Integer.parseInt(first.group(1));
    long length = UNTIL_CLOSE;
    boolean encoded = false;
    boolean chunked = false;
    for (String line = head.line(); !line.isEmpty(); line = head.line()) {
      int colon = line.indexOf(':');
      String name = colon < 0 ? "" : line.substring(0, colon).toLowerCase(Locale.ROOT);
      if (name.equals("content-length")) {
        String value = line.substring(colon + 1).strip();
        if (!LENGTH.matcher(value).matches()) {
          throw new ProtocolException("invalid Content-Length");
        }
        length = Long.parseLong(value);
      } else if (name.equals("transfer-encoding")) {
        encoded = true;
        chunked = line.substring(colon + 1).strip().equalsIgnoreCase("chunked");
      }
    }
    if (status == 204 || status == 304) {
      return new HttpResponse(status, 0, false);
    }
    return new HttpResponse(status, encoded ? UNTIL_CLOSE : length, chunked);
  }

  /**
   * Reads the body to its end or to {@link #MAX_BODY}. A chunked body is not decoded, because the
   * request asked the service to close the connection after it.
   *
   * @throws EOFException if the body is shorter than its length
   */
  void skipBody(InputStream in) throws IOException {
    byte[] buffer = new byte[8192];
    long left = length == UNTIL_CLOSE ? MAX_BODY : Math.min(length, MAX_BODY);
    while (left > 0) {
      int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (read < 0) {
        if (length == UNTIL_CLOSE) {
          return;
        }
        throw new EOFException("the body is shorter than its Content-Length");
      }
      left -= read;
    }
  }

  /**
   * Reads the body to its end or to {@link #MAX_TEXT}.
   *
   * @throws EOFException if the body ends too early
   */
  byte[] body(InputStream in) throws IOException {
    if (chunked) {
      return new ChunkedBody(in).read(MAX_TEXT);
    }
    int most = length == UNTIL_CLOSE ? MAX_TEXT : (int) Math.min(length, MAX_TEXT);
    byte[] body = in.readNBytes(most);
    if (length != UNTIL_CLOSE && body.length < most) {
      throw new EOFException("the body is shorter than its Content-Length");
    }
    return body;
  }

  /** Reads lines that end with LF or CR LF (RFC 9112 §2.2), up to a total length. */
  private static final class HeadReader {
    private final InputStream in;
    private int left = MAX_HEAD;

    HeadReader(InputStream in) {
      this.in = in;
    }

    String line() throws IOException {
      byte[] bytes = new byte[128];
      int length = 0;
      while (true) {
        int b = in.read();
        if (b < 0) {
          throw new EOFException("the answer ends in its head");
        }
        if (--left < 0) {
          throw new ProtocolException("the head is too long");
        }
        if (b == '\n') {
          int end = length > 0 && bytes[length - 1] == '\r' ? length - 1 : length;
          return new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
        }
        if (length == bytes.length) {
          bytes = Arrays.copyOf(bytes, length * 2);
        }
        bytes[length++] = (byte) b;
      }
    }
  }
}
