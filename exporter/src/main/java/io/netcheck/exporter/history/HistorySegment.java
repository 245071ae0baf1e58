// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Changes that follow each other, and that are stored and folded together. Not thread-safe. */
final class HistorySegment {
  private final long number;
  private final List<HistoryEntry> entries = new ArrayList<>();
  private long bytes;

  HistorySegment(long number) {
    this.number = number;
  }

  void add(HistoryEntry entry) {
    entries.add(entry);
    bytes += entry.bytes();
  }

  long number() {
    return number;
  }

  /** In the order of their times. */
  List<HistoryEntry> entries() {
    return entries;
  }

  long bytes() {
    return bytes;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  Instant first() {
    return entries.getFirst().at();
  }

  Instant last() {
    return entries.getLast().at();
  }
}
