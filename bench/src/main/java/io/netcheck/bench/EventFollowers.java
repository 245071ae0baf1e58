// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Pages that follow the events of an exporter, each on a connection and a thread of its own. */
final class EventFollowers implements AutoCloseable {
  private static final byte[] REQUEST =
      "GET /api/v2/events HTTP/1.1\r\nHost: bench\r\nAccept: text/event-stream\r\n\r\n"
          .getBytes(US_ASCII);
  private static final int BUFFER_BYTES = 64 * 1024;

  private final List<Socket> sockets = new ArrayList<>();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong ended = new AtomicLong();

  EventFollowers(InetSocketAddress exporter, int pages) throws IOException {
    for (int i = 0; i < pages; i++) {
      Socket socket = new Socket(exporter.getAddress(), exporter.getPort());
      sockets.add(socket);
      socket.getOutputStream().write(REQUEST);
      Thread.ofVirtual().name("page-" + i).start(() -> read(socket));
    }
  }

  private void read(Socket socket) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      InputStream in = socket.getInputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        bytes.addAndGet(read);
      }
    } catch (IOException _) {
      // Closed here, or cut off there.
    }
    ended.incrementAndGet();
  }

  /** How many bytes all of them got so far. */
  long bytes() {
    return bytes.get();
  }

  /** How many streams have ended. */
  long ended() {
    return ended.get();
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
