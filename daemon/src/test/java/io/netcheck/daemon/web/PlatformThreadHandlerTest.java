// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpHandler;
import io.netcheck.daemon.http.HttpLimits;
import io.netcheck.daemon.http.HttpListener;
import io.netcheck.daemon.http.Routes;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import org.junit.jupiter.api.Test;

class PlatformThreadHandlerTest {
  private static int status(HttpHandler handler) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Routes routes = new Routes().stream("/page", handler);
    try (HttpListener listener = HttpListener.open(address, HttpLimits.DEFAULT, routes)) {
      URI uri = URI.create("http://127.0.0.1:" + listener.address().getPort() + "/page");
      return ((HttpURLConnection) uri.toURL().openConnection()).getResponseCode();
    }
  }

  @Test
  void aRequestOfAVirtualThreadIsHandledOnAPlatformThread() throws IOException {
    HttpHandler handler =
        new PlatformThreadHandler(exchange ->
            exchange.sendResponseHeaders(Thread.currentThread().isVirtual() ? 500 : 204, -1));

    assertEquals(204, status(handler));
  }

  @Test
  void aFailureReachesTheServer() throws IOException {
    HttpHandler failing =
        new PlatformThreadHandler(_ -> {
          throw new IOException("broken");
        });

    assertEquals(
        418,
        status(exchange -> {
          try {
            failing.handle(exchange);
          } catch (IOException e) {
            exchange.sendResponseHeaders(e.getMessage().equals("broken") ? 418 : 500, -1);
          }
        }));
  }
}
