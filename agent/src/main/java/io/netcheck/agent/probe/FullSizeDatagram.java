// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.protocol.IpFamily;

/** The datagram that fills a packet of a given size. */
final class FullSizeDatagram {
  /**
   * The largest packet in common jumbo frames. A loopback interface allows 64 KiB, but copying so
   * much would measure nothing.
   */
  static final int LARGEST_PACKET = 9_216;

  private static final int UDP_HEADER = 8;

  private FullSizeDatagram() {}

  /** The length of the datagram in a packet of {@code packet} bytes with its IP header. */
  static int bytes(IpFamily family, int packet) {
    return packet - headers(family);
  }

  /** The smallest packet that holds a request. */
  static int smallestPacket(IpFamily family) {
    return EchoDatagram.BYTES + headers(family);
  }

  private static int headers(IpFamily family) {
    return UDP_HEADER
        + switch (family) {
          case IPV4 -> 20;
          case IPV6 -> 40;
        };
  }
}
