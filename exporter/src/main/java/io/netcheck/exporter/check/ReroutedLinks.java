// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.check;

import io.netcheck.exporter.mesh.Link;
import io.netcheck.exporter.mesh.LinkColumns;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Links whose path seems to have got longer or shorter, in the order in which agents noticed it. An
 * agent sees it in the answers, so it is the path from the peer to the agent. Not thread-safe.
 */
final class ReroutedLinks {
  /** A router that fails can move thousands of paths. The first ones tell which. */
  private static final int MOST_WAITING = 20;

  private static final int MOST_TOLD = 1_000;

  /** An agent tells the same change in several heartbeats, for a few seconds. */
  private static final long SAME_NANOS = Duration.ofSeconds(20).toNanos();

  private final ArrayDeque<Link.Key> waiting = new ArrayDeque<>();

  /** When each was told last, the one that was told longest ago first. */
  private final Map<Link.Key, Long> told = new LinkedHashMap<>();

  /** Takes what agents tell now. */
  void note(LinkColumns links, long nowNanos) {
    for (Link.Key link : links.rerouted(MOST_TOLD)) {
      Link.Key back = link.reversed();
      boolean isNew = told.remove(back) == null;
      told.put(back, nowNanos);
      if (isNew && waiting.size() < MOST_WAITING) {
        waiting.add(back);
      }
    }
    told.values().removeIf(nanos -> nowNanos - nanos > SAME_NANOS);
  }

  /** The next one to look at, which is not returned again for the same change. */
  Optional<Link.Key> next() {
    return Optional.ofNullable(waiting.poll());
  }
}
