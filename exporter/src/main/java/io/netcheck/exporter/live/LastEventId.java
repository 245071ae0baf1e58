// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.live;

import io.netcheck.daemon.http.Request;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id of the last event that a client got, from the exporter that it got it from.
 *
 * @param instance the process that sent the event
 * @param id of the assessment
 */
record LastEventId(String instance, long id) {
  private static final String HEADER = "Last-Event-ID";

  /** For clients that cannot set the header, such as a browser's first request. */
  private static final String PARAMETER = "last-event-id";

  private static final Pattern FORM = Pattern.compile("([0-9a-f]{1,16})-([0-9]{1,18})");

  /** What a request says; empty if it says nothing, or nothing that this program sends. */
  static Optional<LastEventId> of(Request request) {
    String header = request.head().header(HEADER);
    String text = header.isEmpty() ? request.parameter(PARAMETER).orElse("") : header;
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(new LastEventId(matcher.group(1), Long.parseLong(matcher.group(2))))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return instance + "-" + id;
  }
}
