// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.metrics;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many series that grow with the cluster one scrape may have. Each collector asks before it
 * makes some; what one holds from its last scrape the others cannot have.
 */
public final class SeriesBudget {
  private final int limit;
  private final ConcurrentMap<String, Integer> granted = new ConcurrentHashMap<>();
  private final LongAdder dropped = new LongAdder();

  public SeriesBudget(int limit) {
    this.limit = limit;
  }

  /**
   * Returns how many series {@code collector} may make in this scrape, at most {@code wanted}.
   *
   * @param collector names the one who asks; its grant of the last scrape is given back first
   */
  public synchronized int ask(String collector, int wanted) {
    granted.remove(collector);
    int given = Math.min(wanted, limit - used());
    granted.put(collector, given);
    leaveOut(wanted - given);
    return given;
  }

  /** Counts series that a collector leaves out by a limit of its own. */
  void leaveOut(int series) {
    dropped.add(series);
  }

  synchronized int used() {
    return granted.values().stream().mapToInt(Integer::intValue).sum();
  }

  int limit() {
    return limit;
  }

  /** Series that were wanted and not given, over all scrapes. */
  long dropped() {
    return dropped.sum();
  }
}
