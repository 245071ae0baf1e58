// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.protocol.ErrorSender;
import io.netcheck.protocol.FailureReason;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The result of one probe. A failure is a value, never an exception. */
public sealed interface Outcome {
  /**
   * Whether it proves that the target's host itself spoke, so that the path to it works. A proxy on
   * the way can accept any TCP connection, and a packet filter can refuse in the target's name.
   */
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
  record Reply(long rttNanos, OptionalLong clockOffsetNanos, OptionalInt pathMtu, boolean pathWorks)
      implements Outcome {
    public Reply(long rttNanos) {
      this(rttNanos, OptionalLong.empty(), true);
    }

    Reply(long rttNanos, OptionalLong clockOffsetNanos, boolean pathWorks) {
      this(rttNanos, clockOffsetNanos, OptionalInt.empty(), pathWorks);
    }

    /** The same reply over a path that carries {@code mtu}. */
    Reply over(OptionalInt mtu) {
      return new Reply(rttNanos, clockOffsetNanos, mtu, pathWorks);
    }
  }

  /**
   * The probe was not answered.
   *
   * @param sender who said so, if someone did and it is known
   */
  record Failure(
      FailureReason reason, Optional<ErrorSender> sender, OptionalInt pathMtu, boolean pathWorks)
      implements Outcome {
    public Failure(FailureReason reason) {
      this(reason, Optional.empty());
    }

    public Failure(FailureReason reason, Optional<ErrorSender> sender) {
      this(reason, sender, false);
    }

    Failure(FailureReason reason, Optional<ErrorSender> sender, boolean pathWorks) {
      this(reason, sender, OptionalInt.empty(), pathWorks);
    }

    /** The same failure on a path that carries {@code mtu}. */
    Failure over(OptionalInt mtu) {
      return new Failure(reason, sender, mtu, pathWorks);
    }
  }
}
