// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.netcheck.protocol.IpFamily;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.channels.SelectableChannel;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The socket of a JDK channel as the kernel knows it, for what the JDK does not offer. Not
 * thread-safe; use it only while the channel is open, on the thread that closes the channel.
 *
 * <p>The descriptor comes from an internal interface of the JDK, {@code sun.nio.ch.SelChImpl},
 * which the agent's jar opens for itself with {@code Add-Exports}. On a system or a JDK where that
 * fails there is no such socket: there is no ICMP, and the other probes go without its options.
 */
final class KernelSocket {
  /** An option of type int. Numbers are those of Linux on x86_64 and aarch64: linux/in.h, in6.h. */
  enum Option {
    /** How many hops a packet may go: IP_TTL, IPV6_UNICAST_HOPS. */
    HOP_LIMIT(2, 16),
    /** Whether packets may be fragmented: {@link #PROBE}. */
    MTU_DISCOVER(10, 23),
    /** The MTU of the route of a connected socket; read only. */
    MTU(14, 24),
    /** 1 to queue the errors that come back over the network: {@link #receiveError}. */
    QUEUE_ERRORS(ReceivedMessage.IP_RECVERR, ReceivedMessage.IPV6_RECVERR);

    /** For {@link #MTU_DISCOVER}: never fragment, and ignore the MTU that the kernel remembers. */
    static final int PROBE = 3;

    private final int ipv4;
    private final int ipv6;

    Option(int ipv4, int ipv6) {
      this.ipv4 = ipv4;
      this.ipv6 = ipv6;
    }

    private int number(IpFamily family) {
      return switch (family) {
        case IPV4 -> ipv4;
        case IPV6 -> ipv6;
      };
    }
  }

  private static final int IPPROTO_IP = 0;
  private static final int IPPROTO_TCP = 6;
  private static final int IPPROTO_IPV6 = 41;
  private static final int MSG_PEEK = 2;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int TCP_MAXSEG = 2;
  private static final int TCP_INFO = 11;
  private static final @Nullable MethodHandle DESCRIPTOR = descriptor();

  private final int fd;
  private final IpFamily family;

  private KernelSocket(int fd, IpFamily family) {
    this.fd = fd;
    this.family = family;
  }

  /** Whether this system and this JDK have them. */
  static boolean available() {
    return DESCRIPTOR != null;
  }

  /**
   * @param family the family with which the channel was opened
   */
  static Optional<KernelSocket> of(SelectableChannel channel, IpFamily family) {
    if (DESCRIPTOR == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(new KernelSocket((int) DESCRIPTOR.invokeExact(channel), family));
    } catch (Throwable e) {
      throw new IllegalStateException("a channel without a descriptor", e);
    }
  }

  /** The descriptor. */
  int fd() {
    return fd;
  }

  /** Sets an option; false if the kernel does not have it. */
  boolean set(Option option, int value) {
    try (Arena call = Arena.ofConfined()) {
      return LibC.setsockopt(
              call.allocate(LibC.STATE),
              fd,
              level(),
              option.number(family),
              call.allocateFrom(JAVA_INT, value))
          == 0;
    }
  }

  /** Limits the segments of a TCP socket that is not connected yet: tcp(7), TCP_MAXSEG. */
  boolean setSegmentSize(int bytes) {
    try (Arena call = Arena.ofConfined()) {
      return LibC.setsockopt(
              call.allocate(LibC.STATE),
              fd,
              IPPROTO_TCP,
              TCP_MAXSEG,
              call.allocateFrom(JAVA_INT, bytes))
          == 0;
    }
  }

  /** The value of an option; empty if the kernel does not have it, or has no value now. */
  OptionalInt get(Option option) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment value = call.allocate(JAVA_INT);
      int result =
          LibC.getsockopt(
              call.allocate(LibC.STATE),
              fd,
              level(),
              option.number(family),
              value,
              call.allocateFrom(JAVA_INT, Integer.BYTES));
      return result == 0 ? OptionalInt.of(value.get(JAVA_INT, 0)) : OptionalInt.empty();
    }
  }

  /**
   * A number in what the kernel knows about a TCP connection; empty if it does not tell: tcp(7).
   *
   * @param offset of the number in {@code struct tcp_info}, which only grows
   */
  OptionalInt tcpInfo(int offset) {
    int size = offset + Integer.BYTES;
    try (Arena call = Arena.ofConfined()) {
      MemorySegment value = call.allocate(size, Integer.BYTES);
      MemorySegment length = call.allocateFrom(JAVA_INT, size);
      int result =
          LibC.getsockopt(call.allocate(LibC.STATE), fd, IPPROTO_TCP, TCP_INFO, value, length);
      return result == 0 && length.get(JAVA_INT, 0) >= size
          ? OptionalInt.of(value.get(JAVA_INT, offset))
          : OptionalInt.empty();
    }
  }

  /**
   * Copies what can be read to {@code start}, and leaves it to be read; as much as fits. Does not
   * wait.
   *
   * @return how many bytes; 0 if there are none, or if the connection ended
   */
  int peek(MemorySegment start) {
    try (Arena call = Arena.ofConfined()) {
      return Math.max(0, LibC.recv(call.allocate(LibC.STATE), fd, start, MSG_PEEK | MSG_DONTWAIT));
    }
  }

  /**
   * Takes the next packet that came back with an error into {@code message}; false if there is
   * none. The socket is ready to read until all of them are taken.
   */
  boolean receiveError(ReceivedMessage message) {
    return message.receiveError(fd);
  }

  private int level() {
    return switch (family) {
      case IPV4 -> IPPROTO_IP;
      case IPV6 -> IPPROTO_IPV6;
    };
  }

  private static @Nullable MethodHandle descriptor() {
    if (IcmpProber.unknownSystem().isPresent()) {
      return null;
    }
    try {
      return MethodHandles.lookup()
          .findVirtual(
              Class.forName("sun.nio.ch.SelChImpl"), "getFDVal", MethodType.methodType(int.class))
          .asType(MethodType.methodType(int.class, SelectableChannel.class));
    } catch (ReflectiveOperationException _) {
      return null;
    }
  }
}
