// SPDX-License-Identifier: Apache-2.0
package io.netcheck.report;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** The time when something began, and how long ago that was, in words. */
public final class ElapsedText {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DAY_AND_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private ElapsedText() {}

  /**
   * A text that is not a time is returned unchanged, because the report can come from another
   * exporter.
   */
  public static String of(String began, String now) {
    try {
      return of(Instant.parse(began), Instant.parse(now));
    } catch (DateTimeParseException e) {
      return began;
    }
  }

  private static String of(Instant began, Instant now) {
    // The date is useful only if it is not today.
    DateTimeFormatter format = day(began).equals(day(now)) ? TIME : DAY_AND_TIME;
    return format.format(began) + " (" + age(Duration.between(began, now)) + " ago)";
  }

  private static LocalDate day(Instant instant) {
    return LocalDate.ofInstant(instant, ZoneOffset.UTC);
  }

  /** In the largest unit of which there are at least two. */
  public static String age(Duration age) {
    if (age.toDays() >= 2) {
      return age.toDays() + " d";
    }
    if (age.toHours() >= 2) {
      return age.toHours() + " h";
    }
    return age.toMinutes() >= 2 ? age.toMinutes() + " min" : Math.max(0, age.toSeconds()) + " s";
  }
}
