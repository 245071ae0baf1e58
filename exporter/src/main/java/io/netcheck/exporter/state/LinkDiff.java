// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.state;

import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * The links that differ between two grids, with their codes before and after. Links of nodes that
 * are gone are not in it, because they go with their nodes. Immutable.
 *
 * @param names of the nodes that {@code rows} refer to, sorted
 * @param rows in the order of their sources and planes
 */
public record LinkDiff(List<String> names, List<Row> rows) {
  public static final LinkDiff NONE = new LinkDiff(List.of(), List.of());

  public LinkDiff {
    names = List.copyOf(names);
    rows = List.copyOf(rows);
  }

  /**
   * The changed links from one node in one plane.
   *
   * @param targets ascending
   * @param was the {@link LinkCode} of each link before
   * @param now and after
   */
  @SuppressWarnings("ArrayRecordComponent") // owned by this record
  public record Row(int source, int plane, int[] targets, byte[] was, byte[] now) {}

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /**
   * The difference.
   *
   * @param loss whether a link that is up and begins to lose packets has changed
   */
  public static LinkDiff between(LinkGrid before, LinkGrid after, boolean loss) {
    return LinkDiffBuilder.between(before, after, loss);
  }

  /** Finds the index in {@code to} of each index in {@code from}; -1 if the name is not there. */
  static IntUnaryOperator indexes(List<String> from, List<String> to) {
    if (from.equals(to)) {
      return IntUnaryOperator.identity();
    }
    int[] found = new int[from.size()];
    int at = 0;
    for (int i = 0; i < found.length; i++) {
      while (at < to.size() && to.get(at).compareTo(from.get(i)) < 0) {
        at++;
      }
      found[i] = at < to.size() && to.get(at).equals(from.get(i)) ? at : -1;
    }
    return index -> found[index];
  }
}
