// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.protocol.FailureReason;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The result of one probe. A failure is a value, never an exception. */
public sealed interface Outcome {
  /** Whether the target's host answered in any way, so that the path to it works. */
  boolean pathWorks();

  /**
   * The largest packet in bytes, with its IP header, that passes to the target, if the probe found
   * that it is less than the route to the target promises.
   */
  OptionalInt pathMtu();

  /**
   * The probe was answered.
   *
   * @param rttNanos the round trip, without the processing time of the responder if it is known
   * @param clockOffsetNanos how far the responder's wall clock is ahead of this host's, if the
   *     reply contained it
   */
  record Reply(long rttNanos, OptionalLong clockOffsetNanos, OptionalInt pathMtu)
      implements Outcome {
    public Reply(long rttNanos) {
      this(rttNanos, OptionalLong.empty());
    }

    Reply(long rttNanos, OptionalLong clockOffsetNanos) {
      this(rttNanos, clockOffsetNanos, OptionalInt.empty());
    }

    /** The same reply over a path that carries {@code mtu}. */
    Reply over(OptionalInt mtu) {
      return new Reply(rttNanos, clockOffsetNanos, mtu);
    }

    @Override
    public boolean pathWorks() {
      return true;
    }
  }

  /** The probe was not answered. */
  record Failure(FailureReason reason, OptionalInt pathMtu) implements Outcome {
    public Failure(FailureReason reason) {
      this(reason, OptionalInt.empty());
    }

    /** The same failure on a path that carries {@code mtu}. */
    Failure over(OptionalInt mtu) {
      return new Failure(reason, mtu);
    }

    @Override
    public boolean pathWorks() {
      return switch (reason) {
        // The target's host refused: a closed port does not mean a broken path.
        case REFUSED, RESET -> true;
        // Whole packets are answered.
        case FRAGMENTS -> true;
        case TIMEOUT,
            UNREACHABLE,
            RESOLVE,
            TLS,
            STATUS,
            PROTOCOL,
            TOO_BIG,
            REJECTED,
            WRONG_PEER,
            NEW_FLOW,
            LOCAL ->
            false;
      };
    }
  }
}
