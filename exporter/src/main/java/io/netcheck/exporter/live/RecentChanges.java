// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.live;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The changes of the last minute, so that a client whose connection broke gets what it missed and
 * not everything. For one thread at a time.
 */
final class RecentChanges {
  private static final long OLDEST_NANOS = Duration.ofSeconds(60).toNanos();
  private static final int MOST_BYTES = 4 * 1024 * 1024;

  private final Deque<Kept> changes = new ArrayDeque<>();
  private long bytes;

  /** Who knows the state of this id, or of a later one, can be told what changed since. */
  private long from = Long.MAX_VALUE;

  @SuppressWarnings("ArrayRecordComponent") // shared with the streams, never changed
  private record Kept(long id, byte[] event, long nanos) {}

  /** Begins with a state of {@code id}, after which nothing is missing. */
  void begin(long id) {
    clear();
    from = id;
  }

  /** Keeps the change that led to {@code id}. */
  void add(long id, byte[] event, long nanos) {
    changes.add(new Kept(id, event, nanos));
    bytes += event.length;
    for (Kept oldest = changes.peek();
        oldest != null && (bytes > MOST_BYTES || nanos - oldest.nanos > OLDEST_NANOS);
        oldest = changes.peek()) {
      changes.remove();
      bytes -= oldest.event.length;
      from = oldest.id;
    }
  }

  /**
   * What changed after {@code id}, the oldest first.
   *
   * @param latest the id of now; a client cannot know a later one
   * @return empty if some of it is not kept
   */
  Optional<List<byte[]>> since(long id, long latest) {
    return id < from || id > latest
        ? Optional.empty()
        : Optional.of(
            changes.stream().filter(kept -> kept.id > id).map(kept -> kept.event).toList());
  }

  void clear() {
    changes.clear();
    bytes = 0;
    from = Long.MAX_VALUE;
  }
}
