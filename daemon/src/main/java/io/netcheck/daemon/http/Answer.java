// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** How one request is answered, as its {@link Route} decided from the head of the request. */
public sealed interface Answer {
  /** A response that needs neither the body nor a free place. */
  record Immediate(Response response) implements Answer {}

  /**
   * The response of a handler.
   *
   * @param query the decoded parameters that the handler gets
   * @param maxBody how many bytes of a body are accepted; 0 if the body is not read
   * @param refusal turns an error into a response, such as that a body is too large
   */
  record Handled(
      Map<String, String> query,
      int maxBody,
      RequestHandler handler,
      Function<HttpError, Response> refusal)
      implements Answer {
    public Handled {
      query = Map.copyOf(query);
    }

    /** A handler that ignores the query. */
    public Handled(int maxBody, RequestHandler handler, Function<HttpError, Response> refusal) {
      this(Map.of(), maxBody, handler, refusal);
    }
  }

  /**
   * A response with status 200 whose body is written piece by piece, because it can be too large
   * for the memory.
   */
  record Streamed(String contentType, BodyHandler.BodyWriter body) implements Answer {}

  /**
   * A response with status 200 that goes on for as long as its client stays: events, of which each
   * is sent as soon as it is there.
   */
  record Events(EventFeed feed) implements Answer {}

  /**
   * An answer that is not decided yet, because that takes longer than microseconds.
   *
   * @param decision gives one of the other answers; called once
   */
  record Deferred(Supplier<Answer> decision) implements Answer {}
}
