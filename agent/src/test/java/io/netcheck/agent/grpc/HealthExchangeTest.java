// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What a server may send, and what it may not. */
class HealthExchangeTest {
  private static final Http2Frame SETTINGS = new Http2Frame(Http2Frame.SETTINGS, 0, 0, new byte[0]);
  private static final byte[] STATUS_200 = {(byte) 0x88};
  private static final byte[] SERVING = {0, 0, 0, 0, 2, 8, 1};
  private static final Http2Frame TRAILERS =
      headers(Http2Frame.END_HEADERS | Http2Frame.END_STREAM, field("grpc-status", "0"));

  @Test
  void framesInBetweenAreAcknowledgedOrIgnored() throws IOException {
    byte[] ping = {1, 2, 3, 4, 5, 6, 7, 8};
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    HealthAnswer answer =
        read(
            sent,
            SETTINGS,
            new Http2Frame(Http2Frame.SETTINGS, Http2Frame.ACK, 0, new byte[0]),
            new Http2Frame(Http2Frame.PING, 0, 0, ping),
            new Http2Frame(8, 0, 0, new byte[] {0, 0, 1, 0}),
            new Http2Frame(99, 0, 5, new byte[3]),
            new Http2Frame(Http2Frame.GOAWAY, 0, 0, new byte[] {0, 0, 0, 1, 0, 0, 0, 0}),
            headers(Http2Frame.END_HEADERS, STATUS_200),
            new Http2Frame(Http2Frame.DATA, 0, 1, SERVING),
            TRAILERS);
    assertEquals(new HealthAnswer(200, OptionalInt.of(0), OptionalInt.of(1)), answer);
    assertEquals(
        List.of(Http2Frame.SETTINGS, Http2Frame.PING, Http2Frame.GOAWAY),
        types(sent.toByteArray()));
  }

  @Test
  void paddingPriorityAndContinuationsAreUnderstood() throws IOException {
    byte[] padded = {2, (byte) 0x88, 0, 0};
    byte[] priority = {1, 0, 0, 0, 0, 7, (byte) 0x88, 0};
    byte[] data = new byte[SERVING.length + 4];
    data[0] = 3;
    System.arraycopy(SERVING, 0, data, 1, SERVING.length);
    byte[] trailer = field("grpc-status", "0");
    for (Http2Frame first :
        List.of(
            headers(Http2Frame.END_HEADERS | 0x8, padded),
            headers(Http2Frame.END_HEADERS | 0x8 | 0x20, priority))) {
      HealthAnswer answer =
          read(
              new ByteArrayOutputStream(),
              SETTINGS,
              first,
              new Http2Frame(Http2Frame.DATA, 0x8, 1, data),
              headers(Http2Frame.END_STREAM, Arrays.copyOf(trailer, 4)),
              new Http2Frame(Http2Frame.CONTINUATION, 0, 1, new byte[0]),
              new Http2Frame(
                  Http2Frame.CONTINUATION,
                  Http2Frame.END_HEADERS,
                  1,
                  Arrays.copyOfRange(trailer, 4, trailer.length)));
      assertEquals(new HealthAnswer(200, OptionalInt.of(0), OptionalInt.of(1)), answer);
    }
  }

  @Test
  void anErrorOfAProxyEndsTheAnswerAtItsHead() throws IOException {
    HealthAnswer answer =
        read(
            new ByteArrayOutputStream(),
            SETTINGS,
            headers(Http2Frame.END_HEADERS, field(":status", "503")));
    assertEquals(new HealthAnswer(503, OptionalInt.empty(), OptionalInt.empty()), answer);
  }

  @Test
  void whatNoServerMaySendIsAnError() {
    List<List<Http2Frame>> wrong =
        List.of(
            List.of(headers(Http2Frame.END_HEADERS, STATUS_200)),
            List.of(SETTINGS, new Http2Frame(Http2Frame.PUSH_PROMISE, 0, 1, new byte[4])),
            List.of(SETTINGS, new Http2Frame(Http2Frame.RST_STREAM, 0, 1, new byte[4])),
            List.of(SETTINGS, new Http2Frame(Http2Frame.GOAWAY, 0, 0, new byte[8])),
            List.of(SETTINGS, new Http2Frame(Http2Frame.GOAWAY, 0, 0, new byte[2])),
            List.of(SETTINGS, new Http2Frame(Http2Frame.CONTINUATION, 0, 1, new byte[0])),
            List.of(SETTINGS, headers(0, STATUS_200), SETTINGS),
            List.of(SETTINGS, headers(Http2Frame.END_HEADERS | 0x8, new byte[] {9, 0})),
            List.of(SETTINGS, headers(Http2Frame.END_HEADERS | 0x8, new byte[0])),
            List.of(SETTINGS, headers(Http2Frame.END_HEADERS, new byte[] {(byte) 0xFF, 0x10})),
            List.of(SETTINGS, headers(Http2Frame.END_HEADERS, new byte[] {0, 0x7F, -1, -1, -1})),
            List.of(SETTINGS, TRAILERS),
            List.of(SETTINGS, headers(Http2Frame.END_HEADERS, field("grpc-status", "x"))),
            List.of(
                SETTINGS,
                new Http2Frame(Http2Frame.DATA, 0, 1, new byte[Http2Frame.MOST_BYTES]),
                new Http2Frame(Http2Frame.DATA, 0, 1, new byte[1])));
    for (List<Http2Frame> frames : wrong) {
      assertThrows(
          ProtocolException.class,
          () -> read(new ByteArrayOutputStream(), frames.toArray(Http2Frame[]::new)),
          frames::toString);
    }
  }

  @Test
  void aServerThatNeverEndsItsAnswerIsNotReadForever() {
    Http2Frame[] endless = new Http2Frame[1000];
    Arrays.fill(endless, SETTINGS);
    assertThrows(
        ProtocolException.class, () -> read(new ByteArrayOutputStream(), endless), "too many");
    assertThrows(EOFException.class, () -> read(new ByteArrayOutputStream(), SETTINGS));
  }

  @Test
  void aMessageWithFieldsOfALaterVersionIsUnderstood() throws ProtocolException {
    // A string, four bytes, the status, and another number.
    byte[] fields = {0x12, 2, 'a', 'b', 0x1D, 1, 2, 3, 4, 8, 2, 0x20, 1};
    byte[] message =
        ByteBuffer.allocate(HealthMessage.PREFIX_BYTES + fields.length)
            .put((byte) 0)
            .putInt(fields.length)
            .put(fields)
            .array();
    assertEquals(HealthAnswer.NOT_SERVING, HealthMessage.status(message));
  }

  private static Http2Frame headers(int flags, byte[] block) {
    return new Http2Frame(Http2Frame.HEADERS, flags, 1, block);
  }

  /** A literal field with a literal name. */
  private static byte[] field(String name, String value) {
    return ByteBuffer.allocate(3 + name.length() + value.length())
        .put((byte) 0)
        .put((byte) name.length())
        .put(name.getBytes(StandardCharsets.US_ASCII))
        .put((byte) value.length())
        .put(value.getBytes(StandardCharsets.US_ASCII))
        .array();
  }

  private static HealthAnswer read(ByteArrayOutputStream sent, Http2Frame... frames)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(64 * 1024);
    for (Http2Frame frame : frames) {
      frame.write(bytes);
    }
    return HealthExchange.read(new ByteArrayInputStream(bytes.array(), 0, bytes.position()), sent);
  }

  private static List<Integer> types(byte[] frames) {
    List<Integer> types = new ArrayList<>();
    for (int at = 0; at < frames.length; at += Http2Frame.HEAD_BYTES + frames[at + 2]) {
      types.add((int) frames[at + 3]);
    }
    return types;
  }
}
