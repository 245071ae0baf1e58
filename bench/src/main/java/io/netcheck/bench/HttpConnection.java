// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One kept-alive connection with as little work as possible at this end, so that the benchmark does
 * not measure its own load generator.
 */
final class HttpConnection implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Socket socket;
  private final InputStream in;
  private boolean closing;

  /** A complete answer. */
  @SuppressWarnings("ArrayRecordComponent") // read once
  record Answer(int status, byte[] body) {}

  /** Opens connections to a server. */
  @FunctionalInterface
  interface Opener {
    HttpConnection open(InetSocketAddress server) throws IOException;
  }

  HttpConnection(InetSocketAddress server) throws IOException {
    this(server, new InetSocketAddress(0).getAddress(), TIMEOUT);
  }

  /**
   * @param source address to connect from
   * @param timeout of connecting, and of each wait for a part of an answer
   */
  HttpConnection(InetSocketAddress server, InetAddress source, Duration timeout)
      throws IOException {
    this(connected(server, source, timeout));
  }

  private HttpConnection(Socket socket) throws IOException {
    this.socket = socket;
    in = new BufferedInputStream(socket.getInputStream(), 2 * 1024);
  }

  /** Opens connections with TLS. The certificate of the server is not checked. */
  static Opener overTls() {
    SSLSocketFactory sockets = TrustingTls.context().getSocketFactory();
    return server -> {
      Socket plain = connected(server, new InetSocketAddress(0).getAddress(), TIMEOUT);
      SSLSocket socket =
          (SSLSocket)
              sockets.createSocket(
                  plain, server.getAddress().getHostAddress(), server.getPort(), true);
      socket.startHandshake();
      return new HttpConnection(socket);
    };
  }

  private static Socket connected(InetSocketAddress server, InetAddress source, Duration timeout)
      throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) timeout.toMillis());
      if (!source.isAnyLocalAddress()) {
        socket.bind(new InetSocketAddress(source, 0));
      }
      socket.connect(server, (int) timeout.toMillis());
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  static byte[] get(String path) {
    return ("GET " + path + " HTTP/1.1\r\nHost: bench\r\nAccept: */*\r\n\r\n").getBytes(US_ASCII);
  }

  /** The head of a request. The body follows the returned bytes. */
  static byte[] postHead(String path, int length) {
    return postHead(path, length, "");
  }

  /**
   * @param headers further ones, each with the end of its line
   */
  static byte[] postHead(String path, int length, String headers) {
    return ("POST "
            + path
            + " HTTP/1.1\r\nHost: bench\r\n"
            + headers
            + "Content-Type: application/json\r\nContent-Length: "
            + length
            + "\r\n\r\n")
        .getBytes(US_ASCII);
  }

  Answer ask(byte[] request) throws IOException {
    socket.getOutputStream().write(request);
    String statusLine = line();
    int status = Integer.parseInt(statusLine.split(" ", 3)[1]);
    int length = 0;
    boolean chunked = false;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(header.substring(15).strip());
      } else if (lower.startsWith("transfer-encoding:")) {
        chunked = true;
      } else if (lower.startsWith("connection:")) {
        closing = lower.contains("close");
      }
    }
    return new Answer(status, chunked ? chunks() : exactly(length));
  }

  /** Whether the server announced that it will close, so that no further request is possible. */
  boolean isClosing() {
    return closing;
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = size(); size > 0; size = size()) {
      body.write(exactly(size));
      line();
    }
    line();
    return body.toByteArray();
  }

  private int size() throws IOException {
    return Integer.parseInt(line().strip(), 16);
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the answer ends early");
    }
    return bytes;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder(64);
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the connection ended");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
