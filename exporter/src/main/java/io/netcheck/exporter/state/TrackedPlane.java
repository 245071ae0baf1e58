// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.state;

import io.netcheck.exporter.mesh.LinkColumns;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ProbeColumn;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * One plane of one agent as it was reported last, and which of its links lost packets in the window
 * before. A link loses packets if at least two probes of its last two windows failed, and at least
 * one in fifty of the last: a single probe can be lost anywhere.
 */
final class TrackedPlane {
  private static final int FEWEST_LOST = 2;
  private static final int SENT_FOR_A_LOST_ONE = 50;
  private static final BitSet NOTHING_LOST = new BitSet();

  private final int source;
  private final int code;
  private final PlaneResults results;
  private final LinkColumns.Rows rows;

  /** Rows that lost a probe in the window of {@link #results}, and in the one before. */
  private BitSet lost = NOTHING_LOST;

  private BitSet lostBefore = NOTHING_LOST;
  private Order order = Order.NONE;
  private @Nullable LinkRow row;

  TrackedPlane(int source, int code, PlaneResults results, LinkColumns.Rows rows) {
    this.source = source;
    this.code = code;
    this.results = results;
    this.rows = rows;
  }

  int source() {
    return source;
  }

  int code() {
    return code;
  }

  LinkRow row() {
    LinkRow made = row;
    if (made == null) {
      throw new IllegalStateException("no row was made yet");
    }
    return made;
  }

  /**
   * This plane, with its row; {@code before} itself if nothing was reported since.
   *
   * @param same whether the nodes have the same indexes as before
   */
  @SuppressWarnings("ReferenceEquality") // the same report, not an equal one
  TrackedPlane after(@Nullable TrackedPlane before, boolean same) {
    if (before != null && same && before.rows == rows && before.results == results) {
      return before;
    }
    if (before != null && before.results == results) {
      lost = before.lost;
      lostBefore = before.lostBefore;
    } else {
      lost = lost();
      lostBefore =
          before != null && before.results.targets().equals(results.targets())
              ? before.lost
              : NOTHING_LOST;
    }
    LinkRow made = made(same ? before : null);
    row = before != null && same && before.row().equals(made) ? before.row() : made;
    return this;
  }

  private BitSet lost() {
    BitSet found = NOTHING_LOST;
    for (ProbeColumn probe : results.probes().values()) {
      int any = 0;
      for (int failed : probe.failed()) {
        any |= failed;
      }
      for (int i = 0; any != 0 && i < probe.failed().length; i++) {
        if (probe.failed()[i] > 0 && isAnswered(probe, i)) {
          found = found.isEmpty() ? new BitSet() : found;
          found.set(i);
        }
      }
    }
    return found;
  }

  /** A kind of probe that is never answered is blocked, which is no loss. */
  private static boolean isAnswered(ProbeColumn probe, int at) {
    return probe.up()[at] == LinkState.UP.code();
  }

  private LinkRow made(@Nullable TrackedPlane before) {
    Order known =
        before != null && Arrays.equals(before.rows.targets(), rows.targets())
            ? before.order
            : Order.of(source, rows.targets());
    order = known;
    byte[] codes = new byte[known.rows().length];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = code(known.rows()[i]);
    }
    return new LinkRow(source, code, known.targets(), codes);
  }

  private byte code(int at) {
    return switch (LinkState.of(rows.states()[at])) {
      case DOWN -> LinkCode.DOWN;
      case UNKNOWN -> LinkCode.UNKNOWN;
      case UP -> lost.get(at) && isLossy(at) ? LinkCode.LOSSY : LinkCode.UP;
    };
  }

  private boolean isLossy(int at) {
    long sent = 0;
    long failed = 0;
    for (ProbeColumn probe : results.probes().values()) {
      if (isAnswered(probe, at)) {
        sent += probe.sent()[at];
        failed += probe.failed()[at];
      }
    }
    return failed + (lostBefore.get(at) ? 1 : 0) >= FEWEST_LOST
        && SENT_FOR_A_LOST_ONE * failed >= sent;
  }

  /**
   * The rows of a plane by the index of their targets: without targets that are no nodes, without
   * the source itself, and each target once. Agents report the same targets again and again, so it
   * is seldom made.
   */
  @SuppressWarnings("ArrayRecordComponent") // used here only
  private record Order(int[] rows, int[] targets) {
    static final Order NONE = new Order(new int[0], new int[0]);

    static Order of(int source, int[] targets) {
      long[] sorted = new long[targets.length];
      int size = 0;
      for (int i = 0; i < targets.length; i++) {
        if (targets[i] >= 0 && targets[i] != source) {
          sorted[size++] = ((long) targets[i] << Integer.SIZE) | i;
        }
      }
      Arrays.sort(sorted, 0, size);
      int[] rows = new int[size];
      int[] found = new int[size];
      int count = 0;
      for (int i = 0; i < size; i++) {
        int target = (int) (sorted[i] >>> Integer.SIZE);
        if (count == 0 || found[count - 1] != target) {
          rows[count] = (int) sorted[i];
          found[count++] = target;
        }
      }
      return new Order(Arrays.copyOf(rows, count), Arrays.copyOf(found, count));
    }
  }
}
