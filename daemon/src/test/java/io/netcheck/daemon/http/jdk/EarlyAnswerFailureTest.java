// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http.jdk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.daemon.http.HttpLimits;
import io.netcheck.daemon.http.HttpListener;
import io.netcheck.daemon.http.Response;
import io.netcheck.daemon.http.Routes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A connection whose early answer fails. */
class EarlyAnswerFailureTest {
  private static final int PATIENCE_MILLIS = 20_000;

  private final AtomicInteger asked = new AtomicInteger();

  private HttpListener listener() {
    return JdkHttpListener.answering(
            _ -> {
              asked.incrementAndGet();
              throw new IllegalStateException("the kernel says no");
            })
        .open(
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
            new HttpLimits(Duration.ofSeconds(2), 40, 4),
            new Routes().get("/text", _ -> Response.text("hello")));
  }

  @Test
  void isClosedAndTheNextOneIsAccepted() throws IOException {
    try (HttpListener listener = listener()) {
      for (int i = 0; i < 3; i++) {
        try (Socket socket = new Socket()) {
          socket.connect(listener.address(), PATIENCE_MILLIS);
          socket.setSoTimeout(PATIENCE_MILLIS);
          assertEquals(-1, socket.getInputStream().read());
        }
      }
    }
    assertEquals(3, asked.get());
  }
}
