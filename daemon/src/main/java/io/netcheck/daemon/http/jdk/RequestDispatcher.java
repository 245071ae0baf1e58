// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http.jdk;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsExchange;
import io.netcheck.daemon.http.Answer;
import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.HttpGate;
import io.netcheck.daemon.http.HttpLimits;
import io.netcheck.daemon.http.Request;
import io.netcheck.daemon.http.RequestBodies;
import io.netcheck.daemon.http.RequestHead;
import io.netcheck.daemon.http.Response;
import io.netcheck.daemon.http.RouteAccess;
import io.netcheck.daemon.http.Routes;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one request from the gate over its route and handler to the response, and limits how many
 * requests are handled at the same time. Called from many threads at once.
 */
final class RequestDispatcher implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(RequestDispatcher.class);
  private static final byte[] NO_BODY = {};

  private final HttpGate gate;
  private final Routes routes;
  private final long deadlineMillis;
  private final Semaphore handlers;
  private final Semaphore streams = new Semaphore(HttpLimits.CONCURRENT_STREAMS);
  private final RequestBodies bodies = new RequestBodies(HttpLimits.BODY_ROOM_BYTES);

  RequestDispatcher(HttpGate gate, Routes routes, HttpLimits limits) {
    this.gate = gate;
    this.routes = routes;
    this.deadlineMillis = limits.requestDeadline().toMillis();
    this.handlers = new Semaphore(limits.concurrentRequests());
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      gate.headers().forEach(exchange.getResponseHeaders()::set);
      RequestHead head;
      try {
        head = head(exchange);
        RouteAccess access = routes.accessTo(head.path());
        head = head.withCertificates(gate.admit(head, session(exchange), access));
      } catch (HttpError e) {
        ExchangeWriter.write(e.response(), exchange);
        return;
      }
      answer(exchange, head, routes.answer(head));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("request failed path={}", exchange.getRequestURI().getRawPath(), e);
      throw e;
    }
  }

  private static RequestHead head(HttpExchange exchange) throws HttpError {
    Headers headers = exchange.getRequestHeaders();
    String path = exchange.getRequestURI().getPath();
    if (path == null) {
      throw new HttpError(
          ErrorCode.BAD_REQUEST, "a path is expected", "", Map.of("Connection", "close"));
    }
    return new RequestHead(
        exchange.getRemoteAddress().getAddress(),
        exchange.getRequestMethod(),
        path,
        Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""),
        name -> Optional.ofNullable(headers.getFirst(name)),
        List.of());
  }

  private static Optional<SSLSession> session(HttpExchange exchange) {
    return exchange instanceof HttpsExchange https
        ? Optional.of(https.getSSLSession())
        : Optional.empty();
  }

  private void answer(HttpExchange exchange, RequestHead head, Answer answer)
      throws IOException, InterruptedException {
    switch (answer) {
      case Answer.Immediate immediate -> ExchangeWriter.write(immediate.response(), exchange);
      case Answer.Handled handled ->
          ExchangeWriter.write(handled(exchange, head, handled), exchange);
      case Answer.Streamed streamed -> stream(exchange, streamed);
      case Answer.Events _ ->
          // It would need a thread for each client, and no agent has a route like that.
          throw new IllegalStateException("this server has no streams of events");
      case Answer.Deferred deferred -> answer(exchange, head, deferred.decision().get());
    }
  }

  private void stream(HttpExchange exchange, Answer.Streamed answer)
      throws IOException, InterruptedException {
    try {
      limited(
          streams,
          () -> {
            ExchangeWriter.write(answer, exchange);
            return answer;
          });
    } catch (HttpError e) {
      ExchangeWriter.write(e.response(), exchange);
    } catch (RuntimeException e) {
      if (exchange.getResponseCode() >= 0) {
        throw e; // It is too late for another response.
      }
      ExchangeWriter.write(internal(exchange, e).response(), exchange);
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
      return respond(head, answer, body.content());
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
