// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict.recording;

import io.netcheck.verdict.Observer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What differs between the observers of two situations. Both lists are in the order of the ids. */
final class ObserverChanges {
  private final List<Change> changed = new ArrayList<>();
  private final List<Observer> gone = new ArrayList<>();

  /**
   * An observer that is new or of which something else is known.
   *
   * @param before null if it is new
   */
  record Change(@Nullable Observer before, Observer now) {}

  @SuppressWarnings("ReferenceEquality") // the same object: what is equal may be listed again
  ObserverChanges(List<Observer> before, List<Observer> now) {
    int old = 0;
    for (Observer observer : now) {
      if (old < before.size() && before.get(old) == observer) {
        old++; // as most of them
        continue;
      }
      while (old < before.size() && before.get(old).id().compareTo(observer.id()) < 0) {
        gone.add(before.get(old++));
      }
      Observer known = null;
      if (old < before.size() && before.get(old).id().equals(observer.id())) {
        known = before.get(old++);
      }
      if (known != observer) {
        changed.add(new Change(known, observer));
      }
    }
    gone.addAll(before.subList(old, before.size()));
  }

  List<Change> changed() {
    return changed;
  }

  List<Observer> gone() {
    return gone;
  }
}
