// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import java.util.List;

/** The median of some measurements, so that a single disturbed one does not matter. */
final class Median {
  private Median() {}

  static double of(List<Double> measurements) {
    List<Double> sorted = measurements.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }
}
