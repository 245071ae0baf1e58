// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import java.time.Duration;

/**
 * What a listener bears before it refuses.
 *
 * @param requestDeadline for reading one request whole, and for writing one answer whole
 * @param connections open at a time; more are refused
 * @param concurrentRequests being worked on at a time, reading and writing not counted; more wait
 *     within their deadline
 */
public record HttpLimits(Duration requestDeadline, int connections, int concurrentRequests) {
  public static final HttpLimits DEFAULT = new HttpLimits(Duration.ofSeconds(10), 2_048, 64);

  /** Of the heap, for one connection with TLS: four buffers of 17 KB, and the engine's state. */
  private static final long ENCRYPTED_CONNECTION_BYTES = 100_000;

  /** So that as many connections as there may be take a third of the heap at most. */
  HttpLimits encrypted(long heapBytes) {
    long most = Math.max(16, heapBytes / 3 / ENCRYPTED_CONNECTION_BYTES);
    return new HttpLimits(requestDeadline, (int) Math.min(connections, most), concurrentRequests);
  }
}
