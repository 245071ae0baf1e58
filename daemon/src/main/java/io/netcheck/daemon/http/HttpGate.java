// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;

/** What a request passes before it reaches a route: TLS and access control. */
public interface HttpGate extends AutoCloseable {
  /** Plain HTTP without access control. */
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

  /** Creates a server at {@code address}. */
  HttpServer bind(InetSocketAddress address, int backlog) throws IOException;

  /** Whether its servers use TLS. */
  boolean isEncrypted();

  /**
   * Admits a request, and adds the headers that every response gets.
   *
   * @return the certificates that the client proved by TLS, its own first
   * @throws HttpError to refuse the request
   */
  List<X509Certificate> admit(HttpExchange exchange, RouteAccess access)
      throws HttpError, InterruptedException;

  @Override
  void close();
}
