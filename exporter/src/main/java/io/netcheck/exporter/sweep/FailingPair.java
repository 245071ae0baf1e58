// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.sweep;

import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.SweepFailure;
import java.time.Instant;
import java.util.List;

/**
 * A pair of agents that are no peers, of which the sweep found that probes are not answered.
 *
 * @param since by the wall clock, for display
 * @param toldNanos when the source told it last
 * @param failures what it told
 */
record FailingPair(
    ClientId source, ClientId target, Instant since, long toldNanos, List<SweepFailure> failures) {
  FailingPair {
    failures = List.copyOf(failures);
  }
}
