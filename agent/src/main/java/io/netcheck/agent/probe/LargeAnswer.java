// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * An answer over TCP that needs many full segments, as those of other programs do: so it meets the
 * segment size, the offloads of the interfaces, and the windows that firewalls keep track of. It is
 * a page of the agent's HTTP server.
 */
public final class LargeAnswer {
  /** The path of the page. */
  public static final String PATH = "/-/large-answer";

  static final int BYTES = 64 * 1024;

  private static final byte[] REQUEST =
      ("GET " + PATH + " HTTP/1.1\r\nHost: agent\r\nConnection: close\r\n\r\n").getBytes(US_ASCII);

  private static final byte[] OK = "HTTP/1.1 200 ".getBytes(US_ASCII);
  private static final byte[] NOT_FOUND = "HTTP/1.1 404 ".getBytes(US_ASCII);

  /** What an agent answers to the request. */
  enum AnswerStatus {
    /** The page follows. */
    OK,
    /** The agent does not have the page. */
    NOT_FOUND,
    /** The agent has it and does not give it now, or it is no agent. */
    OTHER,
    /** The first line is not complete yet. */
    OPEN
  }

  private LargeAnswer() {}

  /** The page: who answers, and what fills it up. */
  public static byte[] page(AgentIdentity own) {
    byte[] page = new byte[BYTES];
    Arrays.fill(page, (byte) '.');
    byte[] head = TcpHello.page(own).getBytes(US_ASCII);
    System.arraycopy(head, 0, page, 0, head.length);
    page[BYTES - 1] = '\n';
    return page;
  }

  static ByteBuffer request() {
    return ByteBuffer.wrap(REQUEST);
  }

  /** The bytes of an answer that tell its status. */
  static ByteBuffer head() {
    return ByteBuffer.allocate(OK.length);
  }

  static AnswerStatus status(ByteBuffer head) {
    if (head.hasRemaining()) {
      return AnswerStatus.OPEN;
    }
    ByteBuffer known = head.duplicate().flip();
    return known.equals(ByteBuffer.wrap(OK))
        ? AnswerStatus.OK
        : known.equals(ByteBuffer.wrap(NOT_FOUND)) ? AnswerStatus.NOT_FOUND : AnswerStatus.OTHER;
  }
}
