// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.heartbeat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netcheck.agent.probe.SegmentSize;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.util.Map;

/**
 * One POST over a connection of its own, whose segments are small in both directions. {@code
 * HttpURLConnection} cannot do that. Closing it from another thread ends a request that takes too
 * long.
 */
final class SmallSegmentRequest implements Closeable {
  private final URI uri;
  private final ExporterConnections connections;
  private final int timeoutMillis;
  private volatile Closeable open = () -> {};
  private volatile boolean closed;

  /**
   * @param timeoutMillis for connecting
   */
  SmallSegmentRequest(URI uri, ExporterConnections connections, int timeoutMillis) {
    this.uri = uri;
    this.connections = connections;
    this.timeoutMillis = timeoutMillis;
  }

  /**
   * Sends {@code body} and returns the answer.
   *
   * @throws IOException if there is no answer, or if this system cannot limit segments
   */
  ShortAnswer post(Map<String, String> headers, byte[] body) throws IOException {
    try (SocketChannel channel = connect();
        Socket socket = connections.secured(channel.socket(), uri)) {
      OutputStream out = socket.getOutputStream();
      // The answer to HTTP/1.0 is not chunked, and the connection ends after it.
      StringBuilder head =
          new StringBuilder("POST " + uri.getRawPath() + " HTTP/1.0\r\nHost: " + authority());
      headers.forEach((name, value) -> head.append("\r\n" + name + ": " + value));
      head.append("\r\nContent-Length: " + body.length + "\r\n\r\n");
      out.write(head.toString().getBytes(ISO_8859_1));
      out.write(body);
      out.flush();
      return ShortAnswer.read(socket.getInputStream());
    }
  }

  private String authority() {
    return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
  }

  private SocketChannel connect() throws IOException {
    IOException failure = new IOException("no address of " + uri.getHost());
    for (InetSocketAddress address : connections.addresses(uri)) {
      try {
        return connect(address);
      } catch (IOException e) {
        failure = e;
      }
    }
    throw failure;
  }

  private SocketChannel connect(InetSocketAddress address) throws IOException {
    SocketChannel channel =
        SocketChannel.open(
            address.getAddress() instanceof Inet4Address
                ? StandardProtocolFamily.INET
                : StandardProtocolFamily.INET6);
    try {
      open = channel;
      if (closed) {
        throw new IOException("the heartbeat takes too long");
      }
      if (!SegmentSize.limit(channel, address.getAddress())) {
        throw new IOException("this system cannot limit the size of TCP segments");
      }
      channel.socket().connect(address, timeoutMillis);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    open.close();
  }
}
