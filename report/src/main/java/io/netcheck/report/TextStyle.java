// SPDX-License-Identifier: Apache-2.0
package io.netcheck.report;

import java.util.Locale;

/** Whether a page has colours, and which (ECMA-48 §8.3.117, select graphic rendition). */
public enum TextStyle {
  PLAIN,
  ANSI;

  private static final String ESCAPE = "\u001b[";
  private static final String RESET = ESCAPE + "0m";

  public String status(ReportStatus status) {
    String word = status.label().toUpperCase(Locale.ROOT);
    return switch (status) {
      case HEALTHY -> paint("1;32", word);
      case DEGRADED -> paint("1;33", word);
      case CRITICAL -> paint("1;31", word);
      case UNKNOWN -> paint("1;35", word);
    };
  }

  public String heading(String text) {
    return paint("1", text);
  }

  public String bad(String text) {
    return paint("31", text);
  }

  public String doubtful(String text) {
    return paint("33", text);
  }

  /** In exchanged colours, which nobody overlooks. */
  public String alarm(String text) {
    return paint("1;7", text);
  }

  public String quiet(String text) {
    return paint("2", text);
  }

  private String paint(String code, String text) {
    return switch (this) {
      case PLAIN -> text;
      case ANSI -> ESCAPE + code + "m" + text + RESET;
    };
  }
}
