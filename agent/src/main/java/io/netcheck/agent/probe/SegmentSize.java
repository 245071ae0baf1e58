// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.protocol.IpFamily;
import java.net.InetAddress;
import java.nio.channels.SocketChannel;

/**
 * Limits the TCP segments of a connection in both directions: its own ones, and by what it tells
 * the other side also the answers (tcp(7), TCP_MAXSEG). The kernel divides what is written, so
 * neither Nagle's algorithm nor an offload joins it again.
 */
public final class SegmentSize {
  /** What every path carries: RFC 1122 §4.2.2.6. */
  public static final int SMALL_BYTES = 536;

  private SegmentSize() {}

  /**
   * Limits the segments of a channel that is not connected yet; false if this system cannot do it.
   *
   * @param address to which it will connect
   */
  public static boolean limit(SocketChannel channel, InetAddress address) {
    return KernelSocket.of(channel, IpFamily.of(address))
        .filter(socket -> socket.setSegmentSize(SMALL_BYTES))
        .isPresent();
  }
}
