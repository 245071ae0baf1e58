// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.FailureReason;
import java.time.Instant;
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
  private int synRetries;
  private Optional<Instant> tlsNotAfter = Optional.empty();

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

  /** Notes how often the first packet of the connection was sent again. */
  void synRetries(int count) {
    synRetries = count;
  }

  /** Notes when the first certificate that the service sent expires. */
  void tlsNotAfter(Instant instant) {
    tlsNotAfter = Optional.of(instant);
  }

  ProcessClock clock() {
    return clock;
  }

  /** How long the current phase has taken so far. */
  long phaseNanos() {
    return clock.nanoTime() - since;
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
    return new CheckOutcome(true, failure, nanos, since - begin, synRetries, tlsNotAfter);
  }

  private void end() {
    long now = clock.nanoTime();
    nanos.merge(phase, now - since, Long::sum);
    since = now;
  }
}
