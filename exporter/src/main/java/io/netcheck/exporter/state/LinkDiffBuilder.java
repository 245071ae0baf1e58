// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Compares grids, one row after the other. */
final class LinkDiffBuilder {
  private static final LinkRow NOTHING = new LinkRow(0, 0, new int[0], new byte[0]);

  private int size;
  private int[] targets = new int[16];
  private byte[] first = new byte[16];
  private byte[] second = new byte[16];

  private LinkDiffBuilder() {}

  @SuppressWarnings("ReferenceEquality") // most rows are the same objects
  static LinkDiff between(LinkGrid before, LinkGrid after, boolean loss) {
    IntUnaryOperator indexes = LinkDiff.indexes(before.names(), after.names());
    boolean same = before.names().equals(after.names());
    LinkDiffBuilder builder = new LinkDiffBuilder();
    List<LinkDiff.Row> rows = new ArrayList<>();
    int old = 0;
    for (int next = 0; next <= after.rows().size(); next++) {
      @Nullable LinkRow now = next < after.rows().size() ? after.rows().get(next) : null;
      // Rows that are not there any more; the order of names is the same in both grids.
      while (old < before.rows().size()) {
        LinkRow was = before.rows().get(old);
        int source = indexes.applyAsInt(was.source());
        if (source < 0) {
          old++;
          continue;
        }
        long order = LinkRow.order(source, was.plane());
        if (now != null && order >= now.order()) {
          break;
        }
        builder.compare(was, indexes, NOTHING, loss);
        builder.addTo(rows, source, was.plane());
        old++;
      }
      if (now == null) {
        break;
      }
      LinkRow was = NOTHING;
      if (old < before.rows().size()) {
        LinkRow candidate = before.rows().get(old);
        if (LinkRow.order(indexes.applyAsInt(candidate.source()), candidate.plane())
            == now.order()) {
          was = candidate;
          old++;
        }
      }
      if (!same || was != now) {
        builder.compare(was, indexes, now, loss);
        builder.addTo(rows, now.source(), now.plane());
      }
    }
    return rows.isEmpty() ? LinkDiff.NONE : new LinkDiff(after.names(), rows);
  }

  private void compare(LinkRow was, IntUnaryOperator indexes, LinkRow now, boolean loss) {
    size = 0;
    int at = 0;
    for (int i = 0; i < was.targets().length; i++) {
      int target = indexes.applyAsInt(was.targets()[i]);
      if (target < 0) {
        continue;
      }
      while (at < now.targets().length && now.targets()[at] < target) {
        add(now.targets()[at], LinkCode.NONE, counted(now.codes()[at], loss));
        at++;
      }
      byte code = LinkCode.NONE;
      if (at < now.targets().length && now.targets()[at] == target) {
        code = counted(now.codes()[at], loss);
        at++;
      }
      if (code != counted(was.codes()[i], loss)) {
        add(target, counted(was.codes()[i], loss), code);
      }
    }
    while (at < now.targets().length) {
      add(now.targets()[at], LinkCode.NONE, counted(now.codes()[at], loss));
      at++;
    }
  }

  private static byte counted(byte code, boolean loss) {
    return code == LinkCode.LOSSY && !loss ? LinkCode.UP : code;
  }

  private void add(int target, byte one, byte other) {
    if (size == targets.length) {
      targets = Arrays.copyOf(targets, 2 * size);
      first = Arrays.copyOf(first, 2 * size);
      second = Arrays.copyOf(second, 2 * size);
    }
    targets[size] = target;
    first[size] = one;
    second[size] = other;
    size++;
  }

  private void addTo(List<LinkDiff.Row> rows, int source, int plane) {
    if (size > 0) {
      rows.add(
          new LinkDiff.Row(
              source,
              plane,
              Arrays.copyOf(targets, size),
              Arrays.copyOf(first, size),
              Arrays.copyOf(second, size)));
    }
  }
}
