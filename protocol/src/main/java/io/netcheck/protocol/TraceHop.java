// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.net.InetAddress;

/**
 * A hop that answered a trace.
 *
 * @param number how many hops it is away from the source; 0 is the source itself
 * @param address from which it answered
 */
public record TraceHop(int number, InetAddress address, int rttMicros) {
  /** A trace goes no further. */
  public static final int FARTHEST = 30;
}
