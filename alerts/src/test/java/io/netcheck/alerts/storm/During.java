// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts.storm;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A fault of some items of one type, from one minute until before another. */
final class During<T> {
  private record Span<T>(Predicate<T> which, int from, int until) {}

  private final List<Span<T>> spans = new ArrayList<>();

  void add(Predicate<T> which, int from, int until) {
    spans.add(new Span<>(which, from, until));
  }

  boolean holds(T thing, int minute) {
    return spans.stream()
        .anyMatch(span -> minute >= span.from && minute < span.until && span.which.test(thing));
  }
}
