// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.util.Arrays;

/** Results of ordered pairs of nodes, in columns. */
final class CellList {
  private static final int FEWEST = 64;

  private int[] layers;
  private int[] sources;
  private int[] targets;
  private long[] times;
  private int[] rows;
  private int size;

  CellList() {
    this(FEWEST);
  }

  /**
   * @param room for so many; it grows if there are more
   */
  CellList(int room) {
    layers = new int[Math.max(room, FEWEST)];
    sources = new int[layers.length];
    targets = new int[layers.length];
    times = new long[layers.length];
    rows = new int[layers.length];
  }

  void add(int layer, int source, int target, int row, long nanos) {
    if (size == layers.length) {
      int room = size * 2;
      layers = Arrays.copyOf(layers, room);
      sources = Arrays.copyOf(sources, room);
      targets = Arrays.copyOf(targets, room);
      times = Arrays.copyOf(times, room);
      rows = Arrays.copyOf(rows, room);
    }
    layers[size] = layer;
    sources[size] = source;
    targets[size] = target;
    rows[size] = row;
    times[size] = nanos;
    size++;
  }

  /** Empties it. */
  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  int layer(int cell) {
    return layers[cell];
  }

  int source(int cell) {
    return sources[cell];
  }

  int target(int cell) {
    return targets[cell];
  }

  /** The row in its source's plane. */
  int row(int cell) {
    return rows[cell];
  }

  /** The median of the times of all cells; there must be one. */
  long medianNanos() {
    return median(Arrays.copyOf(times, size));
  }

  /** The median of the times of some cells. */
  long medianNanos(int[] cells) {
    return median(Arrays.stream(cells).mapToLong(cell -> times[cell]).toArray());
  }

  private static long median(long[] some) {
    Arrays.sort(some);
    return some[some.length / 2];
  }

  /** Of a failing cell: when it was first reported. Of a working one: when its source said so. */
  long nanos(int cell) {
    return times[cell];
  }
}
