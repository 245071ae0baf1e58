// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

import java.time.Duration;

/**
 * The limits of the streams of events on all listeners of a server.
 *
 * @param places how many streams are open, in all and from one source
 * @param patience how long a client may take nothing while something waits for it
 * @param mostBehindBytes a client that is further behind is cut off at the next event; what it has
 *     yet to take of the first one, a whole state, does not count
 */
record StreamLimits(ConnectionLimits places, Duration patience, int mostBehindBytes) {
  private static final int MOST = 64;
  private static final int MOST_OF_SOURCE = 16;

  /** Of an exporter: what waits for the slowest clients fits into its heap. */
  static StreamLimits standard() {
    return new StreamLimits(
        new ConnectionLimits(MOST, MOST_OF_SOURCE, 0), Duration.ofSeconds(15), 1024 * 1024);
  }
}
