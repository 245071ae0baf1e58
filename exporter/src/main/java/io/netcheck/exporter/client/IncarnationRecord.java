// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.protocol.Heartbeat;
import java.time.Duration;
import java.time.Instant;

/**
 * What is known of one life of an agent, without any clock of the process that knows it: another
 * exporter can go on from it. All durations are up to the moment at which this was made.
 *
 * @param last its last heartbeat whose content is known
 * @param sequence of its last heartbeat that anybody heard, which may be a later one
 * @param heardAt when that was, by the wall clock of who heard it; for display
 * @param age how long ago that was
 * @param startedAgo how long ago it started
 * @param still for how long its rounds had stood still when it was last heard
 * @param refusals how often it was told that another life holds its identity
 */
public record IncarnationRecord(
    Heartbeat last,
    long sequence,
    Instant heardAt,
    Duration age,
    Duration startedAgo,
    Duration still,
    int refusals) {
  /** Heard as lately as possible: its age is not known, and shall not count against it. */
  IncarnationRecord asJustHeard() {
    return new IncarnationRecord(
        last, sequence, heardAt, Duration.ZERO, startedAgo, still, refusals);
  }

  /** As this is after {@code pause}, in which nobody listened. */
  IncarnationRecord after(Duration pause) {
    return new IncarnationRecord(
        last, sequence, heardAt, age, startedAgo.plus(pause), still, refusals);
  }
}
