// SPDX-License-Identifier: Apache-2.0
package io.netcheck.log;

import org.jspecify.annotations.Nullable;

/** An exception as two fields of a line: what it says, and where it and its causes come from. */
final class StackText {
  private static final int MOST_FRAMES = 16;
  private static final int MOST_FRAMES_OF_CAUSE = 6;
  private static final int MOST_CAUSES = 3;

  private StackText() {}

  /** Class and message. */
  static String error(Throwable problem) {
    String type = shortName(problem.getClass().getName());
    String message = problem.getMessage();
    return LogMessage.shortened(message == null ? type : type + ": " + message);
  }

  /** {@code Class.method:line} for each frame, the innermost first. */
  static String stack(Throwable problem) {
    StringBuilder text = new StringBuilder();
    frames(problem, MOST_FRAMES, text);
    @Nullable Throwable cause = problem.getCause();
    for (int i = 0; i < MOST_CAUSES && cause != null; i++) {
      text.append(" caused by ").append(error(cause)).append(": ");
      frames(cause, MOST_FRAMES_OF_CAUSE, text);
      cause = cause.getCause();
    }
    return text.toString();
  }

  private static void frames(Throwable problem, int most, StringBuilder text) {
    StackTraceElement[] frames = problem.getStackTrace();
    for (int i = 0; i < Math.min(most, frames.length); i++) {
      text.append(i == 0 ? "" : " ")
          .append(shortName(frames[i].getClassName()))
          .append('.')
          .append(frames[i].getMethodName())
          .append(':')
          .append(frames[i].getLineNumber());
    }
    if (frames.length > most) {
      text.append(" +").append(frames.length - most);
    }
  }

  /** Without the package. The name of a lambda's class has a slash and a number behind it. */
  static String shortName(String type) {
    int end = type.indexOf('/');
    String name = end < 0 ? type : type.substring(0, end);
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
