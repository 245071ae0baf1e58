// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import io.netcheck.exporter.store.RecordAge;
import io.netcheck.exporter.store.RecordChanges;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one kind of test, by source. Rows are immutable and replaced as a whole, so a reader
 * needs no lock and sees each row as it was posted. Thread-safe.
 */
final class ResultTable {
  /** Enough for a thousand nodes that test each other. */
  private static final int MOST_RESULTS = 1_250_000;

  private final int mostRows;
  private final ConcurrentNavigableMap<String, ResultRow> rows = new ConcurrentSkipListMap<>();
  private final RecordChanges changes;
  private int results;

  ResultTable(int mostRows) {
    this.mostRows = mostRows;
    this.changes = new RecordChanges(2 * mostRows);
  }

  /** What a store must be told, by the sources of the rows. */
  RecordChanges changes() {
    return changes;
  }

  /**
   * Replaces the last row of a source.
   *
   * @param patienceNanos for how long an older row cannot replace a newer one
   * @return false if there is no room for it
   */
  synchronized boolean put(ResultRow row, long patienceNanos) {
    ResultRow before = rows.get(row.source());
    if (before != null && isOvertaken(row, before, patienceNanos)) {
      return true;
    }
    if (!enter(row, before)) {
      return false;
    }
    changes.heard(row.source());
    if (before == null || !before.says(row)) {
      changes.changed(row.source());
    }
    return true;
  }

  /** Takes in a row that another exporter, or an earlier process, has, unless it is older. */
  synchronized boolean learn(ResultRow row, long patienceNanos, RecordAge age) {
    ResultRow before = rows.get(row.source());
    boolean older =
        before != null
            && (before.heardNanos() >= row.heardNanos()
                || (age != RecordAge.FRESH && before.says(row))
                || isOvertaken(row, before, patienceNanos));
    return older || enter(row, before);
  }

  private boolean enter(ResultRow row, @Nullable ResultRow before) {
    int grown = results + row.size() - (before == null ? 0 : before.size());
    if (grown > MOST_RESULTS || (before == null && rows.size() >= mostRows)) {
      return false;
    }
    results = grown;
    ResultRow any = rows.isEmpty() ? row : rows.firstEntry().getValue();
    rows.put(row.source(), row.sharing(any));
    return true;
  }

  private static boolean isOvertaken(ResultRow row, ResultRow before, long patienceNanos) {
    return row.newest().isPresent()
        && before.newest().isPresent()
        && row.newest().get().isBefore(before.newest().get())
        && row.heardNanos() - before.heardNanos() <= patienceNanos;
  }

  /** Drops the rows of sources whose results are no longer valid. */
  synchronized void sweep(ClientDirectory directory, long nowNanos, long patienceNanos) {
    for (Map.Entry<String, ResultRow> entry : rows.entrySet()) {
      ResultRow row = entry.getValue();
      if (!directory.stands(row.source(), row.heardNanos(), nowNanos, patienceNanos)) {
        rows.remove(entry.getKey());
        results -= row.size();
        changes.changed(row.source());
      }
    }
  }

  /** Adds every text of the rows except the few constant ones. */
  void addTexts(Set<String> texts) {
    Set<String[]> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (ResultRow row : rows.values()) {
      // Most rows share their targets.
      if (seen.add(row.targets())) {
        Collections.addAll(texts, row.targets());
      }
      Collections.addAll(texts, row.pings());
      Collections.addAll(texts, row.ports());
    }
  }

  /** The rows in the order of their sources. */
  Collection<ResultRow> rows() {
    return rows.values();
  }

  ConcurrentNavigableMap<String, ResultRow> bySource() {
    return rows;
  }
}
