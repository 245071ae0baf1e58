// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.protocol.ErrorSender;
import io.netcheck.protocol.FailureReason;
import java.util.Optional;
import java.util.OptionalLong;

/** The result of one probe. A failure is a value, never an exception. */
public sealed interface Outcome {
  /**
   * Whether it proves that the target's host itself spoke, so that the path to it works. A proxy on
   * the way can accept any TCP connection, and a packet filter can refuse in the target's name.
   */
  boolean pathWorks();

  /**
   * The probe was answered.
   *
   * @param rttNanos the round trip, without the processing time of the responder if it is known
   * @param clockOffsetNanos how far the responder's wall clock is ahead of this host's, if the
   *     reply contained it
   */
  record Reply(long rttNanos, OptionalLong clockOffsetNanos, boolean pathWorks) implements Outcome {
    public Reply(long rttNanos) {
      this(rttNanos, OptionalLong.empty(), true);
    }
  }

  /**
   * The probe was not answered.
   *
   * @param sender who said so, if someone did and it is known
   */
  record Failure(FailureReason reason, Optional<ErrorSender> sender, boolean pathWorks)
      implements Outcome {
    public Failure(FailureReason reason) {
      this(reason, Optional.empty());
    }

    public Failure(FailureReason reason, Optional<ErrorSender> sender) {
      this(reason, sender, false);
    }
  }
}
