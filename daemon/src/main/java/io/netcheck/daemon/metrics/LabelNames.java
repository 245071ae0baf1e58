// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.metrics;

import io.prometheus.metrics.model.snapshots.PrometheusNaming;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The names of the labels of some series. Made once for all of them, because their order in the
 * text is not that in which the code gives the values. Immutable.
 */
public final class LabelNames {
  /** As in the text. */
  private final String[] sorted;

  /** Where the value of each name of {@link #sorted} is among the given ones. */
  private final int[] places;

  /** What the text has before each value, such as <code>{kind="</code> or {@code ",node="}. */
  private final String[] prefixes;

  /**
   * @param names in the order in which the code gives the values
   */
  LabelNames(List<String> names) {
    places =
        IntStream.range(0, names.size())
            .boxed()
            .sorted(Comparator.comparing(names::get))
            .mapToInt(Integer::intValue)
            .toArray();
    sorted = IntStream.of(places).mapToObj(names::get).toArray(String[]::new);
    prefixes = new String[sorted.length];
    for (int i = 0; i < sorted.length; i++) {
      if (!PrometheusNaming.isValidLegacyLabelName(sorted[i])) {
        throw new IllegalArgumentException("no name of a label: " + sorted[i]);
      }
      prefixes[i] = (i == 0 ? "{" : "\",") + sorted[i] + "=\"";
    }
  }

  /**
   * Makes the labels of one series.
   *
   * @param values in the order of the names; whatever characters they have, they are escaped
   * @throws IllegalArgumentException if there are too few or too many
   */
  public SeriesLabels of(String... values) {
    if (values.length != places.length) {
      throw new IllegalArgumentException(
          "values of " + this + " expected, not " + Arrays.toString(values));
    }
    String[] inOrder = new String[values.length];
    for (int i = 0; i < places.length; i++) {
      inOrder[i] = values[places[i]];
    }
    return new SeriesLabels(this, inOrder);
  }

  int size() {
    return sorted.length;
  }

  String[] sorted() {
    return sorted;
  }

  String prefix(int i) {
    return prefixes[i];
  }

  @Override
  public String toString() {
    return Arrays.toString(sorted);
  }
}
