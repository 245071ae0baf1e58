// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.agent.probe.TcpRetries;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.channels.SocketChannel;
import java.util.OptionalInt;

/**
 * A TCP connection with one deadline for connecting and all reads, however slowly the other side
 * sends. TLS reads through it, so it keeps the same deadline. Writes need none, because they fit
 * into the kernel's buffer. It is made of a channel, because only a channel's socket can be asked
 * what the kernel knows about it; a channel also ignores the JVM's SOCKS proxy.
 */
final class DeadlineSocket extends Socket {
  private final CheckDeadline deadline;
  private final SocketChannel channel;
  private final Socket socket;

  DeadlineSocket(CheckDeadline deadline) throws IOException {
    super(Proxy.NO_PROXY);
    this.deadline = deadline;
    this.channel = SocketChannel.open();
    this.socket = channel.socket();
  }

  void connect(InetSocketAddress address) throws IOException {
    socket.connect(address, deadline.remainingMillis());
    socket.setTcpNoDelay(true);
  }

  /** How often the first packet of the connection was sent again; empty if it is not known. */
  OptionalInt synRetries() {
    return TcpRetries.of(channel);
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new FilterInputStream(socket.getInputStream()) {
      @Override
      public int read() throws IOException {
        socket.setSoTimeout(deadline.remainingMillis());
        return in.read();
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        socket.setSoTimeout(deadline.remainingMillis());
        return in.read(bytes, offset, length);
      }
    };
  }

  // What a socket of TLS asks the connection beneath it for.

  @Override
  public OutputStream getOutputStream() throws IOException {
    return socket.getOutputStream();
  }

  @Override
  public InetAddress getInetAddress() {
    return socket.getInetAddress();
  }

  @Override
  public InetAddress getLocalAddress() {
    return socket.getLocalAddress();
  }

  @Override
  public int getPort() {
    return socket.getPort();
  }

  @Override
  public int getLocalPort() {
    return socket.getLocalPort();
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    return socket.getRemoteSocketAddress();
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return socket.getLocalSocketAddress();
  }

  @Override
  public void setSoTimeout(int millis) throws SocketException {
    socket.setSoTimeout(millis);
  }

  @Override
  public int getSoTimeout() throws SocketException {
    return socket.getSoTimeout();
  }

  @Override
  public void shutdownInput() throws IOException {
    socket.shutdownInput();
  }

  @Override
  public void shutdownOutput() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public boolean isInputShutdown() {
    return socket.isInputShutdown();
  }

  @Override
  public boolean isOutputShutdown() {
    return socket.isOutputShutdown();
  }

  @Override
  public boolean isBound() {
    return socket.isBound();
  }

  @Override
  public boolean isConnected() {
    return socket.isConnected();
  }

  @Override
  public boolean isClosed() {
    return socket.isClosed();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
