// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Asks over a TCP connection which agent accepted it, and judges the answer. It is a request to the
 * agent's HTTP server, and the answer is a {@link #page}. Not thread-safe.
 */
public final class TcpHello {
  /** The path of the page that tells an agent's identity. */
  public static final String PATH = "/-/identity";

  private static final String FIRST_LINES = "GET " + PATH + " HTTP/1.1\r\nHost: agent\r\n";
  private static final byte[] FIRST_REQUEST = (FIRST_LINES + "\r\n").getBytes(US_ASCII);
  private static final byte[] REQUEST =
      (FIRST_LINES + "Connection: close\r\n\r\n").getBytes(US_ASCII);

  private static final String PAGE = "netcheck-agent ";
  private static final int DIGITS = 16;
  private static final String END_OF_HEAD = "\r\n\r\n";

  /** An agent answers with less than 300 bytes. */
  private static final int MOST_BYTES = 1_024;

  /** RFC 8446 §5.1: the first byte of what a TLS server says to a client that speaks no TLS. */
  private static final byte TLS_ALERT = 21;

  /** Agents of version 0.1 do not have the page. */
  private static final byte[] NOT_FOUND = "HTTP/1.1 404 ".getBytes(US_ASCII);

  /** What an answer tells. */
  enum Verdict {
    /** The right agent. */
    RIGHT,
    /** Perhaps the right agent: it cannot tell. */
    UNTOLD,
    /** Not the right agent. */
    WRONG,
    /** The answer is not complete yet. */
    OPEN
  }

  private final AgentIdentity expected;
  private final ByteBuffer answer = ByteBuffer.allocate(MOST_BYTES);

  TcpHello(AgentIdentity expected) {
    this.expected = expected;
  }

  /** The text of the page. */
  public static String page(AgentIdentity own) {
    return PAGE + own + "\n";
  }

  static ByteBuffer request() {
    return ByteBuffer.wrap(REQUEST);
  }

  /** The request, if others follow on the same connection. */
  static ByteBuffer firstRequest() {
    return ByteBuffer.wrap(FIRST_REQUEST);
  }

  /** Where the next bytes of the answer belong. */
  ByteBuffer answer() {
    return answer;
  }

  /**
   * What the answer tells so far.
   *
   * @param ended whether nothing follows
   */
  Verdict verdict(boolean ended) {
    OptionalLong code = code();
    if (code.isPresent()) {
      return code.getAsLong() == expected.code() ? Verdict.RIGHT : Verdict.WRONG;
    }
    if (!ended && answer.hasRemaining()) {
      return Verdict.OPEN;
    }
    return isUntold() ? Verdict.UNTOLD : Verdict.WRONG;
  }

  private OptionalLong code() {
    String text = new String(answer.array(), 0, answer.position(), US_ASCII);
    int head = text.indexOf(END_OF_HEAD);
    int digits = head + END_OF_HEAD.length() + PAGE.length();
    if (head < 0
        || !text.startsWith(PAGE, head + END_OF_HEAD.length())
        || text.length() <= digits + DIGITS) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseUnsignedLong(text, digits, digits + DIGITS, 16));
    } catch (NumberFormatException _) {
      return OptionalLong.empty();
    }
  }

  private boolean isUntold() {
    int length = answer.position();
    return (length > 0 && answer.get(0) == TLS_ALERT)
        || (length >= NOT_FOUND.length
            && Arrays.equals(answer.array(), 0, NOT_FOUND.length, NOT_FOUND, 0, NOT_FOUND.length));
  }
}
