// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.topology;

import java.util.Arrays;

/**
 * Which agents probe which, while that is being chosen. Agents are numbered from 0. No agent probes
 * itself, or another one twice. Not thread-safe.
 */
final class PeerGraph {
  private static final int[] NONE = {};

  /** By agent, in ascending order; the first {@link #out} numbers of a row count. */
  private final int[][] targets;

  /** The same, by {@link #in}. */
  private final int[][] observers;

  private final int[] out;
  private final int[] in;

  PeerGraph(int agents) {
    targets = new int[agents][];
    observers = new int[agents][];
    Arrays.fill(targets, NONE);
    Arrays.fill(observers, NONE);
    out = new int[agents];
    in = new int[agents];
  }

  /** The number of agents. */
  int size() {
    return targets.length;
  }

  /** Whether {@code source} can get {@code target} as another peer. */
  boolean isFree(int source, int target) {
    return source != target && Arrays.binarySearch(targets[source], 0, out[source], target) < 0;
  }

  void add(int source, int target) {
    targets[source] = with(targets[source], out[source]++, target);
    observers[target] = with(observers[target], in[target]++, source);
  }

  void remove(int source, int target) {
    take(targets[source], out[source]--, target);
    take(observers[target], in[target]--, source);
  }

  private static int[] with(int[] row, int count, int value) {
    int[] longer = count < row.length ? row : Arrays.copyOf(row, Math.max(8, 2 * count));
    int at = -Arrays.binarySearch(longer, 0, count, value) - 1;
    System.arraycopy(longer, at, longer, at + 1, count - at);
    longer[at] = value;
    return longer;
  }

  private static void take(int[] row, int count, int value) {
    int at = Arrays.binarySearch(row, 0, count, value);
    System.arraycopy(row, at + 1, row, at, count - at - 1);
  }

  /** The peers of {@code source}. */
  int[] targets(int source) {
    return Arrays.copyOf(targets[source], out[source]);
  }

  /** The agents that probe {@code target}. */
  int[] observers(int target) {
    return Arrays.copyOf(observers[target], in[target]);
  }

  int targetCount(int source) {
    return out[source];
  }

  int observerCount(int target) {
    return in[target];
  }
}
