// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a responder received of each stream of requests. Bounded: it forgets the streams that were
 * silent longest, and their probers begin to count anew. Not thread-safe.
 */
final class StreamCounts {
  /** About 250 KB when full. */
  private static final int MOST = 2_048;

  /** The bits of a {@code long}. */
  private static final int REMEMBERED = 64;

  private static final class Stream {
    private final int first;
    private int highest;

    /** Bit {@code i} tells whether the request {@code highest - i} was received. */
    private long seen = 1;

    private int received = 1;
    private int repeated;
    private int reordered;
    private int damaged;

    Stream(int first) {
      this.first = first;
      this.highest = first;
    }

    /** Adds a request, and returns whether it is new. */
    boolean add(int number) {
      int ahead = number - highest;
      if (ahead > 0) {
        seen = (ahead < REMEMBERED ? seen << ahead : 0) | 1;
        highest = number;
        received++;
        return true;
      }
      if (number - first < 0) {
        // The first one that was received was not the first one that was sent.
        return true;
      }
      if (-ahead >= REMEMBERED) {
        // Nobody waits for its answer any more.
        return false;
      }
      long bit = 1L << -ahead;
      if ((seen & bit) != 0) {
        repeated++;
        return false;
      }
      seen |= bit;
      received++;
      reordered++;
      return true;
    }

    EchoTail.Received counts() {
      return new EchoTail.Received(first, received, repeated, reordered, damaged);
    }
  }

  private final Map<Long, Stream> streams =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Stream> eldest) {
          return size() > MOST;
        }
      };

  /** Adds a request. Returns the counts for its reply; empty if it was there already. */
  Optional<EchoTail.Received> add(long id, int number) {
    Stream stream = streams.get(id);
    if (stream == null) {
      stream = new Stream(number);
      streams.put(id, stream);
      return Optional.of(stream.counts());
    }
    return stream.add(number) ? Optional.of(stream.counts()) : Optional.empty();
  }

  /** Adds a request that is damaged. Its stream may be wrong, so only a known one counts. */
  void addDamaged(long id) {
    Stream stream = streams.get(id);
    if (stream != null) {
      stream.damaged++;
    }
  }
}
