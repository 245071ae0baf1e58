// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.wire;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** The system calls that a lab needs and the JDK does not have. */
public final class SystemCalls {
  // asm-generic/fcntl.h, linux/sched.h, asm-generic/signal.h, linux/if_tun.h, linux/if.h
  private static final int O_RDWR = 2;
  private static final int O_CLOEXEC = 0x80000;
  private static final int CLONE_NEWNET = 0x40000000;
  private static final int SIGCONT = 18;
  private static final int SIGSTOP = 19;
  private static final long TUNSETIFF = 0x400454ca;
  private static final short IFF_TAP_NO_PI = 0x1002;
  private static final int IFREQ_BYTES = 40;
  private static final int IFREQ_FLAGS = 16;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle OPEN =
      handle(
          "open",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle SETNS =
      handle("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle CLOSE =
      handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle IOCTL =
      handle(
          "ioctl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle READ =
      handle("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle WRITE =
      handle("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle KILL =
      handle("kill", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

  private SystemCalls() {}

  /** Moves only the calling thread into a network namespace: setns(2). */
  static void enterNetwork(Path namespace) throws IOException {
    int fd = open(namespace, O_CLOEXEC);
    int entered;
    try {
      entered = (int) SETNS.invokeExact(fd, CLONE_NEWNET);
    } catch (Throwable e) {
      throw bug(e);
    }
    close(fd);
    if (entered != 0) {
      throw new IOException("the network namespace " + namespace + " cannot be entered");
    }
  }

  /** Creates a TAP device in the network namespace of the calling thread. */
  static int openTap(String name) throws IOException {
    int fd = open(Path.of("/dev/net/tun"), O_RDWR | O_CLOEXEC);
    int created;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = arena.allocate(IFREQ_BYTES);
      request.setString(0, name);
      request.set(JAVA_SHORT, IFREQ_FLAGS, IFF_TAP_NO_PI);
      created = (int) IOCTL.invokeExact(fd, TUNSETIFF, request);
    } catch (Throwable e) {
      throw bug(e);
    }
    if (created != 0) {
      close(fd);
      throw new IOException("cannot create the TAP device " + name);
    }
    return fd;
  }

  private static int open(Path path, int flags) throws IOException {
    int fd;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocateFrom(path.toString());
      fd = (int) OPEN.invokeExact(text, flags);
    } catch (Throwable e) {
      throw bug(e);
    }
    if (fd < 0) {
      throw new IOException("cannot open " + path);
    }
    return fd;
  }

  static void close(int fd) {
    try {
      int _ = (int) CLOSE.invokeExact(fd);
    } catch (Throwable e) {
      throw bug(e);
    }
  }

  /** Waits for bytes and returns their number. */
  static long read(int fd, MemorySegment buffer) throws IOException {
    long length;
    try {
      length = (long) READ.invokeExact(fd, buffer, buffer.byteSize());
    } catch (Throwable e) {
      throw bug(e);
    }
    if (length < 0) {
      throw new IOException("read failed");
    }
    return length;
  }

  static void write(int fd, MemorySegment bytes) throws IOException {
    long length;
    try {
      length = (long) WRITE.invokeExact(fd, bytes, bytes.byteSize());
    } catch (Throwable e) {
      throw bug(e);
    }
    if (length != bytes.byteSize()) {
      throw new IOException("write failed");
    }
  }

  /** Freezes a process until {@link #resume}. */
  public static void freeze(long pid) throws IOException {
    signal(pid, SIGSTOP);
  }

  public static void resume(long pid) throws IOException {
    signal(pid, SIGCONT);
  }

  private static void signal(long pid, int signal) throws IOException {
    int sent;
    try {
      sent = (int) KILL.invokeExact(Math.toIntExact(pid), signal);
    } catch (Throwable e) {
      throw bug(e);
    }
    if (sent != 0) {
      throw new IOException("cannot send signal " + signal + " to process " + pid);
    }
  }

  private static IllegalStateException bug(Throwable e) {
    return new IllegalStateException("a native call failed", e);
  }

  @SuppressWarnings("restricted") // granted by Enable-Native-Access in the jar's manifest
  private static MethodHandle handle(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, options);
  }
}
