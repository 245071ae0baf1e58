// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;

/** A TCP server on loopback that handles each connection as the test says. */
final class LoopbackServer implements AutoCloseable {
  /** Handles a connection, which is closed afterwards. */
  interface ConnectionHandler {
    void serve(Socket socket) throws IOException, InterruptedException;
  }

  private final ServerSocket socket;
  private final AtomicInteger connections = new AtomicInteger();
  private final List<Socket> open = new CopyOnWriteArrayList<>();

  LoopbackServer(ConnectionHandler behaviour) throws IOException {
    this(ServerSocketFactory.getDefault(), 0, behaviour);
  }

  LoopbackServer(ServerSocketFactory factory, int port, ConnectionHandler behaviour)
      throws IOException {
    this(factory, port, InetAddress.getLoopbackAddress(), behaviour);
  }

  LoopbackServer(
      ServerSocketFactory factory, int port, InetAddress address, ConnectionHandler behaviour)
      throws IOException {
    socket = factory.createServerSocket(port, 50, address);
    Thread.ofVirtual().start(() -> accept(behaviour));
  }

  /** Reads the head of the request and then sends {@code answer}. */
  static ConnectionHandler http(String answer) {
    return connection -> {
      head(connection);
      connection.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
    };
  }

  /** Reads and returns everything up to the empty line. */
  static String head(Socket connection) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int b = connection.getInputStream().read();
      if (b < 0) {
        throw new IOException("no request");
      }
      head.append((char) b);
    }
    return head.toString();
  }

  /** Sends {@code bytes} repeatedly, with a pause after each time. */
  static ConnectionHandler trickling(byte[] bytes) {
    CountDownLatch never = new CountDownLatch(1);
    return connection -> {
      while (!never.await(50, TimeUnit.MILLISECONDS)) {
        connection.getOutputStream().write(bytes);
      }
    };
  }

  /** Waits until the other side closes the connection. */
  static void silent(Socket connection) throws IOException {
    connection.getInputStream().transferTo(OutputStream.nullOutputStream());
  }

  int port() {
    return socket.getLocalPort();
  }

  int connections() {
    return connections.get();
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket connection : open) {
      connection.close();
    }
  }

  private void accept(ConnectionHandler behaviour) {
    try {
      while (true) {
        Socket connection = socket.accept();
        connections.incrementAndGet();
        open.add(connection);
        Thread.ofVirtual().start(() -> serve(behaviour, connection));
      }
    } catch (IOException _) {
      // The server was closed.
    }
  }

  private static void serve(ConnectionHandler behaviour, Socket connection) {
    try (connection) {
      behaviour.serve(connection);
    } catch (IOException | InterruptedException _) {
      // The other side closed the connection, or the test is over.
    }
  }
}
