// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * What one source found of hosts, or of pods, in columns: there may be half a million results. The
 * arrays are handed over, and never written to again.
 *
 * @param targets sorted, each once
 * @param pings {@code reachable}, {@code unreachable}, or whatever the client said
 * @param ports {@code open}, {@code closed}, {@code unknown}, or whatever the client said
 * @param durationNanos how long each test took
 * @param newest the latest time that the client gave one of these results
 * @param heardNanos when they came, by the exporter's monotonic clock
 */
@SuppressWarnings("ArrayRecordComponent") // see the note on handing over
record ResultRow(
    String source,
    String[] targets,
    String[] pings,
    String[] ports,
    long[] durationNanos,
    Optional<Instant> newest,
    long heardNanos) {
  static final String REACHABLE = "reachable";
  static final String UNREACHABLE = "unreachable";
  static final String OPEN = "open";
  static final String CLOSED = "closed";

  /** The same with the targets of {@code other}, if they are equal: most sources have the same. */
  ResultRow sharing(ResultRow other) {
    return Arrays.equals(targets, other.targets)
        ? new ResultRow(source, other.targets, pings, ports, durationNanos, newest, heardNanos)
        : this;
  }

  int size() {
    return targets.length;
  }

  /** Whether a test came out well, as the program counted it. */
  boolean isSuccess(int i) {
    return pings[i].equals(REACHABLE) && ports[i].equals(OPEN);
  }
}
