// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.history;

import java.time.Instant;

/**
 * One change as it is kept: packed, because there are many and they are seldom read. Immutable.
 *
 * @param at by the exporter's wall clock
 * @param head a {@link HistoryHead}
 * @param links a {@link io.netcheck.exporter.state.LinkDiff}; empty if no link changed
 */
@SuppressWarnings("ArrayRecordComponent") // written once, by its maker
record HistoryEntry(Instant at, byte[] head, byte[] links) {
  /** Of the objects around the bytes. */
  private static final int OVERHEAD = 120;

  /** An estimate of the heap that it takes. */
  long bytes() {
    return (long) head.length + links.length + OVERHEAD;
  }
}
