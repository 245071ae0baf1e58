// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

/** What sends events to the client of one request. */
@FunctionalInterface
public interface EventFeed {
  /** The media type of server-sent events (HTML Standard, section 9.2). */
  String CONTENT_TYPE = "text/event-stream";

  /** Decides which events the client of a request gets. Called from many threads at once. */
  @FunctionalInterface
  interface Choice {
    /**
     * @throws HttpError to refuse the request
     */
    EventFeed choose(Request request) throws HttpError;
  }

  /**
   * Begins to send. Takes microseconds, because a thread that serves many connections calls it; the
   * events come from another thread.
   *
   * @return is called once, when the client is gone, was cut off, or has got the end
   */
  Runnable follow(EventSink sink);
}
