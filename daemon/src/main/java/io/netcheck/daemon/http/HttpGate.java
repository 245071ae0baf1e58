// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;

/** What a request passes before it comes to a route: TLS, and the question who may ask. */
public interface HttpGate extends AutoCloseable {
  /** Plain HTTP, and anybody may ask. */
  HttpGate OPEN =
      new HttpGate() {
        @Override
        public HttpServer bind(InetSocketAddress address, int backlog) throws IOException {
          return HttpServer.create(address, backlog);
        }

        @Override
        public boolean isEncrypted() {
          return false;
        }

        @Override
        public List<X509Certificate> admit(HttpExchange exchange, RouteAccess access) {
          return List.of();
        }

        @Override
        public void close() {}
      };

  /** A server at {@code address}. */
  HttpServer bind(InetSocketAddress address, int backlog) throws IOException;

  /** Whether its servers speak TLS. */
  boolean isEncrypted();

  /**
   * Lets a request in, and puts on its answer what belongs on every answer.
   *
   * @return what the client proved by TLS to hold, its own certificate first
   * @throws HttpError to refuse it
   */
  List<X509Certificate> admit(HttpExchange exchange, RouteAccess access)
      throws HttpError, InterruptedException;

  @Override
  void close();
}
