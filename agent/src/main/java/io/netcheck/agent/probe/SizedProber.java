// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import java.util.OptionalInt;
import java.util.function.Consumer;

/** Sends single packets of a given size, without any memory of the path. */
public interface SizedProber {
  /**
   * The size of the packet that a check sends to {@code target}.
   *
   * @param wanted with its IP header; empty for what the route promises
   * @return empty if nothing is known of the route
   */
  OptionalInt size(ProbeTarget target, OptionalInt wanted);

  /**
   * Sends one packet of {@code size}, which must not be fragmented, from a port of its own.
   *
   * @param size as {@link #size} returned it
   */
  void probeOnce(ProbeTarget target, int size, long deadlineNanos, Consumer<Outcome> sink);
}
