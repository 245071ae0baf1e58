// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.grpc;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * One frame of HTTP/2 (RFC 9113 §4.1).
 *
 * @param payload at most {@link #MOST_BYTES}
 */
@SuppressWarnings("ArrayRecordComponent") // made for this frame alone
record Http2Frame(int type, int flags, int stream, byte[] payload) {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PUSH_PROMISE = 5;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int CONTINUATION = 9;

  /** Of SETTINGS and PING. */
  static final int ACK = 0x1;

  /** Of DATA and HEADERS. */
  static final int END_STREAM = 0x1;

  static final int END_HEADERS = 0x4;
  private static final int PADDED = 0x8;
  private static final int PRIORITY = 0x20;

  /** What a server may send to a client that does not say otherwise (§4.2). */
  static final int MOST_BYTES = 16_384;

  static final int HEAD_BYTES = 9;

  static Http2Frame read(DataInputStream in) throws IOException {
    int lengthAndType = in.readInt();
    int length = lengthAndType >>> 8;
    int flags = in.readUnsignedByte();
    int stream = in.readInt() & Integer.MAX_VALUE;
    if (length > MOST_BYTES) {
      // Also the answer of a server that speaks HTTP/1.1.
      throw new ProtocolException("the frame is too long");
    }
    byte[] payload = new byte[length];
    in.readFully(payload);
    return new Http2Frame(lengthAndType & 0xFF, flags, stream, payload);
  }

  void write(ByteBuffer out) {
    out.putInt(payload.length << 8 | type).put((byte) flags).putInt(stream).put(payload);
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** The payload of DATA or HEADERS without padding and priority (§6.1, §6.2). */
  byte[] content() throws ProtocolException {
    int start = 0;
    int end = payload.length;
    if (has(PADDED)) {
      if (payload.length == 0) {
        throw new ProtocolException("a padded frame without a length of its padding");
      }
      end -= Byte.toUnsignedInt(payload[0]);
      start++;
    }
    if (type == HEADERS && has(PRIORITY)) {
      start += 5;
    }
    if (start > end) {
      throw new ProtocolException("more padding than payload");
    }
    return Arrays.copyOfRange(payload, start, end);
  }
}
