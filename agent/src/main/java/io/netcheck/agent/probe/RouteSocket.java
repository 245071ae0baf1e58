// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.netcheck.protocol.IpFamily;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Asks the kernel for routes and interfaces: rtnetlink(7). The kernel answers within the call that
 * asks, so no call waits for more than the kernel's own locks. Not thread-safe.
 */
final class RouteSocket implements AutoCloseable {
  // bits/socket.h, linux/netlink.h, linux/rtnetlink.h: the same on x86_64 and aarch64
  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW = 3;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int NETLINK_ROUTE = 0;
  private static final int MSG_DONTWAIT = 0x40;
  private static final short NLM_F_REQUEST = 1;
  private static final short RTM_GETLINK = 18;
  private static final short RTM_GETROUTE = 26;

  /** Asks for the entry of the routing table, without the path MTU that the kernel remembers. */
  private static final int RTM_F_FIB_MATCH = 0x2000;

  private static final short RTA_DST = 1;
  private static final short RTA_SRC = 2;
  private static final short IFLA_EXT_MASK = 29;
  private static final int RTEXT_FILTER_SKIP_STATS = 8;

  private static final int NLMSGHDR = 16;
  private static final int SOCKADDR_NL = 12;
  private static final int MSGHDR = 56;
  private static final int REQUEST_BYTES = 128;

  /** An interface with many attributes has a few kilobytes; the rest is not needed. */
  private static final int ANSWER_BYTES = 16_384;

  /** Answers to older questions that were not read. */
  private static final int MOST_SKIPPED = 8;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment state = arena.allocate(LibC.STATE);
  private final MemorySegment kernel = arena.allocate(SOCKADDR_NL, 8);
  private final MemorySegment request = arena.allocate(REQUEST_BYTES, 8);
  private final MemorySegment header = arena.allocate(MSGHDR, 8);
  private final ByteBuffer asking = request.asByteBuffer().order(ByteOrder.nativeOrder());
  private final ByteBuffer answer;
  private final int fd;
  private int sequence;

  private RouteSocket(int fd) {
    this.fd = fd;
    kernel.set(JAVA_SHORT, 0, (short) AF_NETLINK);
    MemorySegment received = arena.allocate(ANSWER_BYTES, 8);
    answer = received.asByteBuffer().order(ByteOrder.nativeOrder());
    MemorySegment iov = arena.allocate(ADDRESS.byteSize() + Long.BYTES, 8);
    iov.set(ADDRESS, 0, received);
    iov.set(JAVA_LONG, 8, ANSWER_BYTES);
    header.set(ADDRESS, 16, iov);
    header.set(JAVA_LONG, 24, 1);
  }

  /** Empty if this system has no such socket. */
  static Optional<RouteSocket> open() {
    if (IcmpProber.unknownSystem().isPresent()) {
      return Optional.empty();
    }
    try (Arena call = Arena.ofConfined()) {
      int fd =
          LibC.socket(
              call.allocate(LibC.STATE), AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
      return fd < 0 ? Optional.empty() : Optional.of(new RouteSocket(fd));
    } catch (LinkageError | IllegalCallerException _) {
      // Native calls are not enabled.
      return Optional.empty();
    }
  }

  /** The route that packets from {@code own} to {@code target} take; empty if there is none. */
  Optional<RouteMessage.Route> route(InetAddress own, InetAddress target) {
    byte[] source = own.getAddress();
    byte[] destination = target.getAddress();
    begin(RTM_GETROUTE);
    // struct rtmsg: family, dst_len, src_len, tos, table, protocol, scope, type, flags
    asking
        .put(RouteMessage.family(IpFamily.of(target)))
        .put((byte) (Byte.SIZE * destination.length))
        .put((byte) (Byte.SIZE * source.length))
        .put((byte) 0)
        .putInt(0)
        .putInt(RTM_F_FIB_MATCH);
    attribute(RTA_DST, destination);
    attribute(RTA_SRC, source);
    return ask() ? RouteMessage.route(answer) : Optional.empty();
  }

  /** An interface by its number; empty if there is none. */
  Optional<RouteMessage.LinkMtu> link(int number) {
    begin(RTM_GETLINK);
    // struct ifinfomsg: family, type, index, flags, change
    asking.putInt(0).putInt(number).putInt(0).putInt(0);
    attribute(
        IFLA_EXT_MASK,
        ByteBuffer.allocate(Integer.BYTES)
            .order(ByteOrder.nativeOrder())
            .putInt(RTEXT_FILTER_SKIP_STATS)
            .array());
    return ask() ? RouteMessage.link(answer) : Optional.empty();
  }

  @Override
  public void close() {
    LibC.close(state, fd);
    arena.close();
  }

  private void begin(short type) {
    sequence++;
    // struct nlmsghdr: len, type, flags, seq, pid
    asking.clear().putInt(0).putShort(type).putShort(NLM_F_REQUEST).putInt(sequence).putInt(0);
  }

  private void attribute(short type, byte[] value) {
    // struct rtattr: len, type. All values here have a multiple of four bytes, so none is padded.
    asking.putShort((short) (4 + value.length)).putShort(type).put(value);
  }

  /** Sends the request, and receives its answer from 0 to the limit. */
  private boolean ask() {
    asking.flip();
    asking.putInt(0, asking.limit());
    if (LibC.sendto(state, fd, request.asSlice(0, asking.limit()), 0, kernel) < 0) {
      return false;
    }
    for (int skipped = 0; skipped <= MOST_SKIPPED; skipped++) {
      int length = LibC.recvmsg(state, fd, header, MSG_DONTWAIT);
      if (length < NLMSGHDR) {
        return false;
      }
      answer.clear().limit(length);
      if (answer.getInt(8) == sequence) {
        return true;
      }
    }
    return false;
  }
}
