// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http.jdk;

import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * The open connections of a listener, of which one address gets a part, so that no source alone
 * uses up all. A connection counts until its channel is closed. Not thread-safe: one thread accepts
 * connections.
 */
final class SourceConnections {
  private record Accepted(SocketChannel channel, InetAddress source) {}

  private final int mostOfSource;
  private final List<Accepted> open = new ArrayList<>();

  SourceConnections(int mostOfSource) {
    this.mostOfSource = mostOfSource;
  }

  /** Whether {@code source} may have this connection too. If so, it counts. */
  boolean admit(SocketChannel channel, InetAddress source) {
    // All connections through a proxy on this host, such as that of a service mesh, come from it.
    if (source.isLoopbackAddress()) {
      return true;
    }
    open.removeIf(accepted -> !accepted.channel.isOpen());
    if (open.stream().filter(accepted -> accepted.source.equals(source)).count() >= mostOfSource) {
      return false;
    }
    open.add(new Accepted(channel, source));
    return true;
  }
}
