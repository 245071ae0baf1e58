// SPDX-License-Identifier: Apache-2.0
package io.netcheck.testing;

import java.util.LinkedHashMap;
import java.util.Map;

/** A line of the log, read as strictly as a program does that collects logs. */
public final class LogfmtLine {
  private final String line;
  private int at;

  private LogfmtLine(String line) {
    this.line = line;
  }

  /**
   * The fields of a line, in its order.
   *
   * @throws IllegalArgumentException if the line is not logfmt, or has a key twice
   */
  public static Map<String, String> fields(String line) {
    return new LogfmtLine(line).read();
  }

  private Map<String, String> read() {
    Map<String, String> fields = new LinkedHashMap<>();
    while (at < line.length()) {
      if (!fields.isEmpty()) {
        expect(' ');
      }
      String key = until('=');
      expect('=');
      String value = at < line.length() && line.charAt(at) == '"' ? quoted() : until(' ');
      if (!key.matches("[a-z][a-z0-9_]*") || fields.put(key, value) != null) {
        throw wrong("a key that was not there yet");
      }
    }
    return fields;
  }

  private String until(char end) {
    int from = at;
    while (at < line.length() && line.charAt(at) != end) {
      if (line.charAt(at) <= ' ' || line.charAt(at) == '"' || line.charAt(at) == '=') {
        throw wrong("quotes around such a character");
      }
      at++;
    }
    return line.substring(from, at);
  }

  private String quoted() {
    StringBuilder value = new StringBuilder();
    expect('"');
    while (at < line.length() && line.charAt(at) != '"') {
      char next = line.charAt(at++);
      value.append(next == '\\' ? escaped() : next);
    }
    expect('"');
    return value.toString();
  }

  private String escaped() {
    char next = at < line.length() ? line.charAt(at++) : ' ';
    return switch (next) {
      case '"', '\\' -> String.valueOf(next);
      case 'n' -> "\n";
      case 'r' -> "\r";
      case 't' -> "\t";
      case 'u' -> code(4);
      case 'U' -> code(8);
      default -> throw wrong("a known escape");
    };
  }

  private String code(int digits) {
    at += digits;
    if (at > line.length()) {
      throw wrong("more digits");
    }
    return Character.toString(Integer.parseInt(line.substring(at - digits, at), 16));
  }

  private void expect(char wanted) {
    if (at >= line.length() || line.charAt(at) != wanted) {
      throw wrong(String.valueOf(wanted));
    }
    at++;
  }

  private IllegalArgumentException wrong(String expected) {
    return new IllegalArgumentException(
        "at character " + at + " of a line of the log, " + expected + " expected: " + line);
  }
}
