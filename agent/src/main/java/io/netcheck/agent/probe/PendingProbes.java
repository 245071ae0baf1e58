// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The probes that wait for an answer, by sequence number and cookie. A probe is removed exactly
 * once: answered, failed or expired. Not thread-safe.
 */
final class PendingProbes<Q> {
  private static final class Entry<Q> {
    final long sequence;
    final long cookie;
    final long deadlineNanos;
    final Q probe;
    boolean waiting = true;

    Entry(long sequence, long cookie, long deadlineNanos, Q probe) {
      this.sequence = sequence;
      this.cookie = cookie;
      this.deadlineNanos = deadlineNanos;
      this.probe = probe;
    }
  }

  private final Map<Long, Entry<Q>> waiting = new HashMap<>();

  /** Answered entries stay in this queue until they reach its head. */
  private final Queue<Entry<Q>> byDeadline =
      // Compared by difference, because nanoTime may overflow: see System.nanoTime.
      new PriorityQueue<>((a, b) -> Long.signum(a.deadlineNanos - b.deadlineNanos));

  boolean contains(long sequence) {
    return waiting.containsKey(sequence);
  }

  int size() {
    return waiting.size();
  }

  /** Adds a probe; {@code sequence} must be free. */
  void add(long sequence, long cookie, long deadlineNanos, Q probe) {
    Entry<Q> entry = new Entry<>(sequence, cookie, deadlineNanos, probe);
    if (waiting.putIfAbsent(sequence, entry) != null) {
      throw new IllegalStateException("sequence is in flight: " + sequence);
    }
    byDeadline.add(entry);
  }

  /** Removes the probe that an answer with these numbers belongs to, if it is still pending. */
  Optional<Q> take(long sequence, long cookie) {
    Entry<Q> entry = waiting.get(sequence);
    if (entry == null || entry.cookie != cookie) {
      return Optional.empty();
    }
    waiting.remove(sequence);
    entry.waiting = false;
    return Optional.of(entry.probe);
  }

  /** Removes all pending probes that match {@code which}. */
  List<Q> takeAll(Predicate<Q> which) {
    List<Q> taken = new ArrayList<>(1);
    waiting
        .values()
        .removeIf(entry -> {
          if (!which.test(entry.probe)) {
            return false;
          }
          entry.waiting = false;
          taken.add(entry.probe);
          return true;
        });
    return taken;
  }

  /** Removes all probes whose deadline has passed, in the order of the deadlines. */
  void expire(long nowNanos, Consumer<Q> expired) {
    for (Entry<Q> head = head(); head != null; head = head()) {
      if (head.deadlineNanos - nowNanos > 0) {
        return;
      }
      byDeadline.remove();
      head.waiting = false;
      waiting.remove(head.sequence);
      expired.accept(head.probe);
    }
  }

  /** Nanoseconds until the next deadline; {@link Long#MAX_VALUE} if nothing is pending. */
  long dueInNanos(long nowNanos) {
    Entry<Q> head = head();
    return head == null ? Long.MAX_VALUE : head.deadlineNanos - nowNanos;
  }

  private @Nullable Entry<Q> head() {
    Entry<Q> head = byDeadline.peek();
    while (head != null && !head.waiting) {
      byDeadline.remove();
      head = byDeadline.peek();
    }
    return head;
  }
}
