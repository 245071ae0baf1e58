// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import io.netcheck.agent.probe.Outcome;
import io.netcheck.protocol.ProbeKind;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Decides which TCP probes of a link ask who accepts the connection: one in ten, because an answer
 * costs more than a connection; and every one while nothing else proves that the peer is there, or
 * after a failure. Waiting for a second round without a proof would be too long: the link is down
 * by then. Not thread-safe.
 */
final class HelloTurns {
  private static final int ONE_IN = 10;

  // Random, so that the links of an agent that starts do not ask all at once.
  private int turn = ThreadLocalRandom.current().nextInt(ONE_IN);

  /** Whether another probe proved since the last TCP probe that the peer is there. */
  private boolean proven;

  private boolean failed;

  /** Whether the next TCP probe asks. */
  boolean next() {
    boolean hello = turn == 0 || failed || !proven;
    turn = (turn + 1) % ONE_IN;
    proven = false;
    return hello;
  }

  /** Adds the outcome of any probe of the link. */
  void record(ProbeKind kind, Outcome outcome) {
    if (kind == ProbeKind.TCP) {
      failed = outcome instanceof Outcome.Failure;
    } else {
      proven |= outcome.pathWorks();
    }
  }
}
