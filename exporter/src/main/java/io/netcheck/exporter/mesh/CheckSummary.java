// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.mesh;

import io.netcheck.protocol.FailureReason;
import java.util.List;
import java.util.Optional;

/**
 * One service, or one name at one resolver, as seen by all clients that check it.
 *
 * @param name of the service, or the name looked up
 * @param via the kind of probe, or the resolver
 * @param observers how many clients see it up, see it down, or are not believed
 * @param failing the nodes from which it fails, sorted
 * @param reason the most frequent reason of the failures
 * @param meanMicros over the observers that see it up; 0 if there are none
 */
public record CheckSummary(
    String name,
    String via,
    LinkTotals observers,
    List<String> failing,
    Optional<FailureReason> reason,
    int meanMicros) {
  public CheckSummary {
    failing = List.copyOf(failing);
  }
}
