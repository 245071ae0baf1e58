// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.wire;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** The two system calls that a lab needs and the JDK does not have. */
public final class SystemCalls {
  // asm-generic/fcntl.h, linux/sched.h, asm-generic/signal.h
  private static final int O_CLOEXEC = 0x80000;
  private static final int CLONE_NEWNET = 0x40000000;
  private static final int SIGCONT = 18;
  private static final int SIGSTOP = 19;

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
  private static final MethodHandle KILL =
      handle("kill", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

  private SystemCalls() {}

  /** Moves only the calling thread into a network namespace: setns(2). */
  static void enterNetwork(Path namespace) throws IOException {
    int fd;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment path = arena.allocateFrom(namespace.toString());
      fd = (int) OPEN.invokeExact(path, O_CLOEXEC);
    } catch (Throwable e) {
      throw bug(e);
    }
    if (fd < 0) {
      throw new IOException("there is no network namespace " + namespace);
    }
    int entered;
    try {
      entered = (int) SETNS.invokeExact(fd, CLONE_NEWNET);
      int _ = (int) CLOSE.invokeExact(fd);
    } catch (Throwable e) {
      throw bug(e);
    }
    if (entered != 0) {
      throw new IOException("the network namespace " + namespace + " cannot be entered");
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
