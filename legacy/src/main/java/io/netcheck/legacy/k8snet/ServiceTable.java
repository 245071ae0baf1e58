// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import io.netcheck.exporter.store.RecordAge;
import io.netcheck.exporter.store.RecordChanges;
import java.util.Collection;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** The result of each source for its service. Thread-safe. */
final class ServiceTable {
  private final int mostRows;
  private final RecordChanges changes;
  private final ConcurrentNavigableMap<String, ServiceRow> rows = new ConcurrentSkipListMap<>();

  ServiceTable(int mostRows) {
    this.mostRows = mostRows;
    this.changes = new RecordChanges(2 * mostRows);
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
      changes.heard(row.source());
      if (before == null || !before.says(row)) {
        changes.changed(row.source());
      }
    }
    return true;
  }

  /** Takes in a row that another exporter, or an earlier process, has, unless it is older. */
  synchronized boolean learn(ServiceRow row, RecordAge age) {
    ServiceRow before = rows.get(row.source());
    if (before == null && rows.size() >= mostRows) {
      return false;
    }
    boolean older =
        before != null
            && (before.heardNanos() >= row.heardNanos()
                || (age != RecordAge.FRESH && before.says(row)));
    if (!older) {
      rows.put(row.source(), row);
    }
    return true;
  }

  /** What a store must be told, by the sources of the rows. */
  RecordChanges changes() {
    return changes;
  }

  /** Drops the rows of sources whose results are no longer valid. */
  void sweep(ClientDirectory directory, long nowNanos, long patienceNanos) {
    rows.values()
        .removeIf(row -> {
          boolean ends = !directory.stands(row.source(), row.heardNanos(), nowNanos, patienceNanos);
          if (ends) {
            changes.changed(row.source());
          }
          return ends;
        });
  }

  /** The rows in the order of their sources. */
  Collection<ServiceRow> rows() {
    return rows.values();
  }

  ConcurrentNavigableMap<String, ServiceRow> bySource() {
    return rows;
  }
}
