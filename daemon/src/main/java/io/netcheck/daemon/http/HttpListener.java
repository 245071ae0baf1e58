// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.netcheck.daemon.StartException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
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
 * Serves {@link Routes} on one address over the JDK's own server, within {@link Limits}. Every
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
  private final Bodies bodies = new Bodies(BODY_ROOM_BYTES);
  private final Map<String, Routes.Route> routes;
  private final Map<String, Subtree> subtrees;

  private HttpListener(HttpServer server, Limits limits, Routes routes) {
    this.server = server;
    this.routes = routes.byPath();
    this.subtrees = routes.byPrefix();
    this.deadline = limits.requestDeadline();
    this.concurrent = new Semaphore(limits.concurrentRequests());
    this.executor =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory());
    server.setExecutor(executor);
    server.createContext("/", this::exchange);
    server.start();
  }

  /**
   * Binds and serves.
   *
   * @throws StartException if the address cannot be had
   */
  public static HttpListener open(InetSocketAddress address, Limits limits, Routes routes) {
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
      return new HttpListener(HttpServer.create(address, BACKLOG), limits, routes);
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
    server.stop(0);
    executor.shutdownNow();
  }

  private void exchange(HttpExchange exchange) throws IOException {
    try (exchange) {
      answer(exchange);
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

  private void answer(HttpExchange exchange) throws IOException, InterruptedException {
    Routes.Route route = routes.get(exchange.getRequestURI().getPath());
    boolean head = exchange.getRequestMethod().equals("HEAD");
    boolean read = head || exchange.getRequestMethod().equals("GET");
    if (route == null) {
      Subtree subtree = subtree(exchange.getRequestURI().getPath());
      if (subtree != null) {
        answer(exchange, subtree.at(head(exchange)));
        return;
      }
    }
    Response response;
    try {
      switch (route) {
        case null -> throw new HttpError(404, "not_found", "there is nothing at this path", "");
        case Routes.Raw raw when read -> {
          inTurn(
              concurrentRaw,
              () -> {
                raw.handler().handle(exchange);
                return raw;
              });
          return;
        }
        case Routes.Get get when read -> {
          Request request = request(exchange, query(rawQuery(exchange)), NO_BODY);
          response = inTurn(concurrent, () -> get.handler().handle(request));
        }
        case Routes.Post post when exchange.getRequestMethod().equals("POST") ->
            response = post(exchange, post);
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
      LOG.error("request failed path={}", exchange.getRequestURI().getPath(), e);
      response = new HttpError(500, "internal", "the request failed here", "").response();
    }
    send(exchange, response, head);
  }

  private Response post(HttpExchange exchange, Routes.Post route)
      throws IOException, HttpError, InterruptedException {
    try {
      String type = header(exchange, "Content-Type");
      if (!type.split(";", 2)[0].strip().equalsIgnoreCase(route.mediaType())) {
        throw new HttpError(
            415, "unsupported_media_type", "Content-Type expected: " + route.mediaType(), "");
      }
      if (!header(exchange, "Content-Encoding").isEmpty()) {
        throw new HttpError(415, "unsupported_encoding", "no Content-Encoding expected", "");
      }
      Map<String, String> query = query(rawQuery(exchange));
      return withBody(exchange, route.maxBody(), query, route.handler());
    } catch (HttpError e) {
      route.refused().accept(e);
      throw e;
    }
  }

  private Response withBody(
      HttpExchange exchange, int maxBody, Map<String, String> query, Handler handler)
      throws IOException, HttpError, InterruptedException {
    String length = header(exchange, "Content-Length");
    long announced = length.isEmpty() ? -1 : Long.parseLong(length);
    // Not closed here: that would wait for the rest of a refused body before the refusal is sent.
    InputStream in = exchange.getRequestBody();
    try (Bodies.Body body = bodies.read(in, announced, maxBody)) {
      Request request = request(exchange, query, body.bytes());
      return inTurn(concurrent, () -> handler.handle(request));
    }
  }

  private void answer(HttpExchange exchange, Subtree.Branch branch)
      throws IOException, InterruptedException {
    Response response;
    try {
      switch (branch) {
        case Subtree.Written written -> {
          inTurn(
              concurrentRaw,
              () -> {
                written.handler().handle(exchange);
                return written;
              });
          return;
        }
        case Subtree.Answered answered -> response = answered(exchange, answered);
      }
    } catch (HttpError e) {
      response = e.response();
    }
    send(exchange, response, exchange.getRequestMethod().equals("HEAD"));
  }

  private Response answered(HttpExchange exchange, Subtree.Answered answered)
      throws IOException, InterruptedException {
    try {
      if (answered.maxBody() > 0) {
        return withBody(exchange, answered.maxBody(), Map.of(), answered.handler());
      }
      Request request = request(exchange, Map.of(), NO_BODY);
      return inTurn(concurrent, () -> answered.handler().handle(request));
    } catch (HttpError e) {
      return answered.refusal().apply(e);
    } catch (RuntimeException e) {
      LOG.error("request failed path={}", exchange.getRequestURI().getPath(), e);
      return answered
          .refusal()
          .apply(new HttpError(500, "internal", "the request failed here", ""));
    }
  }

  private @Nullable Subtree subtree(String path) {
    for (Map.Entry<String, Subtree> entry : subtrees.entrySet()) {
      if (path.startsWith(entry.getKey())) {
        return entry.getValue();
      }
    }
    return null;
  }

  private static Head head(HttpExchange exchange) {
    return new Head(
        exchange.getRemoteAddress().getAddress(),
        exchange.getRequestMethod(),
        exchange.getRequestURI().getPath(),
        rawQuery(exchange),
        header(exchange, "Authorization"));
  }

  private static String rawQuery(HttpExchange exchange) {
    return Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
  }

  private static String header(HttpExchange exchange, String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
  }

  private static Request request(HttpExchange exchange, Map<String, String> query, byte[] body) {
    InetAddress client = exchange.getRemoteAddress().getAddress();
    return new Request(
        client,
        query,
        header(exchange, "Accept"),
        header(exchange, "Authorization"),
        List.of(),
        body);
  }

  private static Map<String, String> query(String raw) throws HttpError {
    Map<String, String> parameters = new HashMap<>();
    try {
      for (String pair : raw.split("&", 33)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          parameters.putIfAbsent(
              URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
              URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
      }
    } catch (IllegalArgumentException _) {
      throw new HttpError(400, "bad_query", "the query is not well-formed", "");
    }
    return parameters;
  }

  private static void send(HttpExchange exchange, Response response, boolean head)
      throws IOException {
    Headers headers = exchange.getResponseHeaders();
    if (!response.contentType().isEmpty()) {
      headers.set("Content-Type", response.contentType());
    }
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Cache-Control", "no-store");
    response.headers().forEach(headers::set);
    if (head) {
      headers.set("Content-Length", Integer.toString(response.body().length));
      exchange.sendResponseHeaders(response.status(), -1);
      return;
    }
    // 0 would mean chunked: -1 is how this server says that there is no body.
    exchange.sendResponseHeaders(
        response.status(), response.body().length == 0 ? -1 : response.body().length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(response.body());
    }
  }
}
