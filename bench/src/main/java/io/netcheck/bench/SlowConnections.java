// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many connections from one source that use up what a server gives to each: they send nothing, or a
 * byte a second of a head or a body, or ask for a large page and do not read it. Each that the
 * server closes is opened again.
 */
final class SlowConnections implements AutoCloseable {
  /** The kernel doubles it; small, so that the server soon has to wait. */
  private static final int RECEIVE_BYTES = 2_048;

  private static final long PAUSE_MILLIS = 1_000;

  private static final List<String> BEGINNINGS =
      List.of(
          "",
          "GET /metrics HTTP/1.1\r\nHost: bench\r\nX-Slow: ",
          "POST /api/v2/heartbeat HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
              + "Content-Length: 500000\r\n\r\n{",
          "GET /metrics HTTP/1.1\r\nHost: bench\r\n\r\n");

  private final InetSocketAddress server;
  private final List<SocketChannel> channels = new ArrayList<>();
  private final AtomicLong opened = new AtomicLong();
  private final Thread thread;
  private volatile boolean closed;

  SlowConnections(InetSocketAddress server, int count) {
    this.server = server;
    thread = Thread.ofPlatform().name("slow").daemon().start(() -> run(count));
  }

  /** Connections so far, with those that were opened again. */
  long opened() {
    return opened.get();
  }

  private void run(int count) {
    try {
      for (int i = 0; i < count && !closed; i++) {
        channels.add(open(i));
      }
      while (!closed) {
        for (int i = 0; i < channels.size() && !closed; i++) {
          if (!goesOn(i)) {
            channels.get(i).close();
            channels.set(i, open(i));
          }
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (IOException e) {
      throw new IllegalStateException("the server takes no connections", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private SocketChannel open(int number) throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BYTES);
    channel.connect(server);
    opened.incrementAndGet();
    channel.configureBlocking(false);
    write(channel, BEGINNINGS.get(number % BEGINNINGS.size()));
    return channel;
  }

  /** Sends one more byte where some are expected. */
  private boolean goesOn(int number) {
    SocketChannel channel = channels.get(number);
    try {
      int kind = number % BEGINNINGS.size();
      if (kind == 1 || kind == 2) {
        write(channel, " ");
      }
      // The end of the stream shows only when it is read, and the unread page must stay unread.
      return kind == BEGINNINGS.size() - 1 || channel.read(ByteBuffer.allocate(1_024)) >= 0;
    } catch (IOException _) {
      return false;
    }
  }

  private static void write(SocketChannel channel, String text) throws IOException {
    channel.write(ByteBuffer.wrap(text.getBytes(US_ASCII)));
  }

  @Override
  public void close() throws IOException {
    closed = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    for (SocketChannel channel : channels) {
      channel.close();
    }
  }
}
