// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.util.List;
import java.util.Optional;

/**
 * A link of a {@link SweepOrder} on which probes were not answered.
 *
 * @param target the node at its end
 * @param probes the kinds of which no try was answered
 * @param reason of the first of them; empty if it is not known
 */
public record SweepFailure(
    String target,
    Network network,
    IpFamily family,
    List<ProbeKind> probes,
    Optional<FailureReason> reason) {
  public SweepFailure {
    probes = List.copyOf(probes);
  }
}
