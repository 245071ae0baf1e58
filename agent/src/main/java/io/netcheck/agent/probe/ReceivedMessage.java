// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The packet that recvmsg(2) received last, and what the kernel says about it. One thread at a
 * time, as long as its arena is open.
 */
final class ReceivedMessage {
  // bits/socket.h, asm-generic/socket.h
  private static final int SOL_SOCKET = 1;
  static final int SO_TIMESTAMPNS = 35;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_ERRQUEUE = 0x2000;
  // linux/in.h, linux/in6.h
  private static final int IPPROTO_IP = 0;
  static final int IP_RECVERR = 11;
  private static final int IPPROTO_IPV6 = 41;
  static final int IPV6_RECVERR = 25;
  private static final int IP_TTL = 2;
  private static final int IPV6_HOPLIMIT = 52;

  private static final int PACKET_BYTES = 512;
  private static final int CONTROL_BYTES = 256;

  // The name stays null, because the content identifies the packet, not the address.
  // struct msghdr: name 0, namelen 8, iov 16, iovlen 24, control 32, controllen 40, flags 48
  private static final int MSGHDR = 56;
  private static final int CONTROL_LENGTH = 40;
  // struct cmsghdr: len 0, level 8, type 12, data 16
  private static final int CMSGHDR = 16;

  private final MemorySegment state;
  private final MemorySegment header;
  private final MemorySegment control;
  private final ByteBuffer packet;
  private long stampNanos;
  private int hopLimit;
  private Optional<PacketError> error = Optional.empty();

  ReceivedMessage(Arena arena) {
    state = arena.allocate(LibC.STATE);
    header = arena.allocate(MSGHDR, 8);
    control = arena.allocate(CONTROL_BYTES, 8);
    MemorySegment data = arena.allocate(PACKET_BYTES, 8);
    packet = data.asByteBuffer();
    MemorySegment iov = arena.allocate(ADDRESS.byteSize() + Long.BYTES, 8);
    iov.set(ADDRESS, 0, data);
    iov.set(JAVA_LONG, 8, PACKET_BYTES);
    header.set(ADDRESS, 16, iov);
    header.set(JAVA_LONG, 24, 1);
    header.set(ADDRESS, 32, control);
  }

  /** Waits for the next packet; false if there was none in time, or if an error is queued. */
  boolean receive(int fd) {
    return receive(fd, 0);
  }

  /** Takes the next packet without waiting; false if there is none, or if an error is queued. */
  boolean receiveWaiting(int fd) {
    return receive(fd, MSG_DONTWAIT);
  }

  /**
   * Takes the next packet of the socket that came back with an error; false if there is none.
   *
   * <p>It also takes the error itself: the next call of the socket does not report it again.
   */
  boolean receiveError(int fd) {
    return receive(fd, MSG_ERRQUEUE | MSG_DONTWAIT);
  }

  private boolean receive(int fd, int flags) {
    header.set(JAVA_LONG, CONTROL_LENGTH, CONTROL_BYTES);
    int length = LibC.recvmsg(state, fd, header, flags);
    packet.clear().limit(Math.max(0, length));
    readControl(length < 0 ? 0 : (int) header.get(JAVA_LONG, CONTROL_LENGTH));
    return length >= 0;
  }

  /** Reads {@code messages} as if they came with a packet. What does not fit is cut off. */
  void takeControl(byte[] messages) {
    int length = Math.min(messages.length, CONTROL_BYTES);
    MemorySegment.copy(messages, 0, control, ValueLayout.JAVA_BYTE, 0, length);
    readControl(length);
  }

  /** The packet, from 0 to the limit; of one that came back perhaps only the beginning. */
  ByteBuffer packet() {
    return packet;
  }

  /** When the kernel received it, in nanoseconds of the wall clock; 0 if unknown. */
  long stampNanos() {
    return stampNanos;
  }

  /** What was left of its hop limit (TTL) when it arrived; 0 if unknown. */
  int hopLimit() {
    return hopLimit;
  }

  /** Why the packet came back. */
  Optional<PacketError> error() {
    return error;
  }

  private void readControl(int length) {
    stampNanos = 0;
    hopLimit = 0;
    error = Optional.empty();
    int at = 0;
    while (at + CMSGHDR <= length) {
      long size = control.get(JAVA_LONG, at);
      if (size < CMSGHDR || size > length - at) {
        return;
      }
      int level = control.get(JAVA_INT, at + 8);
      int kind = control.get(JAVA_INT, at + 12);
      if (level == SOL_SOCKET && kind == SO_TIMESTAMPNS) {
        stampNanos =
            control.get(JAVA_LONG, at + CMSGHDR) * 1_000_000_000L
                + control.get(JAVA_LONG, at + CMSGHDR + 8);
      } else if ((level == IPPROTO_IP && kind == IP_TTL)
          || (level == IPPROTO_IPV6 && kind == IPV6_HOPLIMIT)) {
        hopLimit = size < CMSGHDR + Integer.BYTES ? 0 : control.get(JAVA_INT, at + CMSGHDR);
      } else if ((level == IPPROTO_IP && kind == IP_RECVERR)
          || (level == IPPROTO_IPV6 && kind == IPV6_RECVERR)) {
        error = PacketError.read(control, at + CMSGHDR, size - CMSGHDR);
      }
      // CMSG_ALIGN
      at += (int) ((size + 7) & ~7L);
    }
  }
}
