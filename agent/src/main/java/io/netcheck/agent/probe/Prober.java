// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.ProbeKind;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Asks one kind of question over links. One attempt, no retry: it is a measuring tool, not a
 * client. Thread-safe.
 */
public interface Prober extends AutoCloseable {
  ProbeKind kind();

  /** Why this host cannot ask this in {@code family}; empty where it can. */
  Optional<String> unsupported(IpFamily family);

  /**
   * Asks {@code target} once and hands exactly one outcome to {@code sink}, at the latest soon
   * after {@code deadlineNanos}, when the outcome is a timeout. Returns at once.
   *
   * @param deadlineNanos on the scale of {@link System#nanoTime}
   * @param sink called once, from a thread of the prober's; must not block and must not throw
   */
  void probe(ProbeTarget target, long deadlineNanos, Consumer<Outcome> sink);

  /** Ends everything the prober owns; questions still open come to no outcome. */
  @Override
  void close();
}
