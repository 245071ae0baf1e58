// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import io.netcheck.agent.probe.Outcome;
import io.netcheck.protocol.ProbeKind;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Decides which TCP probes of a link ask who accepts the connection: one in ten, because an answer
 * costs more than a connection; and every one while nothing else proves that the peer is there, or
 * after a failure. Not thread-safe.
 */
final class HelloTurns {
  private static final int ONE_IN = 10;

  /** Probes of other kinds come in between. With more, the link would be down before it asks. */
  private static final int ENOUGH_UNPROVEN = 1;

  // Random, so that the links of an agent that starts do not ask all at once.
  private int turn = ThreadLocalRandom.current().nextInt(ONE_IN);
  private int unproven = ENOUGH_UNPROVEN;
  private boolean failed;

  /** Whether the next TCP probe asks. */
  boolean next() {
    boolean hello = turn == 0 || failed || unproven >= ENOUGH_UNPROVEN;
    turn = (turn + 1) % ONE_IN;
    unproven = Math.min(unproven + 1, ENOUGH_UNPROVEN);
    return hello;
  }

  /** Adds the outcome of any probe of the link. */
  void record(ProbeKind kind, Outcome outcome) {
    if (outcome.pathWorks()) {
      unproven = 0;
    }
    if (kind == ProbeKind.TCP) {
      failed = outcome instanceof Outcome.Failure;
    }
  }
}
