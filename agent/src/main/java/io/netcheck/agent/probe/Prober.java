// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.ProbeKind;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Sends one kind of probe. Each probe is one attempt without a retry, because it measures.
 * Thread-safe.
 */
public interface Prober extends AutoCloseable {
  ProbeKind kind();

  /** Why this host cannot send this probe in {@code family}; empty if it can. */
  Optional<String> unsupported(IpFamily family);

  /**
   * Probes {@code target} once and passes exactly one outcome to {@code sink}: soon after {@code
   * deadlineNanos} at the latest, which is then a timeout. Returns at once.
   *
   * @param deadlineNanos on the scale of {@link ProcessClock#nanoTime}
   * @param sink called once, on a thread of the prober; must not block or throw
   */
  void probe(ProbeTarget target, long deadlineNanos, Consumer<Outcome> sink);

  /**
   * As {@link #probe}, but over a flow that the network has not seen before, if this kind of probe
   * otherwise uses flows more than once.
   */
  default void probeNewFlow(ProbeTarget target, long deadlineNanos, Consumer<Outcome> sink) {
    probe(target, deadlineNanos, sink);
  }

  /** Sends single packets of a given size; empty if this kind of probe has no sizes. */
  default Optional<SizedProber> sized() {
    return Optional.empty();
  }

  /** Closes everything that the prober owns. Pending probes get no outcome. */
  @Override
  void close();
}
