// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.netcheck.protocol.ErrorSender;
import io.netcheck.protocol.FailureReason;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Why a packet of this host was not delivered, as an ICMP message or this host's kernel says:
 * ip(7), IP_RECVERR.
 *
 * @param errno what the kernel makes of it
 * @param origin {@link #LOCAL} if no packet came back
 * @param type of the ICMP message
 * @param code of the ICMP message
 * @param sender of the ICMP message
 */
record PacketError(int errno, int origin, int type, int code, Optional<InetAddress> sender) {
  // linux/errqueue.h
  static final int LOCAL = 1;
  private static final int ICMP = 2;
  private static final int ICMPV6 = 3;

  // struct sock_extended_err: errno 0, origin 4, type 5, code 6, info 8, data 12
  private static final int BYTES = 16;

  // RFC 792 and RFC 1812 §5.2.7.1: the codes of "destination unreachable" that forbid a packet.
  // IPv6 has an errno for them.
  private static final int UNREACHABLE = 3;
  private static final int NETWORK_PROHIBITED = 9;
  private static final int HOST_PROHIBITED = 10;
  private static final int COMMUNICATION_PROHIBITED = 13;

  // RFC 792 and RFC 4443 §3.3: "time exceeded", code "in transit".
  private static final int TIME_EXCEEDED = 11;
  private static final int TIME_EXCEEDED_IPV6 = 3;

  /**
   * Reads the data of a control message, which ends with the sender.
   *
   * @param at where the data begins in {@code control}
   * @param length of the data
   */
  static Optional<PacketError> read(MemorySegment control, long at, long length) {
    if (length < BYTES) {
      return Optional.empty();
    }
    return Optional.of(
        new PacketError(
            control.get(JAVA_INT, at),
            control.get(JAVA_BYTE, at + 4),
            control.get(JAVA_BYTE, at + 5) & 0xFF,
            control.get(JAVA_BYTE, at + 6) & 0xFF,
            address(control, at + BYTES, length - BYTES)));
  }

  /** SO_EE_OFFENDER, a sockaddr of any family. */
  private static Optional<InetAddress> address(MemorySegment control, long at, long length) {
    int family = length < Short.BYTES ? 0 : control.get(JAVA_SHORT, at);
    return switch (family) {
      case LibC.AF_INET -> address(control, at + 4, 4, length - 4);
      case LibC.AF_INET6 -> address(control, at + 8, 16, length - 8);
      default -> Optional.empty();
    };
  }

  private static Optional<InetAddress> address(
      MemorySegment control, long at, int bytes, long length) {
    if (length < bytes) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByAddress(control.asSlice(at, bytes).toArray(JAVA_BYTE)));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of " + bytes + " bytes", e);
    }
  }

  /**
   * What it means for a probe from {@code source} to {@code target}.
   *
   * @param hasPorts whether the target's host says in this way that a port is closed: it does so
   *     for UDP. TCP has resets for that, and an ICMP echo has no port
   */
  Outcome.Failure failure(InetAddress source, InetAddress target, boolean hasPorts) {
    Optional<ErrorSender> who = sender.map(address -> ErrorSender.of(address, source, target));
    boolean closed = hasPorts && who.equals(Optional.of(ErrorSender.TARGET));
    boolean rejected = isProhibited() || (errno == SocketErrors.ECONNREFUSED && !closed);
    return new Outcome.Failure(
        rejected ? FailureReason.REJECTED : SocketErrors.received(errno), who);
  }

  /** Whether the packet used up its hop limit at the sender of the message. */
  boolean isHopLimit() {
    return code == 0
        && ((origin == ICMP && type == TIME_EXCEEDED)
            || (origin == ICMPV6 && type == TIME_EXCEEDED_IPV6));
  }

  private boolean isProhibited() {
    return origin == ICMP
        && type == UNREACHABLE
        && (code == NETWORK_PROHIBITED
            || code == HOST_PROHIBITED
            || code == COMMUNICATION_PROHIBITED);
  }
}
