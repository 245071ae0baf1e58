// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An exporter that says what a test wants it to say, for what no real one says: nonsense, silence,
 * and answers of other versions.
 */
final class ScriptedExporter implements AutoCloseable {
  /** A status and a body. */
  record Reply(int status, String etag, String body) {
    static Reply json(String body) {
      return new Reply(200, "", body);
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Reply> replies = new ConcurrentHashMap<>();
  private final List<HttpExchange> streams = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile boolean streaming;
  private volatile boolean page;

  ScriptedExporter() throws IOException {
    this(0);
  }

  ScriptedExporter(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** What it answers to a path, without its query. */
  void says(String path, Reply reply) {
    replies.put(path, reply);
  }

  /** From now on, the files of the page are there too. */
  void servesThePage() {
    page = true;
  }

  /** From now on, who asks for events gets a stream. */
  void streams() {
    streaming = true;
  }

  /** The requests so far: path, query and the last event that was asked for. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  int openStreams() {
    return streams.size();
  }

  /** Sends an event to all streams. */
  void sends(String id, String type, String data) {
    String event = "id: " + id + "\nevent: " + type + "\ndata: " + data.replace("\n", "") + "\n\n";
    streams.forEach(stream -> {
      try {
        OutputStream body = stream.getResponseBody();
        body.write(event.getBytes(UTF_8));
        body.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  /** Ends all streams. */
  void cuts() {
    streams.forEach(HttpExchange::close);
    streams.clear();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String last = exchange.getRequestHeaders().getFirst("Last-Event-ID");
    requests.add(exchange.getRequestURI() + (last == null ? "" : " after " + last));
    String path = exchange.getRequestURI().getPath();
    if (streaming && path.equals("/api/v2/events")) {
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write(": begins\n\n".getBytes(UTF_8));
      exchange.getResponseBody().flush();
      streams.add(exchange);
      return;
    }
    String file = path.equals("/") ? "index.html" : path.replaceFirst("^/assets/", "");
    URL resource = page ? ScriptedExporter.class.getResource("/io/netcheck/page/" + file) : null;
    if (resource != null && !file.startsWith("/")) {
      try (exchange;
          InputStream in = resource.openStream()) {
        byte[] body = in.readAllBytes();
        exchange.getResponseHeaders().set("Content-Type", type(file));
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
      }
      return;
    }
    try (exchange) {
      Reply reply = replies.getOrDefault(path, new Reply(404, "", ""));
      if (!reply.etag().isEmpty()) {
        exchange.getResponseHeaders().set("ETag", reply.etag());
        if (reply.etag().equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
          exchange.sendResponseHeaders(304, -1);
          return;
        }
      }
      byte[] body = reply.body().getBytes(UTF_8);
      exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static String type(String file) {
    return switch (file.substring(file.lastIndexOf('.') + 1)) {
      case "html" -> "text/html; charset=utf-8";
      case "js" -> "text/javascript; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      default -> "image/svg+xml";
    };
  }

  @Override
  public void close() {
    cuts();
    server.stop(0);
    threads.shutdownNow();
  }
}
