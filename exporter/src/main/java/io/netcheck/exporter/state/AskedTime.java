// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.state;

import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.Request;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Reads times of queries (RFC 3339). */
public final class AskedTime {
  private static final int LONGEST = 40;

  /** RFC 3339 has years of four digits, and later ones do not fit into milliseconds. */
  private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

  private AskedTime() {}

  /**
   * The time of a parameter; empty if the request does not have it.
   *
   * @throws HttpError 400 if it is malformed
   */
  public static Optional<Instant> of(Request request, String parameter) throws HttpError {
    Optional<String> text = request.parameter(parameter);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    // A plus sign of an offset that nobody encoded.
    String asked = text.get().replace(' ', '+');
    try {
      if (asked.length() <= LONGEST) {
        Instant time = OffsetDateTime.parse(asked).toInstant();
        if (!time.isBefore(Instant.EPOCH) && time.isBefore(END)) {
          return Optional.of(time);
        }
      }
    } catch (DateTimeParseException _) {
      // Answered below, like a text that is too long or of another age.
    }
    throw new HttpError(
        ErrorCode.BAD_QUERY,
        "parameter "
            + parameter
            + ": expected a time from 1970 to 9999 such as 2026-01-02T03:04:05Z");
  }
}
