// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import java.util.Collection;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** What each source found of its service. Thread-safe. */
final class ServiceTable {
  private final int mostRows;
  private final ConcurrentNavigableMap<String, ServiceRow> rows = new ConcurrentSkipListMap<>();

  ServiceTable(int mostRows) {
    this.mostRows = mostRows;
  }

  /**
   * Puts a row in the place of its source's last one.
   *
   * @return false where there is no room for it
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

  /** Drops the rows of sources whose word no longer stands. */
  void sweep(ClientDirectory directory, long nowNanos, long patienceNanos) {
    rows.values()
        .removeIf(
            row -> !directory.stands(row.source(), row.heardNanos(), nowNanos, patienceNanos));
  }

  /** In the order of their sources. */
  Collection<ServiceRow> rows() {
    return rows.values();
  }

  ConcurrentNavigableMap<String, ServiceRow> bySource() {
    return rows;
  }
}
