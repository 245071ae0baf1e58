// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.util.List;
import java.util.Optional;

/**
 * What an agent that takes {@link SweepOrder}s says in each of its heartbeats.
 *
 * @param order the id of the order that it has done; empty if there is none to tell about
 * @param unmeasured the nodes of those targets of which it cannot tell anything
 * @param failures links to the others with a kind of probe that was never answered; whatever else
 *     the order asked for was answered
 */
public record SweepReport(
    Optional<String> order, List<String> unmeasured, List<SweepFailure> failures) {
  /** The agent takes orders, and has none to tell about. */
  public static final SweepReport NOTHING = new SweepReport(Optional.empty(), List.of(), List.of());

  /** All links of all targets. */
  static final int MOST_FAILURES =
      SweepOrder.MOST * Network.values().length * IpFamily.values().length;

  public SweepReport {
    unmeasured = List.copyOf(unmeasured);
    failures = List.copyOf(failures);
  }
}
