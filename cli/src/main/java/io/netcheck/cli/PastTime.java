// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import io.netcheck.daemon.settings.SettingType;
import io.netcheck.daemon.settings.SettingTypes;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A time in the past, as a person says it to a command.
 *
 * @param text what was said
 * @param at what it means
 */
record PastTime(String text, Instant at) {
  /** The forms, for the help of a flag. */
  static final String FORMS =
      "15m or 2h (so long ago), 03:12 (when it was last so late, by the clock and time zone of this"
          + " computer), or a time such as 2026-01-02T03:04:05Z";

  private static final Pattern AGO = Pattern.compile("[0-9]+(ms|s|m|h|d)");
  private static final Pattern TIME_OF_DAY = Pattern.compile("[0-9]{2}:[0-9]{2}(:[0-9]{2})?");
  private static final Duration LONGEST = Duration.ofDays(366);

  /** The clocks of two computers never agree. */
  private static final Duration CLOCK_ERROR = Duration.ofMinutes(1);

  /** A flag's value, or none. */
  static SettingType<Optional<PastTime>> orNone() {
    return SettingTypes.optional(
        "a time in the past: " + FORMS, text -> of(text, Clock.system(ZoneId.systemDefault())));
  }

  /** What {@code text} means; empty if it is not in the past, or means nothing. */
  static Optional<PastTime> of(String text, Clock now) {
    try {
      return Optional.of(new PastTime(text, meaning(text, now)))
          .filter(time -> !time.at.isAfter(now.instant().plus(CLOCK_ERROR)));
    } catch (DateTimeException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static Instant meaning(String text, Clock now) {
    if (AGO.matcher(text).matches()) {
      return now.instant()
          .minus(SettingTypes.duration(Duration.ZERO, LONGEST).parser().parse(text));
    }
    return TIME_OF_DAY.matcher(text).matches()
        ? last(LocalTime.parse(text), ZonedDateTime.now(now))
        : OffsetDateTime.parse(text).toInstant();
  }

  /** Today's or yesterday's, in the hour that summer time repeats the later one that is past. */
  private static Instant last(LocalTime time, ZonedDateTime now) {
    ZonedDateTime today = now.toLocalDate().atTime(time).atZone(now.getZone());
    if (!today.withLaterOffsetAtOverlap().isAfter(now)) {
      return today.withLaterOffsetAtOverlap().toInstant();
    }
    return (today.isAfter(now)
            ? now.toLocalDate()
                .minusDays(1)
                .atTime(time)
                .atZone(now.getZone())
                .withLaterOffsetAtOverlap()
            : today)
        .toInstant();
  }

  /** For an agent or exporter whose clock may differ: a duration stays one. */
  String forAnAgent() {
    return AGO.matcher(text).matches() ? text : at.toString();
  }
}
