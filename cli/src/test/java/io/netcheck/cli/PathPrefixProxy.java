// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves an exporter below a path, as an Ingress or the API server does. */
final class PathPrefixProxy implements AutoCloseable {
  private static final String PREFIX = "/x/y";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI exporter;
  private final List<String> astray = new CopyOnWriteArrayList<>();

  PathPrefixProxy(URI exporter) throws IOException {
    this.exporter = exporter;
    server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::pass);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + PREFIX + "/";
  }

  /** The paths that were asked for and are not below the prefix. */
  List<String> astray() {
    return List.copyOf(astray);
  }

  private void pass(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().toString();
      if (!path.startsWith(PREFIX + "/")) {
        astray.add(path);
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      HttpRequest request =
          HttpRequest.newBuilder(exporter.resolve(path.substring(PREFIX.length()))).build();
      HttpResponse<InputStream> answer =
          http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      answer
          .headers()
          .map()
          .forEach((name, values) -> {
            if (!List.of("content-length", "connection", "transfer-encoding", "date")
                .contains(name)) {
              exchange.getResponseHeaders().put(name, values);
            }
          });
      exchange.sendResponseHeaders(answer.statusCode(), answer.statusCode() == 304 ? -1 : 0);
      try (InputStream body = answer.body();
          OutputStream to = exchange.getResponseBody()) {
        byte[] some = new byte[8192];
        for (int read = body.read(some); read >= 0; read = body.read(some)) {
          to.write(some, 0, read);
          to.flush();
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    http.shutdownNow();
  }
}
