// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What is between two processes: it passes each connection on to the next port that takes it, as a
 * Service does, and can be slow, broken, or swallow everything.
 */
final class Relay implements AutoCloseable {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  /** What is on its way; nothing is the end of it. */
  @SuppressWarnings("ArrayRecordComponent") // handed on once and never compared
  private record Chunk(byte[] bytes, long dueNanos) {}

  private final ServerSocket socket = new ServerSocket(0, 50, LOOPBACK);
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger next = new AtomicInteger();
  private final List<Integer> ports;
  private volatile Duration delay = Duration.ZERO;
  private volatile boolean cut;
  private volatile boolean swallows;

  Relay(Integer... ports) throws IOException {
    this.ports = List.of(ports);
    Thread.ofVirtual().start(this::run);
  }

  int port() {
    return socket.getLocalPort();
  }

  /** Whatever comes from now on is on its way for so long, in both directions. */
  void delay(Duration each) {
    delay = each;
  }

  /** Breaks every connection, and each that comes. */
  void cut() {
    cut = true;
    sockets.forEach(Relay::close);
  }

  /** Connections stay and are made, and nothing comes through. */
  void swallow() {
    swallows = true;
  }

  /** Passes everything on again; what was swallowed is lost with its connection. */
  void mend() {
    cut = false;
    if (swallows) {
      swallows = false;
      sockets.forEach(Relay::close);
    }
  }

  private void run() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        sockets.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException _) {
        // The end.
      }
    }
  }

  private void serve(Socket client) {
    if (cut) {
      close(client);
      sockets.remove(client);
      return;
    }
    try (client;
        Socket server = connect()) {
      sockets.add(server);
      Thread back = Thread.ofVirtual().start(() -> pass(server, client));
      pass(client, server);
      back.join();
      sockets.remove(server);
    } catch (IOException | InterruptedException _) {
      // Both are dead, or one of them died.
    } finally {
      sockets.remove(client);
    }
  }

  private Socket connect() throws IOException {
    for (int i = 1; ; i++) {
      int port = ports.get(Math.floorMod(next.getAndIncrement(), ports.size()));
      try {
        return new Socket(LOOPBACK, port);
      } catch (IOException e) {
        if (i == ports.size()) {
          throw e;
        }
      }
    }
  }

  private void pass(Socket from, Socket to) {
    BlockingQueue<Chunk> onTheWay = new LinkedBlockingQueue<>();
    Thread.ofVirtual().start(() -> deliver(onTheWay, to));
    byte[] some = new byte[16 * 1024];
    try {
      for (int length = 0; length >= 0; length = from.getInputStream().read(some)) {
        if (length > 0 && !swallows) {
          onTheWay.add(new Chunk(Arrays.copyOf(some, length), System.nanoTime() + delay.toNanos()));
        }
      }
    } catch (IOException _) {
      // One of the two is gone.
    }
    onTheWay.add(new Chunk(new byte[0], System.nanoTime() + delay.toNanos()));
  }

  private static void deliver(BlockingQueue<Chunk> onTheWay, Socket to) {
    try {
      OutputStream out = to.getOutputStream();
      for (Chunk chunk = onTheWay.take(); chunk.bytes.length > 0; chunk = onTheWay.take()) {
        TimeUnit.NANOSECONDS.sleep(chunk.dueNanos - System.nanoTime());
        out.write(chunk.bytes);
      }
      to.shutdownOutput();
    } catch (IOException | InterruptedException _) {
      // One of the two is gone.
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // It is closed already.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    sockets.forEach(Relay::close);
  }
}
