// SPDX-License-Identifier: Apache-2.0
package io.netcheck.log;

import java.util.HexFormat;

/**
 * One {@code key=value} of a line. Nothing in a value can end the field or the line, or show in
 * another place than its own: it is quoted and escaped where that is needed, as Prometheus and Loki
 * read it.
 *
 * @param quoted whether the value is quoted even if that is not needed
 */
record LogField(String key, String value, boolean quoted) {
  LogField(String key, String value) {
    this(key, value, false);
  }

  void appendTo(StringBuilder line) {
    if (!line.isEmpty()) {
      line.append(' ');
    }
    line.append(key).append('=');
    if (quoted || value.isEmpty() || value.codePoints().anyMatch(LogField::needsQuotes)) {
      line.append('"');
      value.codePoints().forEach(it -> escape(it, line));
      line.append('"');
    } else {
      line.append(value);
    }
  }

  private static boolean needsQuotes(int character) {
    return character <= ' '
        || character == '='
        || character == '"'
        || character == '\\'
        || isInvisible(character);
  }

  private static void escape(int character, StringBuilder line) {
    switch (character) {
      case '"', '\\' -> line.append('\\').append((char) character);
      case '\n' -> line.append("\\n");
      case '\r' -> line.append("\\r");
      case '\t' -> line.append("\\t");
      default -> {
        if (!isInvisible(character)) {
          line.appendCodePoint(character);
        } else if (character <= Character.MAX_VALUE) {
          line.append("\\u").append(HexFormat.of().toHexDigits((char) character));
        } else {
          line.append("\\U").append(HexFormat.of().toHexDigits(character));
        }
      }
    }
  }

  /** Also marks that turn the direction of a text, and halves of surrogate pairs. */
  private static boolean isInvisible(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }
}
