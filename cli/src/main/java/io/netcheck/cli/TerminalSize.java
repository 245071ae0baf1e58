// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How much fits on the terminal that shows standard output. */
record TerminalSize(int columns, int rows) {
  private static final int STANDARD_OUTPUT = 1;

  /** TIOCGWINSZ, ioctl_tty(2). */
  private static final long GET_WINDOW_SIZE =
      System.getProperty("os.name", "").startsWith("Mac") ? 0x4008_7468L : 0x5413L;

  private static final int LEAST = 20;
  private static final int MOST = 1_000;

  /** What is assumed where nobody can tell: a page of the report, and no end of it. */
  private static final TerminalSize UNKNOWN = new TerminalSize(100, MOST);

  TerminalSize {
    columns = Math.clamp(columns, LEAST, MOST);
    rows = Math.clamp(rows, 5, MOST);
  }

  /** The size at this moment. {@code COLUMNS} and {@code LINES} take precedence, if exported. */
  static TerminalSize now() {
    return of(System.getenv(), asked());
  }

  static TerminalSize of(Map<String, String> environment, Optional<TerminalSize> terminal) {
    TerminalSize size = terminal.orElse(UNKNOWN);
    return new TerminalSize(
        number(environment.get("COLUMNS"), size.columns),
        number(environment.get("LINES"), size.rows));
  }

  private static int number(@Nullable String text, int otherwise) {
    return text != null && text.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(text) : otherwise;
  }

  @SuppressWarnings({"restricted", "IllegalCatch"}) // granted by Enable-Native-Access in the jar
  private static Optional<TerminalSize> asked() {
    Linker linker = Linker.nativeLinker();
    Optional<MemorySegment> function = linker.defaultLookup().find("ioctl");
    if (function.isEmpty()) {
      return Optional.empty();
    }
    MethodHandle ioctl =
        linker.downcallHandle(
            function.get(),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_LONG,
                ValueLayout.ADDRESS),
            Linker.Option.firstVariadicArg(2));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(8, 2);
      int result = (int) ioctl.invokeExact(STANDARD_OUTPUT, GET_WINDOW_SIZE, size);
      short rows = size.get(ValueLayout.JAVA_SHORT, 0);
      short columns = size.get(ValueLayout.JAVA_SHORT, 2);
      return result == 0 && columns > 0 && rows > 0
          ? Optional.of(new TerminalSize(columns, rows))
          : Optional.empty();
    } catch (Throwable e) {
      throw new IllegalStateException("a call of libc", e);
    }
  }
}
