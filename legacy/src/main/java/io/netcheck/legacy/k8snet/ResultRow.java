// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * The results of one source for hosts, or for pods, in columns, because there can be half a million
 * results. The caller hands the arrays over and never writes to them again.
 *
 * @param targets distinct and sorted
 * @param pings {@code reachable}, {@code unreachable}, or another text of the client
 * @param ports {@code open}, {@code closed}, {@code unknown}, or another text of the client
 * @param durationNanos how long each test took
 * @param newest the latest time that the client gave in one of these results
 * @param heardNanos when they came, by the exporter's monotonic clock
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never changed
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

  /** This row with the array of targets of {@code other} if equal; most sources share targets. */
  ResultRow sharing(ResultRow other) {
    return Arrays.equals(targets, other.targets)
        ? new ResultRow(source, other.targets, pings, ports, durationNanos, newest, heardNanos)
        : this;
  }

  /** Whether both say the same, apart from times. */
  boolean says(ResultRow other) {
    return Arrays.equals(targets, other.targets)
        && Arrays.equals(pings, other.pings)
        && Arrays.equals(ports, other.ports);
  }

  int size() {
    return targets.length;
  }

  /** Whether the ping was answered, and the port was closed. */
  boolean isClosed(int i) {
    return pings[i].equals(REACHABLE) && ports[i].equals(CLOSED);
  }

  /** Whether k8snet-checker counted a test as a success. */
  boolean isSuccess(int i) {
    return pings[i].equals(REACHABLE) && ports[i].equals(OPEN);
  }
}
