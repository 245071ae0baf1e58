// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the source port for the next request to one target.
 *
 * <p>Routers also use the ports to choose between equal paths (RFC 2992). Requests therefore rotate
 * over a few ports, so that a broken path shows as loss at once instead of a long silence. The
 * ports are replaced one at a time, so that all paths are used in the end.
 */
final class EchoSourcePorts {
  /** Opens a socket with a new source port. */
  @FunctionalInterface
  interface SocketOpener {
    EchoSocket open() throws IOException;
  }

  private static final int PORTS = 4;

  /** A port is used for this many requests times {@link #PORTS}. */
  private static final int REQUESTS_PER_REPLACEMENT = 16;

  private final @Nullable EchoSocket[] sockets = new @Nullable EchoSocket[PORTS];
  private final SocketOpener opener;
  private int requests;
  private long lastUsedNanos;

  EchoSourcePorts(SocketOpener opener) {
    this.opener = opener;
  }

  EchoSocket next(long nowNanos) throws IOException {
    lastUsedNanos = nowNanos;
    if (requests % REQUESTS_PER_REPLACEMENT == 0) {
      retire(requests / REQUESTS_PER_REPLACEMENT % PORTS);
    }
    int slot = requests % PORTS;
    // Masked, because it could overflow.
    requests = (requests + 1) & 0xFFFF;
    EchoSocket socket = sockets[slot];
    if (socket == null) {
      socket = opener.open();
      sockets[slot] = socket;
    }
    return socket;
  }

  long idleNanos(long nowNanos) {
    return nowNanos - lastUsedNanos;
  }

  void retire() {
    for (int slot = 0; slot < PORTS; slot++) {
      retire(slot);
    }
  }

  private void retire(int slot) {
    EchoSocket socket = sockets[slot];
    if (socket != null) {
      sockets[slot] = null;
      socket.retire();
    }
  }
}
