// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.golang;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/**
 * Reads the tokens of one JSON text, as tolerant as Go's {@code encoding/json} and with its error
 * messages. Invalid UTF-8 and lone surrogates become U+FFFD; otherwise RFC 8259 applies.
 */
final class GoScanner {
  /** As in Go. */
  private static final int MAX_DEPTH = 10_000;

  private final byte[] json;
  private final String atEnd;
  private int at;
  private int depth;

  /**
   * @param atEnd the message for a text that ends too early
   */
  GoScanner(byte[] json, String atEnd) {
    this.json = json;
    this.atEnd = atEnd;
  }

  boolean isAtEnd() {
    blanks();
    return at == json.length;
  }

  private void blanks() {
    while (at < json.length
        && (json[at] == ' ' || json[at] == '\n' || json[at] == '\r' || json[at] == '\t')) {
      at++;
    }
  }

  /** The first byte of the next token, which stays where it is. */
  byte peek() throws GoException {
    blanks();
    return current();
  }

  private byte current() throws GoException {
    if (at == json.length) {
      throw new GoException(atEnd);
    }
    return json[at];
  }

  void next() {
    at++;
  }

  void enter() throws GoException {
    if (++depth > MAX_DEPTH) {
      throw new GoException("exceeded max depth");
    }
    at++;
  }

  void leave() {
    depth--;
    at++;
  }

  GoException unexpected(String where) {
    return new GoException("invalid character " + quote() + " " + where);
  }

  private String quote() {
    int c = json[at];
    if (c == '\'') {
      return "'\\''";
    }
    if (c == '"') {
      return "'\"'";
    }
    if (c < 0) {
      // Go quotes the byte as a rune.
      return "'" + (char) (c & 0xff) + "'";
    }
    return switch (c) {
      case '\n' -> "'\\n'";
      case '\r' -> "'\\r'";
      case '\t' -> "'\\t'";
      case '\\' -> "'\\\\'";
      default -> c < ' ' || c == 0x7f ? String.format("'\\x%02x'", c) : "'" + (char) c + "'";
    };
  }

  /** Reads {@code true}, {@code false} or {@code null} after its first letter was seen. */
  void literal(String word) throws GoException {
    at++;
    for (int i = 1; i < word.length(); i++) {
      if (current() != word.charAt(i)) {
        throw unexpected("in literal " + word + " (expecting '" + word.charAt(i) + "')");
      }
      at++;
    }
  }

  /** Reads a number as it is written. */
  String number() throws GoException {
    int start = at;
    if (json[at] == '-') {
      at++;
    }
    if (current() == '0') {
      at++;
    } else {
      digits("in numeric literal");
    }
    if (at < json.length && json[at] == '.') {
      at++;
      digits("after decimal point in numeric literal");
    }
    if (at < json.length && (json[at] == 'e' || json[at] == 'E')) {
      at++;
      if (current() == '+' || json[at] == '-') {
        at++;
      }
      digits("in exponent of numeric literal");
    }
    return new String(json, start, at - start, ISO_8859_1);
  }

  private void digits(String where) throws GoException {
    if (!isDigit(current())) {
      throw unexpected(where);
    }
    while (at < json.length && isDigit(json[at])) {
      at++;
    }
  }

  static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  /** Reads a string from its opening quote on. */
  String string() throws GoException {
    int start = ++at;
    while (true) {
      byte b = current();
      if (b == '"') {
        return new String(json, start, at++ - start, ISO_8859_1);
      }
      if (b == '\\' || b < 0) {
        return slowString(start);
      }
      plain(b);
    }
  }

  private void plain(byte b) throws GoException {
    if (b >= 0 && b < ' ') {
      throw unexpected("in string literal");
    }
    at++;
  }

  private String slowString(int start) throws GoException {
    StringBuilder text = new StringBuilder();
    ByteArrayOutputStream run = new ByteArrayOutputStream();
    run.write(json, start, at - start);
    while (true) {
      byte b = current();
      if (b == '"') {
        at++;
        return text.append(run.toString(UTF_8)).toString();
      }
      if (b == '\\') {
        at++;
        text.append(run.toString(UTF_8));
        run.reset();
        escape(text);
      } else {
        run.write(b);
        plain(b);
      }
    }
  }

  private void escape(StringBuilder text) throws GoException {
    switch (current()) {
      case '"', '\\', '/' -> text.append((char) json[at++]);
      case 'b' -> plainEscape(text, '\b');
      case 'f' -> plainEscape(text, '\f');
      case 'n' -> plainEscape(text, '\n');
      case 'r' -> plainEscape(text, '\r');
      case 't' -> plainEscape(text, '\t');
      case 'u' -> {
        at++;
        unicode(text, hex());
      }
      default -> throw unexpected("in string escape code");
    }
  }

  private void plainEscape(StringBuilder text, char c) {
    text.append(c);
    at++;
  }

  /** A loop: a text can consist of nothing but first halves of pairs. */
  private void unicode(StringBuilder text, char first) throws GoException {
    char c = first;
    while (Character.isHighSurrogate(c) && isUnicodeEscape()) {
      at += 2;
      char next = hex();
      if (Character.isLowSurrogate(next)) {
        text.append(c).append(next);
        return;
      }
      text.append('\ufffd');
      c = next;
    }
    text.append(Character.isSurrogate(c) ? '\ufffd' : c);
  }

  private boolean isUnicodeEscape() {
    return at + 1 < json.length && json[at] == '\\' && json[at + 1] == 'u';
  }

  private char hex() throws GoException {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(current(), 16);
      if (digit < 0) {
        throw unexpected("in \\u hexadecimal character escape");
      }
      value = 16 * value + digit;
      at++;
    }
    return (char) value;
  }
}
