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

  /** Heap for one connection with TLS: four buffers of 17 KB, and the state of the engine. */
  private static final long ENCRYPTED_CONNECTION_BYTES = 100_000;

  /** The same limits for TLS. All connections together take at most a third of the heap. */
  HttpLimits encrypted(long heapBytes) {
    long most = Math.max(16, heapBytes / 3 / ENCRYPTED_CONNECTION_BYTES);
    return new HttpLimits(requestDeadline, (int) Math.min(connections, most), concurrentRequests);
  }
}
