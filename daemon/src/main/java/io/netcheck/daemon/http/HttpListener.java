// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import com.sun.net.httpserver.HttpServer;
import io.netcheck.daemon.StartException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Serves {@link Routes} on one address with the HTTP server of the JDK, within {@link HttpLimits}.
 * Each request runs on its own virtual thread.
 */
public final class HttpListener implements AutoCloseable {
  /** Larger than any burst of connections between two turns of the accepting thread. */
  private static final int BACKLOG = 512;

  private final HttpServer server;
  private final ExecutorService executor;
  private final Optional<RequestWatchdog> watchdog;

  private HttpListener(HttpServer server, HttpLimits limits, Routes routes, HttpGate gate) {
    this.server = server;
    this.executor =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory());
    // As long as both deadlines of the JDK together. Where those work, they come first.
    this.watchdog =
        gate.isEncrypted()
            ? Optional.of(new RequestWatchdog(executor, limits.requestDeadline().multipliedBy(2)))
            : Optional.empty();
    server.setExecutor(watchdog.isPresent() ? watchdog.get() : executor);
    server.createContext("/", new RequestDispatcher(gate, routes, limits));
    server.start();
  }

  /**
   * Binds and serves plain HTTP without access control.
   *
   * @throws StartException if the address cannot be bound
   */
  public static HttpListener open(InetSocketAddress address, HttpLimits limits, Routes routes) {
    return open(address, limits, routes, HttpGate.OPEN);
  }

  /**
   * Binds and serves the requests that {@code gate} admits.
   *
   * @throws StartException if the address cannot be bound
   */
  public static HttpListener open(
      InetSocketAddress address, HttpLimits most, Routes routes, HttpGate gate) {
    HttpLimits limits =
        gate.isEncrypted() ? most.encrypted(Runtime.getRuntime().maxMemory()) : most;
    ServerProperties.set(limits);
    try {
      return new HttpListener(gate.bind(address, BACKLOG), limits, routes, gate);
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

  /** The bound address, with the actual port if port 0 was requested. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  @Override
  public void close() {
    // Before the server: its stop() waits for requests, and a client that does not read would
    // delay it.
    executor.shutdownNow();
    server.stop(0);
    watchdog.ifPresent(RequestWatchdog::close);
  }
}
