// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one request from the gate over its route and handler to the response, and limits how many
 * requests are handled at the same time. Called from many threads at once.
 */
final class RequestDispatcher implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(RequestDispatcher.class);
  private static final byte[] NO_BODY = {};

  /** The limit for all bodies that are being read or handled. */
  private static final int BODY_ROOM_BYTES = 64 * 1024 * 1024;

  /** A handler that writes its response itself keeps its place as long as its client reads. */
  private static final int CONCURRENT_STREAMS = 16;

  private final HttpGate gate;
  private final Routes routes;
  private final long deadlineMillis;
  private final Semaphore handlers;
  private final Semaphore streams = new Semaphore(CONCURRENT_STREAMS);
  private final RequestBodies bodies = new RequestBodies(BODY_ROOM_BYTES);

  RequestDispatcher(HttpGate gate, Routes routes, HttpLimits limits) {
    this.gate = gate;
    this.routes = routes;
    this.deadlineMillis = limits.requestDeadline().toMillis();
    this.handlers = new Semaphore(limits.concurrentRequests());
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      RequestHead head;
      try {
        RouteAccess access = routes.accessTo(exchange.getRequestURI().getPath());
        head = RequestHead.of(exchange, gate.admit(exchange, access));
      } catch (HttpError e) {
        e.response().writeTo(exchange);
        return;
      }
      answer(exchange, head);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("request failed path={}", exchange.getRequestURI().getRawPath(), e);
      throw e;
    }
  }

  private void answer(HttpExchange exchange, RequestHead head)
      throws IOException, InterruptedException {
    switch (routes.answer(head)) {
      case Answer.Immediate immediate -> immediate.response().writeTo(exchange);
      case Answer.Handled handled -> handled(exchange, head, handled).writeTo(exchange);
      case Answer.Streamed streamed -> stream(exchange, streamed);
    }
  }

  private void stream(HttpExchange exchange, Answer.Streamed answer)
      throws IOException, InterruptedException {
    try {
      limited(
          streams,
          () -> {
            answer.handler().handle(exchange);
            return answer;
          });
    } catch (HttpError e) {
      e.response().writeTo(exchange);
    } catch (RuntimeException e) {
      if (exchange.getResponseCode() >= 0) {
        throw e; // It is too late for another response.
      }
      internal(exchange, e).response().writeTo(exchange);
    }
  }

  private Response handled(HttpExchange exchange, RequestHead head, Answer.Handled answer)
      throws IOException, InterruptedException {
    try {
      return answer.maxBody() > 0
          ? withBody(exchange, head, answer)
          : respond(head, answer, NO_BODY);
    } catch (HttpError e) {
      return answer.refusal().apply(e);
    } catch (RuntimeException e) {
      return answer.refusal().apply(internal(exchange, e));
    }
  }

  /** The client gets no stack trace, so it has to be in the log. */
  private static HttpError internal(HttpExchange exchange, RuntimeException e) {
    LOG.error("request failed path={}", exchange.getRequestURI().getRawPath(), e);
    return new HttpError(ErrorCode.INTERNAL, "the request failed here");
  }

  private Response withBody(HttpExchange exchange, RequestHead head, Answer.Handled answer)
      throws IOException, HttpError, InterruptedException {
    String length = head.header("Content-Length");
    long announced = length.isEmpty() ? -1 : Long.parseLong(length);
    // Not closed here: that would wait for the rest of a refused body before the refusal is sent.
    InputStream in = exchange.getRequestBody();
    try (RequestBodies.Body body = bodies.read(in, announced, answer.maxBody())) {
      return respond(head, answer, body.bytes());
    }
  }

  private Response respond(RequestHead head, Answer.Handled answer, byte[] body)
      throws IOException, HttpError, InterruptedException {
    Request request = new Request(head, answer.query(), body);
    return limited(handlers, () -> answer.handler().handle(request));
  }

  /** Something that needs a free place. */
  private interface LimitedWork<T> {
    T run() throws IOException, HttpError;
  }

  /**
   * Runs {@code work} as soon as a place is free. A request holds no place while it is read or
   * while its response is written. Otherwise clients with a slow network would block all others.
   */
  private <T> T limited(Semaphore places, LimitedWork<T> work)
      throws IOException, HttpError, InterruptedException {
    if (!places.tryAcquire(deadlineMillis, TimeUnit.MILLISECONDS)) {
      throw new HttpError(ErrorCode.OVERLOADED, "too many requests at once; try again");
    }
    try {
      return work.run();
    } finally {
      places.release();
    }
  }
}
