// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.protocol.Heartbeat;
import java.time.Duration;
import java.time.Instant;

/**
 * What is known of one incarnation of an agent. It depends on no clock of this process, so another
 * exporter can continue with it. All durations end at the moment when this record was made.
 *
 * @param last its last heartbeat whose content is known
 * @param sequence of its last heartbeat that any exporter heard, which can be a later one
 * @param heardAt when that was, by the wall clock of the exporter that heard it; for display
 * @param age how long ago that was
 * @param startedAgo how long ago it started
 * @param still how long its rounds of probing had stood still when it was last heard
 * @param refusals how often it was told that another incarnation holds its identity
 */
public record IncarnationRecord(
    Heartbeat last,
    long sequence,
    Instant heardAt,
    Duration age,
    Duration startedAgo,
    Duration still,
    int refusals) {
  /** Whether its last heartbeat is fresh, if it is for {@code usual} at the usual interval. */
  public boolean isFresh(Duration usual) {
    return age.compareTo(last.stretch().of(usual, last.interval())) <= 0;
  }

  /** As if it was heard just now, because its true age is not known. */
  IncarnationRecord asJustHeard() {
    return new IncarnationRecord(
        last, sequence, heardAt, Duration.ZERO, startedAgo, still, refusals);
  }

  /** The same after {@code pause}, in which no exporter listened. */
  IncarnationRecord after(Duration pause) {
    return new IncarnationRecord(
        last, sequence, heardAt, age, startedAgo.plus(pause), still, refusals);
  }
}
