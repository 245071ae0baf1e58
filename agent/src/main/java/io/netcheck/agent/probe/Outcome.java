// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.protocol.FailureReason;
import java.util.OptionalLong;

/** The result of one probe. A failure is a value, never an exception. */
public sealed interface Outcome {
  /** Whether the target's host answered in any way, so that the path to it works. */
  boolean pathWorks();

  /**
   * The flow of the probe: its source port, or for ICMP a number that stands for the identifier.
   * {@link #NO_FLOW} if it has none.
   */
  int flow();

  /** This outcome, of a probe over {@code flow}. */
  Outcome over(int flow);

  int NO_FLOW = 0;

  /**
   * The probe was answered.
   *
   * @param rttNanos the round trip, without the processing time of the responder if it is known
   * @param clockOffsetNanos how far the responder's wall clock is ahead of this host's, if the
   *     reply contained it
   */
  record Reply(long rttNanos, OptionalLong clockOffsetNanos, int flow) implements Outcome {
    public Reply(long rttNanos) {
      this(rttNanos, OptionalLong.empty());
    }

    public Reply(long rttNanos, OptionalLong clockOffsetNanos) {
      this(rttNanos, clockOffsetNanos, NO_FLOW);
    }

    @Override
    public Reply over(int newFlow) {
      return new Reply(rttNanos, clockOffsetNanos, newFlow);
    }

    @Override
    public boolean pathWorks() {
      return true;
    }
  }

  /** The probe was answered, but nobody knows when, because this process was paused meanwhile. */
  record LateReply(int flow) implements Outcome {
    @Override
    public LateReply over(int newFlow) {
      return new LateReply(newFlow);
    }

    @Override
    public boolean pathWorks() {
      return true;
    }
  }

  /**
   * The probe says nothing, because this process was paused when it had to send or to read. It
   * counts neither as sent nor as failed.
   */
  record Unmeasured(int flow) implements Outcome {
    public Unmeasured() {
      this(NO_FLOW);
    }

    @Override
    public Unmeasured over(int newFlow) {
      return new Unmeasured(newFlow);
    }

    @Override
    public boolean pathWorks() {
      return false;
    }
  }

  /** The probe was not answered. */
  record Failure(FailureReason reason, int flow) implements Outcome {
    public Failure(FailureReason reason) {
      this(reason, NO_FLOW);
    }

    @Override
    public Failure over(int newFlow) {
      return new Failure(reason, newFlow);
    }

    @Override
    public boolean pathWorks() {
      return switch (reason) {
        // The target's host refused: a closed port does not mean a broken path.
        case REFUSED, RESET -> true;
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
