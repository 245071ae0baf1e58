// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The times in objects of the API. */
final class Timestamp {
  private static final DateTimeFormatter TEXT =
      DateTimeFormatter.ofPattern("HH:mm:ss 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Timestamp() {}

  /** The time in this field; empty if there is none, or if it is no time. */
  static Optional<Instant> of(@Nullable String rfc3339) {
    if (rfc3339 == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(rfc3339, Instant::from));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** For a reader. */
  static String text(Instant time) {
    return TEXT.format(time);
  }
}
