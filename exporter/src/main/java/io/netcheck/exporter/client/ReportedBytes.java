// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ProbeColumn;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory for what clients report. While there is room, each client takes what it needs; after
 * that, none gets more than an equal part of all. So clients that report without measure keep only
 * each other out. Thread-safe.
 */
final class ReportedBytes {
  /** An object with a few fields. */
  private static final long OBJECT_BYTES = 64;

  private static final long ROW_BYTES = 24;
  private static final long COLUMN_BYTES = 20;

  private final long limit;
  private final AtomicLong kept = new AtomicLong();

  /**
   * @param limit bytes, estimated
   */
  ReportedBytes(long limit) {
    this.limit = limit;
  }

  /**
   * What the last heartbeat of an agent keeps in the heap. An estimate: an upper one, because equal
   * columns and names are kept once.
   */
  static long of(Heartbeat heartbeat) {
    long bytes = 8 * OBJECT_BYTES;
    for (PlaneResults plane : heartbeat.planes()) {
      bytes += of(plane);
    }
    bytes += 3 * OBJECT_BYTES * (heartbeat.services().size() + heartbeat.dns().size());
    bytes += 2 * OBJECT_BYTES * heartbeat.kernel().size();
    bytes += heartbeat.checks().stream().mapToLong(check -> check.lines().size()).sum() * 256;
    return bytes;
  }

  private static long of(PlaneResults plane) {
    long bytes = 4 * OBJECT_BYTES + plane.targets().size() * ROW_BYTES;
    for (String target : plane.targets()) {
      bytes += OBJECT_BYTES + target.length();
    }
    for (ProbeColumn column : plane.probes().values()) {
      bytes += 4 * OBJECT_BYTES + column.rows() * COLUMN_BYTES;
      bytes += rows(column.reasons().values()) + rows(column.senders().values());
    }
    bytes += OBJECT_BYTES * plane.failingPorts().size();
    bytes += OBJECT_BYTES * plane.neverUp().map(List::size).orElse(0);
    return bytes + OBJECT_BYTES * plane.packets().size() + ROW_BYTES * plane.rerouted().size();
  }

  private static long rows(Iterable<List<Integer>> lists) {
    long bytes = 0;
    for (List<Integer> list : lists) {
      bytes += OBJECT_BYTES + list.size() * ROW_BYTES;
    }
    return bytes;
  }

  /** Whether it is time to look at what each client takes. */
  boolean isScarce() {
    return kept.get() > limit / 2;
  }

  /**
   * Whether a client may report {@code bytes}.
   *
   * @param clients all that there are
   */
  boolean haveRoomFor(long bytes, int clients) {
    return kept.get() + bytes <= limit || bytes <= limit / Math.max(1, clients);
  }

  /** Notes that a client reports so much more than before, or less. */
  void add(long bytes) {
    kept.addAndGet(bytes);
  }

  long kept() {
    return kept.get();
  }

  long limit() {
    return limit;
  }
}
