// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.netcheck.lab.wire.LabNetwork;
import io.netcheck.lab.wire.NetworkNamespace;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web service that all agents check. It answers with 200, and with 503 while it is broken. */
public final class WebService implements AutoCloseable {
  public static final int PORT = 8090;

  static final String URL = "http://" + LabNetwork.CONTROL + ":" + PORT + "/";

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private volatile boolean broken;

  WebService(NetworkNamespace control) throws IOException {
    server =
        control.call(
            HttpGet.TIMEOUT,
            () -> HttpServer.create(new InetSocketAddress(LabNetwork.CONTROL, PORT), 0));
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Breaks the service, or repairs it. */
  public void setBroken(boolean now) {
    broken = now;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(broken ? 503 : 200, -1);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
