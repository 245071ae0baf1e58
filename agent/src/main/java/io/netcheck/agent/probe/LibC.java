// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;

/**
 * Calls of the C library. Those of sockets are here because the JDK has no ICMP sockets and lacks
 * some socket options. Each returns the result of the call, or {@code -errno}.
 */
public final class LibC {
  // bits/socket.h
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;

  /** The memory for the errno of a call. Each calling thread needs its own. */
  public static final StructLayout STATE = Linker.Option.captureStateLayout();

  private static final long ERRNO = STATE.byteOffset(PathElement.groupElement("errno"));
  private static final Linker LINKER = Linker.nativeLinker();

  private static final MethodHandle SOCKET =
      handle("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle BIND =
      handle("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle SETSOCKOPT =
      handle(
          "setsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle GETSOCKOPT =
      handle(
          "getsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle SENDTO =
      handle(
          "sendto",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle RECV =
      handle("recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle RECVMSG =
      handle("recvmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle DUP3 =
      handle("dup3", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle CLOSE =
      handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle MADVISE =
      handle("madvise", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));

  private LibC() {}

  static int socket(MemorySegment state, int domain, int type, int protocol) {
    try {
      return result(state, (int) SOCKET.invokeExact(state, domain, type, protocol));
    } catch (Throwable e) {
      throw bug(e);
    }
  }

  static int bind(MemorySegment state, int fd, MemorySegment address) {
    try {
      return result(state, (int) BIND.invokeExact(state, fd, address, (int) address.byteSize()));
    } catch (Throwable e) {
      throw bug(e);
    }
  }

  static int setsockopt(MemorySegment state, int fd, int level, int name, MemorySegment value) {
    try {
      return result(
          state,
          (int) SETSOCKOPT.invokeExact(state, fd, level, name, value, (int) value.byteSize()));
    } catch (Throwable e) {
      throw bug(e);
    }
  }

  /**
   * @param length the size of {@code value}; afterwards that of the option
   */
  static int getsockopt(
      MemorySegment state, int fd, int level, int name, MemorySegment value, MemorySegment length) {
    try {
      return result(state, (int) GETSOCKOPT.invokeExact(state, fd, level, name, value, length));
    } catch (Throwable e) {
      throw bug(e);
    }
  }

  static int sendto(
      MemorySegment state, int fd, MemorySegment data, int flags, MemorySegment address) {
    try {
      return result(
          state,
          (int)
              (long)
                  SENDTO.invokeExact(
                      state, fd, data, data.byteSize(), flags, address, (int) address.byteSize()));
    } catch (Throwable e) {
      throw bug(e);
    }
  }

  static int recv(MemorySegment state, int fd, MemorySegment data, int flags) {
    try {
      return result(state, (int) (long) RECV.invokeExact(state, fd, data, data.byteSize(), flags));
    } catch (Throwable e) {
      throw bug(e);
    }
  }

  static int recvmsg(MemorySegment state, int fd, MemorySegment header, int flags) {
    try {
      return result(state, (int) (long) RECVMSG.invokeExact(state, fd, header, flags));
    } catch (Throwable e) {
      throw bug(e);
    }
  }

  /** Makes {@code target} another name of the file {@code fd}: dup(2). */
  static int dup3(MemorySegment state, int fd, int target, int flags) {
    try {
      return result(state, (int) DUP3.invokeExact(state, fd, target, flags));
    } catch (Throwable e) {
      throw bug(e);
    }
  }

  static int close(MemorySegment state, int fd) {
    try {
      return result(state, (int) CLOSE.invokeExact(state, fd));
    } catch (Throwable e) {
      throw bug(e);
    }
  }

  /** Tells the kernel how memory is used: madvise(2). */
  public static int madvise(MemorySegment state, long address, long bytes, int advice) {
    try {
      return result(state, (int) MADVISE.invokeExact(state, address, bytes, advice));
    } catch (Throwable e) {
      throw bug(e);
    }
  }

  private static int result(MemorySegment state, int returned) {
    return returned < 0 ? -state.get(JAVA_INT, ERRNO) : returned;
  }

  /** The calls themselves throw nothing, so an exception means that the linkage is wrong. */
  private static IllegalStateException bug(Throwable e) {
    return new IllegalStateException("native call failed", e);
  }

  @SuppressWarnings("restricted") // granted by Enable-Native-Access in the jar's manifest
  private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        descriptor,
        Linker.Option.captureCallState("errno"));
  }
}
