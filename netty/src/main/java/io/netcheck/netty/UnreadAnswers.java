// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The memory of large answers that their clients have not read yet. If it is used up, the clients
 * that have had the most time are cut off: one that reads needs a moment, and one that does not
 * read is among the oldest. Several answers with the same bytes need them once. Thread-safe.
 */
final class UnreadAnswers {
  /** What is on its way to one client: a piece in the buffers of the channel, and another one. */
  private static final long CHANNEL_BYTES = 64 * 1024;

  private final long mostBytes;
  private final Set<Unread> oldestFirst = new LinkedHashSet<>();
  private final IdentityHashMap<byte[], Integer> uses = new IdentityHashMap<>();
  private long bytes;

  UnreadAnswers(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** One answer. */
  final class Unread {
    private final byte[] body;
    private final Runnable cutOff;

    private Unread(byte[] body, Runnable cutOff) {
      this.body = body;
      this.cutOff = cutOff;
    }

    /** The answer was read, or its connection is closed. */
    void end() {
      synchronized (UnreadAnswers.this) {
        if (oldestFirst.remove(this)) {
          release(this);
        }
      }
    }
  }

  /**
   * Begins an answer, and ends the oldest ones if there is no memory for it otherwise.
   *
   * @param cutOff closes the connection of the answer; called at most once, on any thread
   */
  Unread begin(byte[] body, Runnable cutOff) {
    Unread added = new Unread(body, cutOff);
    List<Unread> ended = new ArrayList<>();
    synchronized (this) {
      oldestFirst.add(added);
      bytes += CHANNEL_BYTES + (uses.merge(body, 1, Integer::sum) == 1 ? body.length : 0);
      Iterator<Unread> oldest = oldestFirst.iterator();
      while (bytes > mostBytes && oldest.hasNext()) {
        Unread next = oldest.next();
        if (next != added) {
          oldest.remove();
          release(next);
          ended.add(next);
        }
      }
    }
    ended.forEach(it -> it.cutOff.run());
    return added;
  }

  private void release(Unread unread) {
    boolean last = uses.merge(unread.body, -1, Integer::sum) == 0;
    if (last) {
      uses.remove(unread.body);
    }
    bytes -= CHANNEL_BYTES + (last ? unread.body.length : 0);
  }
}
