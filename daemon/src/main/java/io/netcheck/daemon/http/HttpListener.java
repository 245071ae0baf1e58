// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.netcheck.daemon.StartException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@link Routes} on one address over the JDK's own server, within {@link HttpLimits}. Every
 * request runs on a virtual thread of its own.
 *
 * <p>The JDK's server has no limits unless system properties set them, and reads those once, when
 * its classes load. They therefore hold for all listeners of a process, and the first one sets
 * them.
 */
public final class HttpListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);

  /** Larger than any burst of connections between two turns of the accepting thread. */
  private static final int BACKLOG = 512;

  private static final int MAX_HEADER_BYTES = 16 * 1024;
  private static final int MAX_HEADERS = 64;
  private static final byte[] NO_BODY = {};

  /** What all bodies under way may hold together. */
  private static final int BODY_ROOM_BYTES = 64 * 1024 * 1024;

  /**
   * Read and thrown away of what a refused client still sends, so that it hears the refusal: with
   * bytes left unread the kernel answers by a reset, which overtakes it (RFC 9112, section 9.6).
   * Twice the largest body that any route takes.
   */
  private static final int DRAIN_BYTES = 16 * 1024 * 1024;

  /** Handlers that write for themselves hold their place as long as their client reads. */
  private static final int CONCURRENT_RAW = 16;

  private final HttpServer server;
  private final ExecutorService executor;
  private final Duration deadline;
  private final Semaphore concurrent;
  private final Semaphore concurrentRaw = new Semaphore(CONCURRENT_RAW);
  private final RequestBodies bodies = new RequestBodies(BODY_ROOM_BYTES);
  private final Map<String, Routes.Route> routes;
  private final Map<String, SubtreeHandler> subtrees;
  private final Routes accesses;
  private final HttpGate front;
  private final Optional<RequestWatchdog> patience;

  private HttpListener(HttpServer server, HttpLimits limits, Routes routes, HttpGate front) {
    this.server = server;
    this.front = front;
    this.accesses = routes;
    this.routes = routes.byPath();
    this.subtrees = routes.byPrefix();
    this.deadline = limits.requestDeadline();
    this.concurrent = new Semaphore(limits.concurrentRequests());
    this.executor =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory());
    // As long as both of the JDK's own deadlines together, which come first where they hold.
    this.patience =
        front.isEncrypted()
            ? Optional.of(new RequestWatchdog(executor, deadline.multipliedBy(2)))
            : Optional.empty();
    server.setExecutor(patience.isPresent() ? patience.get() : executor);
    server.createContext("/", this::exchange);
    server.start();
  }

  /**
   * Binds and serves to anybody, in plain HTTP.
   *
   * @throws StartException if the address cannot be had
   */
  public static HttpListener open(InetSocketAddress address, HttpLimits limits, Routes routes) {
    return open(address, limits, routes, HttpGate.OPEN);
  }

  /**
   * Binds, and serves to those whom {@code front} lets in.
   *
   * @throws StartException if the address cannot be had
   */
  public static HttpListener open(
      InetSocketAddress address, HttpLimits most, Routes routes, HttpGate front) {
    HttpLimits limits =
        front.isEncrypted() ? most.encrypted(Runtime.getRuntime().maxMemory()) : most;
    property("sun.net.httpserver.nodelay", "true");
    // The documentation says milliseconds; the code of JDK 25 reads seconds (ServerConfig).
    property("sun.net.httpserver.maxReqTime", limits.requestDeadline().toSeconds());
    property("sun.net.httpserver.maxRspTime", limits.requestDeadline().toSeconds());
    property("sun.net.httpserver.maxReqHeaders", MAX_HEADERS);
    property("sun.net.httpserver.maxReqHeaderSize", MAX_HEADER_BYTES);
    property("sun.net.httpserver.drainAmount", DRAIN_BYTES);
    property("jdk.httpserver.maxConnections", limits.connections());
    // Clients that keep their connections must not keep the others out.
    property("sun.net.httpserver.maxIdleConnections", limits.connections() / 2);
    try {
      return new HttpListener(front.bind(address, BACKLOG), limits, routes, front);
    } catch (IOException e) {
      throw new StartException(
          "cannot listen on "
              + address.getAddress().getHostAddress()
              + " port "
              + address.getPort()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private static void property(String name, Object value) {
    if (System.getProperty(name) == null) {
      System.setProperty(name, value.toString());
    }
  }

  /** Where it listens; with the port that was found where 0 was asked for. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  @Override
  public void close() {
    // Not after the server: what it waits for, somebody who does not read may hold up.
    executor.shutdownNow();
    server.stop(0);
    patience.ifPresent(RequestWatchdog::close);
  }

  private void exchange(HttpExchange exchange) throws IOException {
    try (exchange) {
      RouteAccess access = accesses.accessTo(exchange.getRequestURI().getPath());
      Call call;
      try {
        call = new Call(exchange, front.admit(exchange, access));
      } catch (HttpError e) {
        new Call(exchange, List.of()).answer(e.response());
        return;
      }
      answer(call);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // The client gets no stack trace; the log does.
      LOG.error("request failed path={}", exchange.getHttpContext().getPath(), e);
      throw e;
    }
  }

  private interface Work<T> {
    T run() throws IOException, HttpError;
  }

  /**
   * Does {@code work} when it is its turn. Nobody holds a place while the network is slow: a client
   * behind a path that loses its packets must not keep the others from being heard.
   */
  private <T> T inTurn(Semaphore places, Work<T> work)
      throws IOException, HttpError, InterruptedException {
    if (!places.tryAcquire(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new HttpError(503, "overloaded", "too many requests at once; try again", "");
    }
    try {
      return work.run();
    } finally {
      places.release();
    }
  }

  private void answer(Call call) throws IOException, InterruptedException {
    Routes.Route route = routes.get(call.path());
    if (route == null) {
      SubtreeHandler subtree = subtree(call.path());
      if (subtree != null) {
        answer(call, subtree.at(call.head()));
        return;
      }
    }
    Response response;
    try {
      switch (route) {
        case null -> throw new HttpError(404, "not_found", "there is nothing at this path", "");
        case Routes.Raw raw when call.isRead() -> {
          inTurn(
              concurrentRaw,
              () -> {
                raw.handler().handle(call.exchange());
                return raw;
              });
          return;
        }
        case Routes.Get get when call.isRead() -> {
          Request request = call.request(call.query(), NO_BODY);
          response = inTurn(concurrent, () -> get.handler().handle(request));
        }
        case Routes.Post post when call.method().equals("POST") -> response = post(call, post);
        case Routes.Route other ->
            throw new HttpError(
                405,
                "method_not_allowed",
                "this path takes " + other.allowed(),
                "",
                Map.of("Allow", other.allowed()));
      }
    } catch (HttpError e) {
      response = e.response();
    } catch (RuntimeException e) {
      LOG.error("request failed path={}", call.path(), e);
      response = new HttpError(500, "internal", "the request failed here", "").response();
    }
    call.answer(response);
  }

  private Response post(Call call, Routes.Post route)
      throws IOException, HttpError, InterruptedException {
    try {
      String type = call.header("Content-Type");
      if (!type.split(";", 2)[0].strip().equalsIgnoreCase(route.mediaType())) {
        throw new HttpError(
            415, "unsupported_media_type", "Content-Type expected: " + route.mediaType(), "");
      }
      if (!call.header("Content-Encoding").isEmpty()) {
        throw new HttpError(415, "unsupported_encoding", "no Content-Encoding expected", "");
      }
      Map<String, String> query = call.query();
      return withBody(call, route.maxBody(), query, route.handler());
    } catch (HttpError e) {
      route.refused().accept(e);
      throw e;
    }
  }

  private Response withBody(
      Call call, int maxBody, Map<String, String> query, RequestHandler handler)
      throws IOException, HttpError, InterruptedException {
    String length = call.header("Content-Length");
    long announced = length.isEmpty() ? -1 : Long.parseLong(length);
    // Not closed here: that would wait for the rest of a refused body before the refusal is sent.
    InputStream in = call.exchange().getRequestBody();
    try (RequestBodies.Body body = bodies.read(in, announced, maxBody)) {
      Request request = call.request(query, body.bytes());
      return inTurn(concurrent, () -> handler.handle(request));
    }
  }

  private void answer(Call call, SubtreeHandler.Branch branch)
      throws IOException, InterruptedException {
    Response response;
    try {
      switch (branch) {
        case SubtreeHandler.Written written -> {
          inTurn(
              concurrentRaw,
              () -> {
                written.handler().handle(call.exchange());
                return written;
              });
          return;
        }
        case SubtreeHandler.Answered answered -> response = answered(call, answered);
      }
    } catch (HttpError e) {
      response = e.response();
    }
    call.answer(response);
  }

  private Response answered(Call call, SubtreeHandler.Answered answered)
      throws IOException, InterruptedException {
    try {
      if (answered.maxBody() > 0) {
        return withBody(call, answered.maxBody(), Map.of(), answered.handler());
      }
      Request request = call.request(Map.of(), NO_BODY);
      return inTurn(concurrent, () -> answered.handler().handle(request));
    } catch (HttpError e) {
      return answered.refusal().apply(e);
    } catch (RuntimeException e) {
      LOG.error("request failed path={}", call.path(), e);
      return answered
          .refusal()
          .apply(new HttpError(500, "internal", "the request failed here", ""));
    }
  }

  private @Nullable SubtreeHandler subtree(String path) {
    for (Map.Entry<String, SubtreeHandler> entry : subtrees.entrySet()) {
      if (path.startsWith(entry.getKey())) {
        return entry.getValue();
      }
    }
    return null;
  }
}
