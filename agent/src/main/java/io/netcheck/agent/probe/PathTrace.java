// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.TraceHop;
import java.util.List;
import java.util.Optional;

/**
 * The hops that answered on the way to a target.
 *
 * @param hops in their order; the last one is the target if nothing failed. Hop 0 is this host,
 *     which could not send the packet any further
 * @param failure why it ended before the target: the last hop said so, or nobody beyond it
 *     answered; empty if it reached the target
 */
public record PathTrace(List<TraceHop> hops, Optional<FailureReason> failure) {
  public PathTrace {
    hops = List.copyOf(hops);
  }
}
