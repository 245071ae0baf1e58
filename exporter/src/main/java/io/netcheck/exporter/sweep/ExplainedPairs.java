// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.sweep;

import io.netcheck.exporter.assess.Fault;
import io.netcheck.verdict.FaultKind;
import io.netcheck.verdict.FaultPlace;
import java.util.List;

/** Whether a fault that is shown already explains that a pair of nodes does not work. */
final class ExplainedPairs {
  private final List<FaultPlace> places;

  ExplainedPairs(List<Fault> faults) {
    this.places =
        faults.stream()
            .filter(fault -> fault.isBroken() && fault.kind().breaksLinks())
            .filter(fault -> !isOfNewNodes(fault))
            .map(fault -> fault.finding().place())
            .toList();
  }

  /** Whether one of them is at either node, in the zone of either, or everywhere. */
  boolean contains(String source, String sourceZone, String target, String targetZone) {
    return places.stream()
        .anyMatch(place ->
            place.equals(FaultPlace.NONE)
                || is(place.node(), source, target)
                || is(place.zone(), sourceZone, targetZone)
                || (is(place.source(), sourceZone, targetZone)
                    && is(place.target(), sourceZone, targetZone)));
  }

  /** Several nodes that never answered have no place, but are not everywhere. */
  private static boolean isOfNewNodes(Fault fault) {
    return fault.kind() == FaultKind.NEVER_WORKED
        && fault.finding().place().equals(FaultPlace.NONE);
  }

  private static boolean is(String name, String one, String other) {
    return !name.isEmpty() && (name.equals(one) || name.equals(other));
  }
}
