// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

import io.netcheck.daemon.http.Answer;
import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.HttpGate;
import io.netcheck.daemon.http.HttpLimits;
import io.netcheck.daemon.http.Request;
import io.netcheck.daemon.http.RequestBodies;
import io.netcheck.daemon.http.Response;
import io.netcheck.daemon.http.Routes;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The routes of one listener, with the places for those of their requests that are handled on
 * threads of their own. Thread-safe.
 */
final class ServedRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(ServedRoutes.class);

  private final HttpGate gate;
  private final Routes routes;
  private final Duration deadline;
  private final Semaphore handlers;
  private final Semaphore streams = new Semaphore(HttpLimits.CONCURRENT_STREAMS);
  private final RequestBodies bodies = new RequestBodies(HttpLimits.BODY_ROOM_BYTES);

  ServedRoutes(HttpGate gate, Routes routes, HttpLimits limits) {
    this.gate = gate;
    this.routes = routes;
    this.deadline = limits.requestDeadline();
    this.handlers = new Semaphore(limits.concurrentRequests());
  }

  HttpGate gate() {
    return gate;
  }

  Routes routes() {
    return routes;
  }

  RequestBodies bodies() {
    return bodies;
  }

  /** For reading a request, for handling it, and for writing its response, each. */
  Duration deadline() {
    return deadline;
  }

  /** The response of a handler on the thread of the caller. */
  Response handle(Answer.Handled answer, Request request) {
    try {
      return answer.handler().handle(request);
    } catch (HttpError e) {
      return answer.refusal().apply(e);
    } catch (RuntimeException e) {
      return answer.refusal().apply(failed(request.head().path(), e));
    }
  }

  /** The same as soon as a place is free. */
  Response handleInTurn(Answer.Handled answer, Request request) throws InterruptedException {
    try {
      take(handlers);
    } catch (HttpError e) {
      return answer.refusal().apply(e);
    }
    try {
      return handle(answer, request);
    } finally {
      handlers.release();
    }
  }

  /** Takes a place for a stream, which the caller gives back with {@link #endStream}. */
  void beginStream() throws HttpError, InterruptedException {
    take(streams);
  }

  void endStream() {
    streams.release();
  }

  private void take(Semaphore places) throws HttpError, InterruptedException {
    if (!places.tryAcquire(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
      throw overloaded();
    }
  }

  static HttpError overloaded() {
    return new HttpError(ErrorCode.OVERLOADED, "too many requests at once; try again");
  }

  /** Browsers try again by themselves only after a stream that had begun. */
  static HttpError tooManyStreams() {
    return new HttpError(
        ErrorCode.OVERLOADED,
        "too many streams at once; try again",
        "",
        Map.of("Retry-After", "10"));
  }

  /** The client gets no stack trace, so it has to be in the log. */
  static HttpError failed(String path, RuntimeException e) {
    LOG.error("request failed path={}", path, e);
    return new HttpError(ErrorCode.INTERNAL, "the request failed here");
  }
}
