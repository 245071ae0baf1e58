// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.history;

import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.Request;
import io.netcheck.exporter.state.AskedTime;
import io.netcheck.protocol.Names;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Which changes a request asks for.
 *
 * @param node only changes of this node, with its single links
 * @param source with {@code target}: only changes of this link
 */
record HistoryQuery(
    Instant since,
    Instant until,
    Optional<String> node,
    Optional<String> source,
    Optional<String> target,
    int limit) {
  private static final Duration DEFAULT_TIME = Duration.ofHours(24);
  private static final int DEFAULT_LIMIT = 1_000;
  private static final int MOST = 10_000;

  /**
   * The query of a request.
   *
   * @throws HttpError 400 for a value that is wrong
   */
  static HistoryQuery of(Request request, Instant now) throws HttpError {
    Instant until = AskedTime.of(request, "until").orElse(now);
    Instant since = AskedTime.of(request, "since").orElse(until.minus(DEFAULT_TIME));
    if (since.isAfter(until)) {
      throw bad("since", "a time before until");
    }
    Optional<String> source = node(request, "source");
    Optional<String> target = node(request, "target");
    if (source.isPresent() != target.isPresent()) {
      throw bad(source.isPresent() ? "target" : "source", "the other end of the link");
    }
    return new HistoryQuery(
        since, until, node(request, "node"), source, target, limit(request.parameter("limit")));
  }

  private static Optional<String> node(Request request, String parameter) throws HttpError {
    Optional<String> name = request.parameter(parameter);
    if (name.isPresent() && !Names.isNode(name.get())) {
      throw bad(parameter, "the name of a node");
    }
    return name;
  }

  private static int limit(Optional<String> text) throws HttpError {
    if (text.isEmpty()) {
      return DEFAULT_LIMIT;
    }
    if (text.get().matches("[0-9]{1,5}")) {
      int limit = Integer.parseInt(text.get());
      if (limit >= 1 && limit <= MOST) {
        return limit;
      }
    }
    throw bad("limit", "a number from 1 to " + MOST);
  }

  private static HttpError bad(String parameter, String expected) {
    return new HttpError(ErrorCode.BAD_QUERY, "parameter " + parameter + ": expected " + expected);
  }

  /** Whether single links are wanted. */
  boolean hasLinks() {
    return node.isPresent() || source.isPresent();
  }

  /** Whether a change of a node is wanted. */
  boolean isAbout(String name) {
    if (!hasLinks()) {
      return true;
    }
    return node.filter(name::equals).isPresent()
        || source.filter(name::equals).isPresent()
        || target.filter(name::equals).isPresent();
  }

  /** Whether a change of a link is wanted. */
  boolean isAbout(String from, String to) {
    boolean ofNode = node.filter(name -> name.equals(from) || name.equals(to)).isPresent();
    return ofNode
        || (source.filter(from::equals).isPresent() && target.filter(to::equals).isPresent());
  }
}
