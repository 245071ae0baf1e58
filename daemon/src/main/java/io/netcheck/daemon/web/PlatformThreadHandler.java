// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Handles each request on a platform thread. A {@link java.io.BufferedWriter} that is made on a
 * virtual thread begins with a small buffer, and each write enlarges it by only what is missing.
 * For one page of metrics that is 20 MB of copies, which also displaces younger objects from the
 * young generation.
 */
record PlatformThreadHandler(HttpHandler handler) implements HttpHandler {
  @Override
  public void handle(HttpExchange exchange) throws IOException {
    FutureTask<Void> task =
        new FutureTask<>(() -> {
          handler.handle(exchange);
          return null;
        });
    Thread thread = Thread.ofPlatform().name("metrics").daemon().start(task);
    try {
      task.get();
    } catch (InterruptedException _) {
      // The request took too long. This closes its connection, and so ends the thread.
      thread.interrupt();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the metrics were written");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failed) {
        throw failed;
      }
      if (e.getCause() instanceof RuntimeException failed) {
        throw failed;
      }
      throw new IllegalStateException(e);
    }
  }
}
