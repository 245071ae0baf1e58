// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;

/**
 * A TCP connection with one deadline for connecting and all reads, however slowly the other side
 * sends. TLS reads through it, so it keeps the same deadline. Writes need none, because they fit
 * into the kernel's buffer. It ignores the JVM's SOCKS proxy.
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
