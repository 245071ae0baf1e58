// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict.recording;

import io.netcheck.protocol.PlaneResults;
import io.netcheck.verdict.Observer;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The nodes that agents probe although no agent of them is known. Whether a node is ignored matters
 * for these only.
 */
final class UnheardTargets {
  /** Made-up names must not fill the memory. */
  private static final int MOST = 1_000;

  /** How many agents of each node are known. */
  private final Map<String, Integer> heard = new HashMap<>();

  private final Set<String> unheard = new LinkedHashSet<>();

  @SuppressWarnings("ReferenceEquality") // equal lists are only looked at twice
  void update(ObserverChanges changes) {
    for (Observer observer : changes.gone()) {
      String node = observer.id().node();
      if (heard.merge(node, -1, Integer::sum) <= 0) {
        heard.remove(node);
        add(node);
      }
    }
    for (ObserverChanges.Change change : changes.changed()) {
      if (change.before() == null) {
        heard.merge(change.now().id().node(), 1, Integer::sum);
        unheard.remove(change.now().id().node());
      }
    }
    List<String> last = List.of();
    for (ObserverChanges.Change change : changes.changed()) {
      for (PlaneResults plane : change.now().planes()) {
        // The planes of one agent share their list of targets.
        if (plane.targets() != last) {
          last = plane.targets();
          last.forEach(this::add);
        }
      }
    }
  }

  private void add(String node) {
    if (!heard.containsKey(node) && unheard.size() < MOST) {
      unheard.add(node);
    }
  }

  Set<String> those(Predicate<String> chosen) {
    return unheard.isEmpty()
        ? Set.of()
        : unheard.stream().filter(chosen).collect(Collectors.toUnmodifiableSet());
  }
}
