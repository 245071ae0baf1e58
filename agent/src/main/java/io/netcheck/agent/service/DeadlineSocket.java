// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;

/**
 * A TCP connection of which connecting and every read end at one deadline, however slowly the other
 * side trickles. TLS reads through it as well, and so keeps the same deadline. What is written is
 * small enough for the kernel's buffer. It never goes through a SOCKS proxy of the JVM's.
 */
final class DeadlineSocket extends Socket {
  private final CheckDeadline deadline;

  DeadlineSocket(CheckDeadline deadline) {
    super(Proxy.NO_PROXY);
    this.deadline = deadline;
  }

  void connect(InetSocketAddress address) throws IOException {
    connect(address, deadline.remainingMillis());
    setTcpNoDelay(true);
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new FilterInputStream(super.getInputStream()) {
      @Override
      public int read() throws IOException {
        setSoTimeout(deadline.remainingMillis());
        return in.read();
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        setSoTimeout(deadline.remainingMillis());
        return in.read(bytes, offset, length);
      }
    };
  }
}
