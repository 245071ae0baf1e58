// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http.jdk;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.netcheck.daemon.StartException;
import io.netcheck.daemon.http.HttpGate;
import io.netcheck.daemon.http.HttpLimits;
import io.netcheck.daemon.http.HttpListener;
import io.netcheck.daemon.http.Routes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/**
 * Serves {@link Routes} on one address with the HTTP server of the JDK, within {@link HttpLimits}.
 * Each request runs on its own virtual thread.
 */
public final class JdkHttpListener implements HttpListener {
  /** The server that opens these listeners. */
  public static final HttpListener.Server SERVER = answering(EarlyAnswer.NONE);

  /** Larger than any burst of connections between two turns of the accepting thread. */
  private static final int BACKLOG = 512;

  /** Heap for one connection with TLS: four buffers of 17 KB, and the state of the engine. */
  private static final long ENCRYPTED_CONNECTION_BYTES = 100_000;

  private final HttpServer server;
  private final ExecutorService executor;
  private final Optional<RequestWatchdog> watchdog;

  private JdkHttpListener(
      HttpServer server, HttpLimits limits, Routes routes, HttpGate gate, EarlyAnswer early) {
    this.server = server;
    this.executor =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory());
    // As long as both deadlines of the JDK together. Where those work, they come first.
    this.watchdog =
        gate.tls()
            .map(_ -> new RequestWatchdog(executor, limits.requestDeadline().multipliedBy(2)));
    server.setExecutor(watchdog.isPresent() ? watchdog.get() : executor);
    server.createContext("/", new RequestDispatcher(gate, routes, limits));
    LimitingServerSocket.installIn(
        server,
        new SourceConnections(HttpLimits.ofOneSource(limits.connections())),
        gate.tls().isPresent() ? EarlyAnswer.NONE : early);
    server.start();
  }

  /**
   * The server whose listeners without TLS ask {@code early} first. What it answers passes no gate.
   */
  public static HttpListener.Server answering(EarlyAnswer early) {
    return (address, limits, routes, gate) -> open(address, limits, routes, gate, early);
  }

  private static HttpListener open(
      InetSocketAddress address, HttpLimits most, Routes routes, HttpGate gate, EarlyAnswer early) {
    HttpLimits limits = gate.tls().isPresent() ? encrypted(most) : most;
    ServerProperties.set(limits);
    try {
      return new JdkHttpListener(bind(address, gate.tls()), limits, routes, gate, early);
    } catch (IOException e) {
      throw StartException.notListening(address, e);
    }
  }

  /** The same limits for TLS. All connections together take at most a third of the heap. */
  private static HttpLimits encrypted(HttpLimits limits) {
    long heapBytes = Runtime.getRuntime().maxMemory();
    long most = Math.max(16, heapBytes / 3 / ENCRYPTED_CONNECTION_BYTES);
    return limits.withConnections((int) Math.min(limits.connections(), most));
  }

  private static HttpServer bind(InetSocketAddress address, Optional<SSLContext> tls)
      throws IOException {
    if (tls.isEmpty()) {
      return HttpServer.create(address, BACKLOG);
    }
    HttpsServer server = HttpsServer.create(address, BACKLOG);
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls.get()) {
          @Override
          public void configure(HttpsParameters parameters) {
            // The engines are configured already. Parameters set here would override that.
          }
        });
    return server;
  }

  @Override
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
