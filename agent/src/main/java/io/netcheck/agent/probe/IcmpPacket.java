// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.protocol.IpFamily;
import java.nio.ByteBuffer;

/**
 * Writes and reads ICMP echo messages: RFC 792 page 14, RFC 4443 §4. The data begins with a random
 * cookie, which identifies our own replies, because the kernel can change the identifier.
 */
final class IcmpPacket {
  /** The size of an ordinary ping, so that routers and firewalls treat it the same way. */
  static final int BYTES = 64;

  private static final int HEADER = 8;
  private static final int CHECKSUM = 2;
  private static final int SEQUENCE = 6;
  private static final int MIN_IPV4_HEADER = 20;
  private static final int IPV4_ICMP = 1;

  private IcmpPacket() {}

  /**
   * Writes an echo request to the start of {@code buffer}, and sets position and limit around it.
   */
  static void writeRequest(
      ByteBuffer buffer, IpFamily family, int identifier, int sequence, long cookie) {
    buffer
        .clear()
        .limit(BYTES)
        .put(requestType(family))
        .put((byte) 0)
        .putShort((short) 0)
        .putShort((short) identifier)
        .putShort((short) sequence)
        .putLong(cookie);
    while (buffer.hasRemaining()) {
      buffer.put((byte) 0);
    }
    buffer.flip();
    // The IPv6 checksum covers the addresses; the kernel fills it in: RFC 3542 §3.1.
    if (family == IpFamily.IPV4) {
      buffer.putShort(CHECKSUM, (short) checksum(buffer));
    }
  }

  /**
   * Where the ICMP message begins in a received packet, or -1 if there is none: a raw IPv4 socket
   * also delivers the IP header, see raw(7).
   */
  static int start(ByteBuffer received, boolean ipv4Header) {
    if (!ipv4Header) {
      return 0;
    }
    if (received.limit() < MIN_IPV4_HEADER
        || received.get(0) >> 4 != 4
        || received.get(9) != IPV4_ICMP) {
      return -1;
    }
    int length = (received.get(0) & 0xF) * 4;
    return length < MIN_IPV4_HEADER ? -1 : length;
  }

  static boolean isReply(ByteBuffer buffer, int start, IpFamily family) {
    return hasCookie(buffer, start) && buffer.get(start) == replyType(family);
  }

  /** Whether it is an echo request, as an error message returns it. */
  static boolean isRequest(ByteBuffer buffer, int start, IpFamily family) {
    return hasCookie(buffer, start) && buffer.get(start) == requestType(family);
  }

  static int sequence(ByteBuffer buffer, int start) {
    return Short.toUnsignedInt(buffer.getShort(start + SEQUENCE));
  }

  static long cookie(ByteBuffer buffer, int start) {
    return buffer.getLong(start + HEADER);
  }

  /** RFC 1071, over the bytes between 0 and the limit. */
  static int checksum(ByteBuffer buffer) {
    int sum = 0;
    for (int i = 0; i < buffer.limit(); i += 2) {
      int low = i + 1 < buffer.limit() ? buffer.get(i + 1) & 0xFF : 0;
      sum += (buffer.get(i) & 0xFF) << 8 | low;
    }
    sum = (sum & 0xFFFF) + (sum >>> 16);
    sum = (sum & 0xFFFF) + (sum >>> 16);
    return ~sum & 0xFFFF;
  }

  private static boolean hasCookie(ByteBuffer buffer, int start) {
    return start >= 0
        && buffer.limit() >= start + HEADER + Long.BYTES
        && buffer.get(start + 1) == 0;
  }

  private static byte requestType(IpFamily family) {
    return switch (family) {
      case IPV4 -> 8;
      case IPV6 -> (byte) 128;
    };
  }

  private static byte replyType(IpFamily family) {
    return switch (family) {
      case IPV4 -> 0;
      case IPV6 -> (byte) 129;
    };
  }
}
