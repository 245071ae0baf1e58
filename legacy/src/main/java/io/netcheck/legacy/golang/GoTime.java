// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.golang;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** A point in time in the JSON form of Go's {@code time.Time} (RFC 3339). */
public record GoTime(OffsetDateTime value) {
  /** The zero value of a time in Go. */
  public static final GoTime ZERO =
      new GoTime(OffsetDateTime.of(1, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC));

  private static final String LAYOUT = "\"\\\"2006-01-02T15:04:05Z07:00\\\"\"";
  private static final int NANO_DIGITS = 9;

  public static GoTime of(Instant instant) {
    return new GoTime(instant.atOffset(ZoneOffset.UTC));
  }

  public Instant instant() {
    return value.toInstant();
  }

  /** Reads a time as Go does. */
  public static GoTime parse(String text) throws GoException {
    return new Parser(text).parse();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(35);
    pad(text, value.getYear(), 4).append('-');
    pad(text, value.getMonthValue(), 2).append('-');
    pad(text, value.getDayOfMonth(), 2).append('T');
    pad(text, value.getHour(), 2).append(':');
    pad(text, value.getMinute(), 2).append(':');
    pad(text, value.getSecond(), 2);
    if (value.getNano() != 0) {
      String digits = Integer.toString(value.getNano() + 1_000_000_000).substring(1);
      text.append('.').append(GoText.withoutTrailingZeros(digits));
    }
    int seconds = value.getOffset().getTotalSeconds();
    if (seconds == 0) {
      return text.append('Z').toString();
    }
    text.append(seconds < 0 ? '-' : '+');
    pad(text, Math.abs(seconds) / 3600, 2).append(':');
    return pad(text, Math.abs(seconds) / 60 % 60, 2).toString();
  }

  private static StringBuilder pad(StringBuilder text, int number, int width) {
    String digits = Integer.toString(number);
    return text.repeat("0", Math.max(0, width - digits.length())).append(digits);
  }

  /** Reads the text piece by piece, so that the error names the wrong piece. */
  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    GoTime parse() throws GoException {
      int year = digits(4, "2006");
      literal('-', "-");
      int month = digits(2, "01");
      literal('-', "-");
      int day = digits(2, "02");
      literal('T', "T");
      int hour = digits(2, "15");
      literal(':', ":");
      int minute = digits(2, "04");
      literal(':', ":");
      int second = digits(2, "05");
      int nano = fraction();
      try {
        ZoneOffset offset = offset();
        if (at < text.length()) {
          throw new GoException(prefix() + "extra text: " + GoText.quoted(rest()));
        }
        return new GoTime(
            OffsetDateTime.of(
                LocalDateTime.of(year, month, day, hour, minute, second, nano), offset));
      } catch (DateTimeException _) {
        throw new GoException("parsing time " + GoText.quoted('"' + text + '"') + ": out of range");
      }
    }

    private int digits(int count, String layout) throws GoException {
      if (!isDigits(count)) {
        throw refused(layout);
      }
      at += count;
      return Integer.parseInt(text.substring(at - count, at));
    }

    private boolean isDigits(int count) {
      return text.length() >= at + count
          && text.substring(at, at + count).chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private void literal(char c, String layout) throws GoException {
      if (at == text.length() || text.charAt(at) != c) {
        throw refused(layout);
      }
      at++;
    }

    private int fraction() {
      boolean dot = at < text.length() && (text.charAt(at) == '.' || text.charAt(at) == ',');
      if (!dot || at + 1 == text.length() || !isDigit(at + 1)) {
        return 0;
      }
      int start = ++at;
      while (at < text.length() && isDigit(at)) {
        at++;
      }
      String digits = text.substring(start, Math.min(at, start + NANO_DIGITS));
      return Integer.parseInt(digits + "0".repeat(NANO_DIGITS - digits.length()));
    }

    private boolean isDigit(int index) {
      return text.charAt(index) >= '0' && text.charAt(index) <= '9';
    }

    private ZoneOffset offset() throws GoException {
      if (at < text.length() && text.charAt(at) == 'Z') {
        at++;
        return ZoneOffset.UTC;
      }
      boolean signed = at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-');
      if (!signed) {
        throw refused("Z07:00");
      }
      boolean west = text.charAt(at++) == '-';
      int hours = digits(2, "Z07:00");
      literal(':', "Z07:00");
      int seconds = 3600 * hours + 60 * digits(2, "Z07:00");
      return ZoneOffset.ofTotalSeconds(west ? -seconds : seconds);
    }

    private String rest() {
      return text.substring(at) + '"';
    }

    private String prefix() {
      return "parsing time " + GoText.quoted('"' + text + '"') + ": ";
    }

    private GoException refused(String layout) {
      return new GoException(
          "parsing time "
              + GoText.quoted('"' + text + '"')
              + " as "
              + LAYOUT
              + ": cannot parse "
              + GoText.quoted(rest())
              + " as \""
              + layout
              + '"');
    }
  }
}
