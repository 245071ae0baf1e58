// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.grpc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Everything that a client sends for one health check: the preface, its settings, and a call of
 * {@code grpc.health.v1.Health/Check} on stream 1. It needs no answer in between.
 */
public final class HealthRequest {
  static final int STREAM = 1;

  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final String PATH = "/grpc.health.v1.Health/Check";

  // RFC 9113 §6.5.2
  private static final short HEADER_TABLE_SIZE = 1;
  private static final short ENABLE_PUSH = 2;

  // RFC 7541 appendix A
  private static final int AUTHORITY = 1;
  private static final int METHOD_POST = 3;
  private static final int PATH_NAME = 4;
  private static final int SCHEME_HTTP = 6;
  private static final int SCHEME_HTTPS = 7;
  private static final int CONTENT_TYPE = 31;
  private static final int USER_AGENT = 58;

  private HealthRequest() {}

  /**
   * Makes the request.
   *
   * @param authority the host, with its port if that is not the default
   * @param service whose health is asked for; {@code ""} is that of the whole server
   * @param userAgent the program that asks
   */
  public static byte[] of(boolean tls, String authority, String service, String userAgent) {
    ByteBuffer out = ByteBuffer.allocate(2048).put(PREFACE);
    // No dynamic table and no pushes, so that the answer is easy to read.
    byte[] settings =
        ByteBuffer.allocate(12)
            .putShort(HEADER_TABLE_SIZE)
            .putInt(0)
            .putShort(ENABLE_PUSH)
            .putInt(0)
            .array();
    new Http2Frame(Http2Frame.SETTINGS, 0, 0, settings).write(out);
    byte[] headers = headers(tls, authority, userAgent);
    new Http2Frame(Http2Frame.HEADERS, Http2Frame.END_HEADERS, STREAM, headers).write(out);
    byte[] message = HealthMessage.request(service);
    new Http2Frame(Http2Frame.DATA, Http2Frame.END_STREAM, STREAM, message).write(out);
    byte[] all = new byte[out.position()];
    out.flip().get(all);
    return all;
  }

  private static byte[] headers(boolean tls, String authority, String userAgent) {
    ByteBuffer out = ByteBuffer.allocate(1024);
    indexed(out, METHOD_POST);
    indexed(out, tls ? SCHEME_HTTPS : SCHEME_HTTP);
    literal(out, PATH_NAME, PATH);
    literal(out, AUTHORITY, authority);
    literal(out, CONTENT_TYPE, "application/grpc");
    literal(out, USER_AGENT, userAgent);
    out.put((byte) 0);
    string(out, "te");
    string(out, "trailers");
    byte[] block = new byte[out.position()];
    out.flip().get(block);
    return block;
  }

  private static void indexed(ByteBuffer out, int index) {
    out.put((byte) (0x80 | index));
  }

  /** A field that neither side adds to its dynamic table, with a name of the static one. */
  private static void literal(ByteBuffer out, int name, String value) {
    integer(out, name, 4);
    string(out, value);
  }

  private static void string(ByteBuffer out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    integer(out, bytes.length, 7);
    out.put(bytes);
  }

  private static void integer(ByteBuffer out, int value, int prefix) {
    int most = (1 << prefix) - 1;
    if (value < most) {
      out.put((byte) value);
      return;
    }
    out.put((byte) most);
    int rest = value - most;
    while (rest >= 0x80) {
      out.put((byte) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }
}
