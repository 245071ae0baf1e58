// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

/** Answers the requests of one route. Called from many threads at once. */
@FunctionalInterface
public interface RequestHandler {
  /**
   * @throws HttpError to refuse the request
   */
  Response handle(Request request) throws HttpError;

  /**
   * Whether it takes microseconds and waits for nothing but short locks. A server may then call it
   * on a thread that serves many connections. Any other handler runs on a thread of its own.
   */
  default boolean isQuick() {
    return false;
  }

  /** The same handler, declared to be quick. */
  static RequestHandler quick(RequestHandler handler) {
    return new QuickHandler(handler);
  }
}
