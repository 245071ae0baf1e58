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
public record Limits(Duration requestDeadline, int connections, int concurrentRequests) {
  public static final Limits DEFAULT = new Limits(Duration.ofSeconds(10), 2_048, 64);
}
