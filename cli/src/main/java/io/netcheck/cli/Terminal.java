// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import io.netcheck.report.TextStyle;
import java.io.Console;

/** Whether a person watches, and what their terminal bears. */
final class Terminal {
  private Terminal() {}

  @SuppressWarnings("SystemConsoleNull") // it was never null on JDK 22 to 24, and is again on 25
  static boolean isWatched() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  /** Whether what was printed can be painted over. */
  static boolean isScreen() {
    return isWatched() && !"dumb".equals(System.getenv("TERM"));
  }

  /** Colours on a terminal, unless the person asked for none (no-color.org). */
  static TextStyle palette() {
    return isScreen() && System.getenv("NO_COLOR") == null ? TextStyle.ANSI : TextStyle.PLAIN;
  }

  /** Ends what a command did at the end of the process, because the command ends first. */
  static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The process is ending already, and the hook is doing its work.
    }
  }
}
