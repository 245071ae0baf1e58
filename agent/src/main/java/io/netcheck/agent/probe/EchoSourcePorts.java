// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the source port for the next request to one target.
 *
 * <p>Routers also use the ports to choose between equal paths (RFC 2992). Requests therefore rotate
 * over a few ports, so that a broken path shows as loss at once instead of a long silence. The
 * first port is kept, because a packet filter that tracks connections may treat old flows unlike
 * new ones. The others are replaced one at a time, so that all paths are used in the end.
 *
 * <p>A port that got no answer when it was replaced stays as the suspect, which is asked now and
 * then: it tells when its path works again.
 */
final class EchoSourcePorts {
  /** Opens a socket with a new source port. */
  @FunctionalInterface
  interface SocketOpener {
    EchoSocket open() throws IOException;
  }

  private static final int PORTS = 4;

  /** A port is used for this many requests times the number of ports that are replaced. */
  private static final int REQUESTS_PER_REPLACEMENT = 16;

  /** Fewer failures in a row are likely to be loss by chance. */
  private static final int SUSPICIOUS = 3;

  /** For about five minutes of a suspect. A packet filter may have lost its flow for ever. */
  private static final int GIVEN_UP = 20;

  private final @Nullable EchoSocket[] sockets = new @Nullable EchoSocket[PORTS];
  private final SocketOpener opener;
  private @Nullable EchoSocket suspect;
  private long requests;
  private long lastUsedNanos;

  EchoSourcePorts(SocketOpener opener) {
    this.opener = opener;
  }

  EchoSocket next(long nowNanos) throws IOException {
    lastUsedNanos = nowNanos;
    boolean replacing = requests % REQUESTS_PER_REPLACEMENT == 0;
    if (replacing && requests > 0) {
      replace(1 + (int) (requests / REQUESTS_PER_REPLACEMENT % (PORTS - 1)));
    }
    int slot = (int) (requests % PORTS);
    requests++;
    EchoSocket suspected = suspect;
    if (replacing && suspected != null) {
      return suspected;
    }
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
    forgetSuspect();
  }

  private void replace(int slot) {
    EchoSocket suspected = suspect;
    if (suspected != null
        && (suspected.failuresInARow() == 0 || suspected.failuresInARow() >= GIVEN_UP)) {
      forgetSuspect();
    }
    EchoSocket socket = sockets[slot];
    if (suspect == null && socket != null && socket.failuresInARow() >= SUSPICIOUS) {
      suspect = socket;
      sockets[slot] = null;
    } else {
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

  private void forgetSuspect() {
    EchoSocket suspected = suspect;
    if (suspected != null) {
      suspect = null;
      suspected.retire();
    }
  }
}
