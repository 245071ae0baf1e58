// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.util.HexFormat;

/** Reads a body that comes in chunks (RFC 9112 §7.1), without its trailer. */
final class ChunkedBody {
  private static final int MOST_LINE = 256;
  private static final int MOST_DIGITS = 7;

  private final InputStream in;

  ChunkedBody(InputStream in) {
    this.in = in;
  }

  /** Reads the body to its end or to {@code most} bytes. */
  byte[] read(int most) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = size(); size > 0 && body.size() < most; size = size()) {
      int wanted = Math.min(size, most - body.size());
      byte[] chunk = in.readNBytes(wanted);
      body.writeBytes(chunk);
      if (chunk.length < wanted) {
        throw new EOFException("a chunk is shorter than its size");
      }
      if (wanted < size) {
        break;
      }
      if (!line().isEmpty()) {
        throw new ProtocolException("a chunk is longer than its size");
      }
    }
    return body.toByteArray();
  }

  private int size() throws IOException {
    String digits = line().split(";", 2)[0].strip();
    if (digits.isEmpty()
        || digits.length() > MOST_DIGITS
        || !digits.chars().allMatch(HexFormat::isHexDigit)) {
      throw new ProtocolException("no size of a chunk");
    }
    return HexFormat.fromHexDigits(digits);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the body ends within its chunks");
      }
      if (line.length() == MOST_LINE) {
        throw new ProtocolException("a line between chunks is too long");
      }
      line.append((char) b);
    }
    return line.toString().stripTrailing();
  }
}
