// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.clusters;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.netcheck.report.ReportStatus;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * The status, sentence and time at the beginning of a report. The nodes of a large cluster come
 * after them, and are not read.
 *
 * @param at of the report, as RFC 3339
 */
record ReportPrefix(ReportStatus status, String summary, String at) {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int MOST_SUMMARY_LENGTH = 1_000;

  /** What {@code bytes} say; empty if they are not the beginning of a report. */
  static Optional<ReportPrefix> of(byte[] bytes) {
    Optional<ReportStatus> status = Optional.empty();
    Optional<String> summary = Optional.empty();
    Optional<Instant> at = Optional.empty();
    try (JsonParser json = JSON.createParser(bytes)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (value == null) {
          return Optional.empty();
        } else if (!value.isScalarValue()) {
          json.skipChildren();
        } else if (name.equals("status")) {
          status = status(json.getText());
        } else if (name.equals("summary")) {
          summary = Optional.of(line(json.getText()));
        } else if (name.equals("timestamp")) {
          at = Optional.of(Instant.parse(json.getText()));
        }
        if (status.isPresent() && summary.isPresent() && at.isPresent()) {
          return Optional.of(new ReportPrefix(status.get(), summary.get(), at.get().toString()));
        }
      }
      return Optional.empty();
    } catch (IOException | DateTimeException _) {
      return Optional.empty();
    }
  }

  private static Optional<ReportStatus> status(String label) {
    return Arrays.stream(ReportStatus.values())
        .filter(status -> status.label().equals(label))
        .findFirst();
  }

  /** Another exporter may be of anyone, and what it says is shown here. */
  private static String line(String text) {
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .limit(MOST_SUMMARY_LENGTH)
        .map(c -> Character.isISOControl(c) ? ' ' : c)
        .forEach(line::appendCodePoint);
    return line.toString();
  }
}
