// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.cluster;

import io.netcheck.lab.wire.NetworkNamespace;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * A TCP port on a node that accepts and closes connections. It replaces the port of the kubelet.
 */
public final class OpenPort implements AutoCloseable {
  private final ServerSocket socket;

  public OpenPort(NetworkNamespace namespace, int port) throws IOException {
    socket = namespace.call(HttpGet.TIMEOUT, () -> new ServerSocket(port));
    Thread.ofVirtual().name("port-" + port).start(this::accept);
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        connection.close();
      } catch (IOException _) {
        // closed by this end or by the peer
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
