// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.FailureReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Measures the phases of one check, from the first one on. Not thread-safe. */
final class PhaseTimer {
  private final ProcessClock clock;
  private final long begin;
  private final Map<CheckPhase, Long> nanos = new EnumMap<>(CheckPhase.class);
  private CheckPhase phase;
  private long since;

  PhaseTimer(ProcessClock clock, CheckPhase first) {
    this.clock = clock;
    this.begin = clock.nanoTime();
    this.since = begin;
    this.phase = first;
  }

  /** Ends the current phase and starts the next one. */
  void enter(CheckPhase next) {
    end();
    phase = next;
  }

  /** The current phase. */
  CheckPhase phase() {
    return phase;
  }

  CheckOutcome success() {
    return outcome(Optional.empty());
  }

  CheckOutcome failure(FailureReason reason) {
    return outcome(Optional.of(reason));
  }

  private CheckOutcome outcome(Optional<FailureReason> failure) {
    end();
    return new CheckOutcome(failure, nanos, since - begin);
  }

  private void end() {
    long now = clock.nanoTime();
    nanos.merge(phase, now - since, Long::sum);
    since = now;
  }
}
