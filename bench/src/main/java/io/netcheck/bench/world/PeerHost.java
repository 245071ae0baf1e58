// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.world;

import io.netcheck.protocol.Network;

/** Who answers at an address. */
interface PeerHost {
  /** What is there. */
  enum Answering {
    /** Everything that should be. */
    ALL,
    /** Only what the kernel does by itself: pings, and connections to open ports. */
    KERNEL,
    /** Everything, but what the process answers itself is often too late. */
    SLUGGISH,
    /** The host, whose port is closed. */
    REFUSING,
    NOBODY
  }

  /**
   * @param pod which pod of the node had the address, in network {@code pod}
   */
  Answering answering(int node, Network network, int pod);
}
