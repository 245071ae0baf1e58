// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.protocol.FailureReason;
import java.util.OptionalLong;

/** What one probe attempt came to. A failure is a value, never an exception. */
public sealed interface Outcome {
  /** Whether the target's host answered at all, so that the path to it works. */
  boolean pathWorks();

  /**
   * The question was answered.
   *
   * @param rttNanos the round trip, without the time the responder is known to have spent
   * @param clockOffsetNanos how far the responder's wall clock is ahead of this host's, where the
   *     exchange told
   */
  record Reply(long rttNanos, OptionalLong clockOffsetNanos) implements Outcome {
    public Reply(long rttNanos) {
      this(rttNanos, OptionalLong.empty());
    }

    @Override
    public boolean pathWorks() {
      return true;
    }
  }

  /** The question was not answered. */
  record Failure(FailureReason reason) implements Outcome {
    @Override
    public boolean pathWorks() {
      return switch (reason) {
        // Somebody on the target's host said no: a closed port is no broken path.
        case REFUSED, RESET -> true;
        case TIMEOUT, UNREACHABLE, RESOLVE, TLS, STATUS, PROTOCOL, TOO_BIG, LOCAL -> false;
      };
    }
  }
}
