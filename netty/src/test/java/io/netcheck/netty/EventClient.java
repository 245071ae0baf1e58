// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A client that follows a stream of events over a socket, if it reads at all. */
final class EventClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;
  private final BufferedReader in;
  private final Map<String, String> headers = new TreeMap<>();

  /**
   * Sends {@code request}.
   *
   * @param connected to a server
   */
  EventClient(Socket connected, String request) throws IOException {
    socket = connected;
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    socket.getOutputStream().write(request.getBytes(UTF_8));
  }

  /** A connection from {@code client} with a small window, so that little is on its way. */
  static Socket socket(InetSocketAddress server, String client) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4 * 1024);
    socket.bind(new InetSocketAddress(InetAddress.ofLiteral(client), 0));
    socket.connect(server, PATIENCE_MILLIS);
    return socket;
  }

  static EventClient follow(InetSocketAddress server) throws IOException {
    return follow(server, "127.0.0.1");
  }

  static EventClient follow(InetSocketAddress server, String client) throws IOException {
    return new EventClient(
        socket(server, client), "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }

  /** Reads the head of the response. */
  int status() throws IOException {
    int status = Integer.parseInt(in.readLine().split(" ", 3)[1]);
    for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
      String[] parts = line.split(":", 2);
      headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1].strip());
    }
    return status;
  }

  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** The next chunk; empty at the end of the response. */
  String chunk() throws IOException {
    int length = Integer.parseInt(in.readLine(), 16);
    char[] text = new char[length];
    for (int read = 0; read < length; ) {
      int more = in.read(text, read, length - read);
      if (more < 0) {
        throw new EOFException("the connection ended within a chunk");
      }
      read += more;
    }
    in.readLine();
    return new String(text);
  }

  /** Sends another request on the same connection. */
  void ask(String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(UTF_8));
  }

  /** Whether the connection ends after what it brought so far. */
  boolean ends() throws IOException {
    try {
      while (in.read() >= 0) {
        // What was on its way.
      }
      return true;
    } catch (SocketTimeoutException _) {
      return false;
    } catch (IOException _) {
      return true; // A reset.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
