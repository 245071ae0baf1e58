// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.grpc;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Reads the answer to a {@link HealthRequest} frame by frame, and acknowledges what a server may
 * expect to be acknowledged. It reads at most {@link #MOST_FRAMES} frames. Used once.
 */
public final class HealthExchange {
  private static final int MOST_FRAMES = 64;

  /** A header block, and the message: more than any health check needs. */
  private static final int MOST_BYTES = 16_384;

  private final DataInputStream in;
  private final OutputStream out;
  private final ByteArrayOutputStream block = new ByteArrayOutputStream();
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();
  private int frames;
  private OptionalInt httpStatus = OptionalInt.empty();
  private OptionalInt grpcStatus = OptionalInt.empty();

  private HealthExchange(InputStream in, OutputStream out) {
    this.in = new DataInputStream(in);
    this.out = out;
  }

  /** Reads until the server has ended the call, and says goodbye. */
  public static HealthAnswer read(InputStream in, OutputStream out) throws IOException {
    return new HealthExchange(in, out).read();
  }

  private HealthAnswer read() throws IOException {
    Http2Frame frame = next();
    if (frame.type() != Http2Frame.SETTINGS) {
      throw new ProtocolException("a server of HTTP/2 begins with its settings");
    }
    while (!take(frame)) {
      frame = next();
    }
    sayGoodbye();
    if (httpStatus.isEmpty()) {
      throw new ProtocolException("the answer has no status");
    }
    return new HealthAnswer(
        httpStatus.getAsInt(),
        grpcStatus,
        message.size() == 0
            ? OptionalInt.empty()
            : OptionalInt.of(HealthMessage.status(message.toByteArray())));
  }

  private Http2Frame next() throws IOException {
    if (++frames > MOST_FRAMES) {
      throw new ProtocolException("too many frames");
    }
    return Http2Frame.read(in);
  }

  private void sayGoodbye() {
    try {
      send(new Http2Frame(Http2Frame.GOAWAY, 0, 0, new byte[8]));
    } catch (IOException _) {
      // The server closed the connection first, after its answer.
    }
  }

  /** Whether the frame ends the answer. */
  private boolean take(Http2Frame frame) throws IOException {
    switch (frame.type()) {
      case Http2Frame.SETTINGS -> {
        if (!frame.has(Http2Frame.ACK)) {
          send(new Http2Frame(Http2Frame.SETTINGS, Http2Frame.ACK, 0, new byte[0]));
        }
      }
      case Http2Frame.PING -> {
        if (!frame.has(Http2Frame.ACK)) {
          send(new Http2Frame(Http2Frame.PING, Http2Frame.ACK, 0, frame.payload()));
        }
      }
      case Http2Frame.GOAWAY -> {
        ByteBuffer payload = ByteBuffer.wrap(frame.payload());
        if (payload.remaining() < Integer.BYTES || payload.getInt() < HealthRequest.STREAM) {
          throw new ProtocolException("the server does not take the call");
        }
      }
      case Http2Frame.PUSH_PROMISE ->
          throw new ProtocolException("the server pushes, which the client forbids");
      case Http2Frame.DATA, Http2Frame.HEADERS, Http2Frame.RST_STREAM -> {
        return frame.stream() == HealthRequest.STREAM && takeOfStream(frame);
      }
      // Of a block that is not ended: takeOfStream reads those that follow a HEADERS frame.
      case Http2Frame.CONTINUATION -> throw new ProtocolException("it continues nothing");
      default -> {}
    }
    return false;
  }

  private boolean takeOfStream(Http2Frame frame) throws IOException {
    switch (frame.type()) {
      case Http2Frame.RST_STREAM -> throw new ProtocolException("the server ends the stream");
      case Http2Frame.DATA -> add(message, frame.content());
      default -> {
        add(block, frame.content());
        Http2Frame part = frame;
        while (!part.has(Http2Frame.END_HEADERS)) {
          part = next();
          if (part.type() != Http2Frame.CONTINUATION) {
            throw new ProtocolException("a header block is not ended");
          }
          add(block, part.payload());
        }
        fields(HeaderBlock.decode(block.toByteArray()));
        block.reset();
      }
    }
    return frame.has(Http2Frame.END_STREAM) || isOther();
  }

  /** Whether something else than a gRPC server answers: what follows does not matter. */
  private boolean isOther() {
    return httpStatus.isPresent() && httpStatus.getAsInt() > HealthAnswer.HTTP_OK;
  }

  private void fields(Map<String, String> fields) throws ProtocolException {
    String http = fields.get(HeaderBlock.STATUS);
    if (http != null) {
      httpStatus = OptionalInt.of(number(http));
    }
    String grpc = fields.get("grpc-status");
    if (grpc != null) {
      grpcStatus = OptionalInt.of(number(grpc));
    }
  }

  private static int number(String text) throws ProtocolException {
    if (!text.matches("[0-9]{1,3}")) {
      throw new ProtocolException("a status is no number");
    }
    return Integer.parseInt(text);
  }

  private static void add(ByteArrayOutputStream to, byte[] bytes) throws ProtocolException {
    if (to.size() + bytes.length > MOST_BYTES) {
      throw new ProtocolException("the answer is too long");
    }
    to.writeBytes(bytes);
  }

  private void send(Http2Frame frame) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Http2Frame.HEAD_BYTES + frame.payload().length);
    frame.write(bytes);
    out.write(bytes.array());
    out.flush();
  }
}
