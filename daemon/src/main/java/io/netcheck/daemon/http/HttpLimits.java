// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import java.time.Duration;

/**
 * The limits of a listener.
 *
 * @param requestDeadline for reading one complete request, and for writing one complete response
 * @param connections open at the same time; further ones are refused
 * @param concurrentRequests handled at the same time, without reading and writing; further ones
 *     wait until their deadline
 */
public record HttpLimits(Duration requestDeadline, int connections, int concurrentRequests) {
  public static final HttpLimits DEFAULT = new HttpLimits(Duration.ofSeconds(10), 2_048, 64);

  /** Of a request's line and all its headers. */
  public static final int MAX_HEADER_BYTES = 16 * 1024;

  public static final int MAX_HEADERS = 64;

  /** For the bodies of all requests that are being read or handled. */
  public static final int BODY_ROOM_BYTES = 64 * 1024 * 1024;

  /**
   * How many bodies are written piece by piece at the same time. Each keeps its place as long as
   * its client reads.
   */
  public static final int CONCURRENT_STREAMS = 16;

  /**
   * How much of the rest of a refused body is read and discarded so that the client receives the
   * refusal. If bytes stay unread, the kernel sends a reset, which overtakes the response (RFC
   * 9112, section 9.6). Twice the largest body that any route accepts.
   */
  public static final int DRAIN_BYTES = 16 * 1024 * 1024;

  private static final int LEAST_OF_SOURCE = 16;

  /**
   * How many of {@code connections} one source address gets. Many clients can share an address,
   * behind a load balancer for example, so it is a large part; but no source alone uses up all.
   */
  public static int ofOneSource(int connections) {
    return Math.max(LEAST_OF_SOURCE, connections / 4);
  }

  public HttpLimits withConnections(int most) {
    return new HttpLimits(requestDeadline, most, concurrentRequests);
  }
}
