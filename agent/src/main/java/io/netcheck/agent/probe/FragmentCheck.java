// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.protocol.FailureReason;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Whether a datagram that needs two packets reaches a target that a packet of full size reaches.
 * Filters and connection tracking can drop second fragments, which have no ports. It is checked now
 * and then, and in each turn while it fails. Not thread-safe.
 */
final class FragmentCheck {
  /** What the second fragment carries. */
  static final int MORE_BYTES = 512;

  /** Turns from one check to the next. */
  static final int EVERY = 64;

  /** A single one can be lost by chance, as any packet. */
  private static final int LOST = 2;

  private int turns;
  private int lost;

  /**
   * @param phase spreads the checks of different targets
   */
  FragmentCheck(int phase) {
    this.turns = phase;
  }

  /** Counts a turn, and returns whether a fragmented datagram belongs to it. */
  boolean isDue() {
    turns = (turns + 1) % EVERY;
    return turns == 0 || lost > 0;
  }

  /**
   * Joins the two outcomes of a turn to one.
   *
   * @param sink gets the outcome of the whole packet, or that fragments are lost
   */
  JoinedOutcome turn(Consumer<Outcome> sink) {
    return new JoinedOutcome(sink);
  }

  final class JoinedOutcome {
    private final Consumer<Outcome> sink;
    private Optional<Outcome> whole = Optional.empty();
    private Optional<Outcome> fragmented = Optional.empty();

    private JoinedOutcome(Consumer<Outcome> sink) {
      this.sink = sink;
    }

    void whole(Outcome outcome) {
      whole = Optional.of(outcome);
      if (!(outcome instanceof Outcome.Reply)) {
        // Fragments of full size fail for the same reason, or nothing is known of them.
        lost = 0;
        sink.accept(outcome);
      } else if (fragmented.isPresent()) {
        sink.accept(joined(outcome, fragmented.get()));
      }
    }

    void fragmented(Outcome outcome) {
      fragmented = Optional.of(outcome);
      if (whole.isPresent() && whole.get() instanceof Outcome.Reply reply) {
        sink.accept(joined(reply, outcome));
      }
    }

    private Outcome joined(Outcome reply, Outcome ofFragments) {
      boolean timeout =
          ofFragments instanceof Outcome.Failure failure
              && failure.reason() == FailureReason.TIMEOUT;
      lost = timeout ? lost + 1 : 0;
      if (lost < LOST) {
        return reply;
      }
      // Whole packets are answered.
      return new Outcome.Failure(FailureReason.FRAGMENTS, Optional.empty(), reply.pathWorks())
          .carrying(reply.pathMtu());
    }
  }
}
