// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.mesh;

import java.util.Optional;

/**
 * The distribution of the round-trip times of many links, in microseconds.
 *
 * @param p50 of the links' means
 * @param p99 of the links' means
 * @param max the longest single round trip
 */
public record RttMicros(int p50, int p99, int max) {
  /**
   * The distribution of the first {@code count} of {@code means}, which are reordered.
   *
   * <p>Exact, by selection: to sort all means of a large mesh every second would cost more than the
   * rest of the assessment.
   */
  static Optional<RttMicros> of(int[] means, int count, int max) {
    if (count == 0) {
      return Optional.empty();
    }
    int p99 = select(means, 0, count, rank(0.99, count));
    int p50 = select(means, 0, count, rank(0.5, count));
    return Optional.of(new RttMicros(p50, p99, Math.max(max, p99)));
  }

  /** Nearest rank. */
  private static int rank(double quantile, int count) {
    return Math.max(0, (int) Math.ceil(quantile * count) - 1);
  }

  /** Hoare's selection: the value at {@code rank} if the values were sorted. */
  private static int select(int[] values, int from, int to, int rank) {
    int left = from;
    int right = to - 1;
    while (left < right) {
      int pivot = values[(left + right) >>> 1];
      int i = left;
      int j = right;
      while (i <= j) {
        while (values[i] < pivot) {
          i++;
        }
        while (values[j] > pivot) {
          j--;
        }
        if (i <= j) {
          int swapped = values[i];
          values[i++] = values[j];
          values[j--] = swapped;
        }
      }
      if (rank <= j) {
        right = j;
      } else if (rank >= i) {
        left = i;
      } else {
        return values[rank];
      }
    }
    return values[rank];
  }
}
