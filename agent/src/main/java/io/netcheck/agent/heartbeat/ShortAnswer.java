// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.heartbeat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An HTTP answer that is not chunked, in one piece (RFC 9112). */
@SuppressWarnings("ArrayRecordComponent") // read once, by the one that asked
record ShortAnswer(int status, byte[] body) {
  private static final int MOST_HEAD = 16 * 1024;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-9][0-9]{2})( .*)?");
  private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *([0-9]{1,9}) *\r\n");

  /** Reads it to the end of its body, or of the connection if it does not tell its length. */
  static ShortAnswer read(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] part = new byte[8 * 1024];
    int bodyAt = -1;
    long most = MOST_HEAD;
    while (all.size() < most) {
      int length = in.read(part);
      if (length < 0) {
        break;
      }
      all.write(part, 0, length);
      if (bodyAt < 0) {
        bodyAt = bodyAt(all.toString(ISO_8859_1));
        most = bodyAt < 0 ? most : end(all.toString(ISO_8859_1).substring(0, bodyAt));
      }
      if (all.size() > ExporterClient.MAX_ANSWER) {
        throw new IOException("the exporter's answer is too large");
      }
    }
    if (bodyAt < 0) {
      throw new EOFException("the answer ends in its head");
    }
    byte[] bytes = all.toByteArray();
    if (most != Long.MAX_VALUE && bytes.length < most) {
      throw new EOFException("the answer is shorter than its Content-Length");
    }
    Matcher status = STATUS.matcher(all.toString(ISO_8859_1).lines().findFirst().orElse(""));
    if (!status.matches()) {
      throw new ProtocolException("no HTTP/1.1 status line");
    }
    return new ShortAnswer(
        Integer.parseInt(status.group(1)), Arrays.copyOfRange(bytes, bodyAt, bytes.length));
  }

  private static int bodyAt(String text) {
    int head = text.indexOf("\r\n\r\n");
    return head < 0 ? -1 : head + 4;
  }

  /** Where an answer with this head ends. */
  private static long end(String head) {
    Matcher length = LENGTH.matcher(head.toLowerCase(Locale.ROOT));
    return length.find() ? head.length() + Long.parseLong(length.group(1)) : Long.MAX_VALUE;
  }
}
