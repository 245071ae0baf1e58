// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * One value for each exporter that gets heartbeats, by its number, which begins at 0. Most agents
 * have one exporter or two. Not thread-safe.
 *
 * @param <T> what it keeps for an exporter
 */
final class PerExporter<T> {
  private final T untold;
  private final UnaryOperator<T> copy;
  private final List<T> values = new ArrayList<>(1);

  /**
   * @param untold the value of an exporter that has got nothing yet; it goes on like all others
   * @param copy a value that goes on like another one
   */
  PerExporter(T untold, UnaryOperator<T> copy) {
    this.untold = untold;
    this.copy = copy;
  }

  T of(int exporter) {
    while (values.size() <= exporter) {
      values.add(copy.apply(untold));
    }
    return values.get(exporter);
  }

  void forEach(Consumer<T> action) {
    action.accept(untold);
    values.forEach(action);
  }

  /** The value of {@code exporter} becomes a copy of that of {@code other}. */
  void follow(int exporter, int other) {
    T copied = copy.apply(of(other));
    of(exporter);
    values.set(exporter, copied);
  }
}
