// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.history;

import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.Request;
import io.netcheck.daemon.settings.SettingType;
import io.netcheck.daemon.settings.SettingTypes;
import io.netcheck.protocol.Names;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * Which part of the history a request asks for.
 *
 * @param peer only links to this node
 * @param since the begin
 */
record HistoryQuery(Optional<String> peer, Instant since) {
  private static final SettingType<Duration> AGO =
      SettingTypes.duration(Duration.ZERO, Duration.ofDays(366));

  private static final int LONGEST_SHOWN = 64;

  /**
   * The query of a request.
   *
   * @throws HttpError 400 that names the parameter, its value, and what was expected
   */
  static HistoryQuery of(Request request, Instant now) throws HttpError {
    for (String name : request.query().keySet()) {
      if (!name.equals("peer") && !name.equals("since")) {
        throw bad(name, request.query().get(name), "no parameters but peer and since");
      }
    }
    Optional<String> peer = request.parameter("peer");
    if (peer.isPresent() && !Names.isNode(peer.get())) {
      throw bad("peer", peer.get(), "the name of a node");
    }
    Optional<String> since = request.parameter("since");
    return new HistoryQuery(peer, since.isEmpty() ? Instant.EPOCH : since(since.get(), now));
  }

  private static Instant since(String text, Instant now) throws HttpError {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException _) {
      // It may be a duration.
    }
    try {
      return now.minus(AGO.parser().parse(text));
    } catch (IllegalArgumentException _) {
      throw bad(
          "since", text, "a duration such as 10m or 2h, or a time such as 2026-01-02T03:04:05Z");
    }
  }

  private static HttpError bad(String name, String value, String expected) {
    return new HttpError(
        ErrorCode.BAD_QUERY,
        "parameter " + printable(name) + "=" + printable(value) + ": expected " + expected);
  }

  /** The error goes back to the sender only, but a terminal may show it. */
  private static String printable(String text) {
    String plain = text.replaceAll("[^ -~]", "?");
    return plain.length() <= LONGEST_SHOWN ? plain : plain.substring(0, LONGEST_SHOWN) + "...";
  }
}
