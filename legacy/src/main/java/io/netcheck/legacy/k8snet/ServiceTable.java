// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import java.util.Collection;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** The result of each source for its service. Thread-safe. */
final class ServiceTable {
  private final int mostRows;
  private final ConcurrentNavigableMap<String, ServiceRow> rows = new ConcurrentSkipListMap<>();

  ServiceTable(int mostRows) {
    this.mostRows = mostRows;
  }

  /**
   * Replaces the last row of a source.
   *
   * @return false if there is no room for it
   */
  synchronized boolean put(ServiceRow row, long patienceNanos) {
    ServiceRow before = rows.get(row.source());
    if (before == null && rows.size() >= mostRows) {
      return false;
    }
    boolean overtaken =
        before != null
            && row.timestamp().instant().isBefore(before.timestamp().instant())
            && row.timestamp().value().getYear() > 1
            && row.heardNanos() - before.heardNanos() <= patienceNanos;
    if (!overtaken) {
      rows.put(row.source(), row);
    }
    return true;
  }

  /** Drops the rows of sources whose results are no longer valid. */
  void sweep(ClientDirectory directory, long nowNanos, long patienceNanos) {
    rows.values()
        .removeIf(
            row -> !directory.stands(row.source(), row.heardNanos(), nowNanos, patienceNanos));
  }

  /** The rows in the order of their sources. */
  Collection<ServiceRow> rows() {
    return rows.values();
  }

  ConcurrentNavigableMap<String, ServiceRow> bySource() {
    return rows;
  }
}
