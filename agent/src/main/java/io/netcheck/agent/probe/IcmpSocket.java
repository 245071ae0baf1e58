// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.netcheck.protocol.IpFamily;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.time.Duration;

/**
 * One ICMP socket, bound to one address. Not thread-safe.
 *
 * <p>The JDK has no ICMP sockets, but its selectors wait for any descriptor of a channel. So the
 * socket takes the place of that of a datagram channel, which then also closes it.
 *
 * <p>Constants and structures are those of Linux, the same on x86_64 and aarch64. Errors that come
 * back over the network are read from the socket's error queue, with the packet that caused them:
 * ip(7), IP_RECVERR.
 */
final class IcmpSocket implements AutoCloseable {
  /** The kernel refused a call. */
  static final class SystemCallException extends IOException {
    private static final long serialVersionUID = 1L;
    private final int errno;

    SystemCallException(String call, int errno) {
      super(call + ": errno " + errno);
      this.errno = errno;
    }

    boolean notPermitted() {
      return errno == SocketErrors.EPERM || errno == SocketErrors.EACCES;
    }
  }

  /** Unprivileged, if net.ipv4.ping_group_range allows it, or raw, with CAP_NET_RAW. */
  enum Type {
    DATAGRAM(2),
    RAW(3);

    private final int number;

    Type(int number) {
      this.number = number;
    }
  }

  // bits/socket.h, asm-generic/socket.h
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int O_CLOEXEC = SOCK_CLOEXEC;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVTIMEO = 20;
  private static final int MSG_DONTWAIT = 0x40;
  // linux/in.h, linux/in6.h, linux/icmp.h, linux/icmpv6.h
  private static final int IPPROTO_IP = 0;
  private static final int IPPROTO_ICMP = 1;
  private static final int IP_RECVTTL = 12;
  private static final int SOL_RAW = 255;
  private static final int ICMP_FILTER = 1;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IPPROTO_ICMPV6 = 58;
  private static final int IPV6_RECVHOPLIMIT = 51;
  private static final int ICMPV6_FILTER = 1;
  private static final int ICMPV6_ECHO_REPLY = 129;

  private static final int SOCKADDR_IN = 16;
  private static final int SOCKADDR_IN6 = 28;

  private final Arena arena = Arena.ofAuto();
  private final IpFamily family;
  private final Type type;
  private final DatagramChannel channel;
  private final int fd;

  private final MemorySegment sendState = arena.allocate(LibC.STATE);
  private final MemorySegment sendPacket = arena.allocate(IcmpPacket.BYTES, 8);
  private final MemorySegment sendAddress;
  private final ByteBuffer sendView = sendPacket.asByteBuffer();

  private final ReceivedMessage received = new ReceivedMessage(arena);

  private IcmpSocket(IpFamily family, Type type, DatagramChannel channel, int fd) {
    this.family = family;
    this.type = type;
    this.channel = channel;
    this.fd = fd;
    sendAddress = arena.allocate(addressBytes(), 8);
  }

  /**
   * @param receiveTimeout the longest wait of {@link #receive}
   */
  static IcmpSocket open(InetAddress own, Type type, Duration receiveTimeout) throws IOException {
    IpFamily family = IpFamily.of(own);
    DatagramChannel channel = DatagramChannel.open(SourceAddresses.socketFamily(family));
    boolean opened = false;
    try {
      channel.configureBlocking(false);
      int fd = KernelSocket.of(channel, family).orElseThrow().fd();
      replace(fd, family, type);
      IcmpSocket socket = new IcmpSocket(family, type, channel, fd);
      socket.configure(own, receiveTimeout);
      opened = true;
      return socket;
    } finally {
      if (!opened) {
        EventLoop.closeQuietly(channel);
      }
    }
  }

  /** Makes {@code fd} an ICMP socket. */
  private static void replace(int fd, IpFamily family, Type type) throws SystemCallException {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment state = call.allocate(LibC.STATE);
      int kind = type.number | SOCK_CLOEXEC;
      int icmp =
          switch (family) {
            case IPV4 -> LibC.socket(state, LibC.AF_INET, kind, IPPROTO_ICMP);
            case IPV6 -> LibC.socket(state, LibC.AF_INET6, kind, IPPROTO_ICMPV6);
          };
      check("socket", icmp);
      int replaced = LibC.dup3(state, icmp, fd, O_CLOEXEC);
      LibC.close(state, icmp);
      check("dup3", replaced);
    }
  }

  private void configure(InetAddress own, Duration receiveTimeout) throws SystemCallException {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment timeval = call.allocate(16, 8);
      timeval.set(JAVA_LONG, 0, receiveTimeout.toSeconds());
      timeval.set(JAVA_LONG, 8, receiveTimeout.toNanosPart() / 1_000);
      MemorySegment yes = call.allocateFrom(JAVA_INT, 1);
      option("SO_RCVTIMEO", SOL_SOCKET, SO_RCVTIMEO, timeval);
      option("SO_TIMESTAMPNS", SOL_SOCKET, ReceivedMessage.SO_TIMESTAMPNS, yes);
      switch (family) {
        case IPV4 -> {
          option("IP_RECVERR", IPPROTO_IP, ReceivedMessage.IP_RECVERR, yes);
          option("IP_RECVTTL", IPPROTO_IP, IP_RECVTTL, yes);
        }
        case IPV6 -> {
          option("IPV6_RECVERR", IPPROTO_IPV6, ReceivedMessage.IPV6_RECVERR, yes);
          option("IPV6_RECVHOPLIMIT", IPPROTO_IPV6, IPV6_RECVHOPLIMIT, yes);
        }
      }
      if (type == Type.RAW) {
        filter(call);
      }
    }
    address(sendAddress, own);
    check("bind", LibC.bind(sendState, fd, sendAddress));
  }

  /** A raw socket would get all ICMP messages of this host. This leaves only echo replies. */
  private void filter(Arena call) throws SystemCallException {
    switch (family) {
      // A set bit blocks a type. Echo reply is type 0.
      case IPV4 -> option("ICMP_FILTER", SOL_RAW, ICMP_FILTER, call.allocateFrom(JAVA_INT, ~1));
      case IPV6 -> {
        MemorySegment blocked = call.allocate(32, 4).fill((byte) 0xFF);
        int word = ICMPV6_ECHO_REPLY / 32;
        blocked.setAtIndex(JAVA_INT, word, ~(1 << ICMPV6_ECHO_REPLY % 32));
        option("ICMP6_FILTER", IPPROTO_ICMPV6, ICMPV6_FILTER, blocked);
      }
    }
  }

  private void option(String name, int level, int number, MemorySegment value)
      throws SystemCallException {
    check(name, LibC.setsockopt(sendState, fd, level, number, value));
  }

  private static int check(String call, int result) throws SystemCallException {
    if (result < 0) {
      throw new SystemCallException(call, -result);
    }
    return result;
  }

  /** Sends an echo request without waiting, and returns 0 or the errno. */
  int send(InetAddress target, int identifier, int sequence, long cookie) {
    address(sendAddress, target);
    IcmpPacket.writeRequest(sendView, family, identifier, sequence, cookie);
    return -Math.min(0, LibC.sendto(sendState, fd, sendPacket, MSG_DONTWAIT, sendAddress));
  }

  /** Waits for the next message; false if there was none in time, or if an error is queued. */
  boolean receive() {
    return received.receive(fd);
  }

  /** Takes the next message without waiting; false if there is none, or if an error is queued. */
  boolean receiveWaiting() {
    return received.receiveWaiting(fd);
  }

  /** Takes the next packet that came back with an error; false if there is none. */
  boolean receiveError() {
    return received.receiveError(fd);
  }

  /** What was received last. */
  ReceivedMessage received() {
    return received;
  }

  /** Where the ICMP message begins in the packet of {@link #received}; -1 if there is none. */
  int start() {
    return IcmpPacket.start(received.packet(), type == Type.RAW && family == IpFamily.IPV4);
  }

  /** What a selector waits for. Only for that. */
  SelectableChannel channel() {
    return channel;
  }

  @Override
  public void close() {
    EventLoop.closeQuietly(channel);
  }

  private int addressBytes() {
    return switch (family) {
      case IPV4 -> SOCKADDR_IN;
      case IPV6 -> SOCKADDR_IN6;
    };
  }

  private static void address(MemorySegment sockaddr, InetAddress address) {
    byte[] bytes = address.getAddress();
    if (address instanceof Inet6Address scoped) {
      sockaddr.set(JAVA_SHORT, 0, (short) LibC.AF_INET6);
      MemorySegment.copy(bytes, 0, sockaddr, JAVA_BYTE, 8, bytes.length);
      sockaddr.set(JAVA_INT, 24, scoped.getScopeId());
    } else {
      sockaddr.set(JAVA_SHORT, 0, (short) LibC.AF_INET);
      MemorySegment.copy(bytes, 0, sockaddr, JAVA_BYTE, 4, bytes.length);
    }
  }
}
