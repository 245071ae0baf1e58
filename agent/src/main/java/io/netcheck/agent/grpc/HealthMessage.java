// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.grpc;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The two messages of {@code grpc.health.v1} in the protobuf encoding, each with the five bytes
 * before it that gRPC demands: whether it is compressed, and its length.
 */
final class HealthMessage {
  static final int PREFIX_BYTES = 5;

  private static final int VARINT = 0;
  private static final int EIGHT_BYTES = 1;
  private static final int LENGTH = 2;
  private static final int FOUR_BYTES = 5;

  private HealthMessage() {}

  /**
   * A request for the health of a service.
   *
   * @param service at most 127 characters of ASCII; {@code ""} is the server itself
   */
  static byte[] request(String service) {
    byte[] name = service.getBytes(StandardCharsets.US_ASCII);
    int length = name.length == 0 ? 0 : 2 + name.length;
    ByteBuffer out = ByteBuffer.allocate(PREFIX_BYTES + length).put((byte) 0).putInt(length);
    if (name.length > 0) {
      // Field 1, of type LENGTH.
      out.put((byte) (1 << 3 | LENGTH)).put((byte) name.length).put(name);
    }
    return out.array();
  }

  /** The status in a response: its field 1. */
  static int status(byte[] message) throws ProtocolException {
    ByteBuffer in = ByteBuffer.wrap(message);
    if (in.remaining() < PREFIX_BYTES) {
      throw new ProtocolException("the message is too short");
    }
    boolean compressed = in.get() != 0;
    if (compressed || in.getInt() != in.remaining()) {
      throw new ProtocolException("the message is compressed, or not the only one");
    }
    int status = 0;
    while (in.hasRemaining()) {
      long tag = varint(in);
      int type = (int) (tag & 7);
      if (type == VARINT) {
        long value = varint(in);
        status = tag >>> 3 == 1 ? Math.clamp(value, 0, Integer.MAX_VALUE) : status;
      } else {
        skip(in, type);
      }
    }
    return status;
  }

  private static void skip(ByteBuffer in, int type) throws ProtocolException {
    long length =
        switch (type) {
          case EIGHT_BYTES -> 8;
          case LENGTH -> varint(in);
          case FOUR_BYTES -> 4;
          default -> throw new ProtocolException("unknown type of a field");
        };
    if (length < 0 || length > in.remaining()) {
      throw new ProtocolException("a field is longer than its message");
    }
    in.position(in.position() + (int) length);
  }

  private static long varint(ByteBuffer in) throws ProtocolException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (!in.hasRemaining()) {
        throw new ProtocolException("the message ends within a number");
      }
      byte next = in.get();
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new ProtocolException("a number is too long");
  }
}
