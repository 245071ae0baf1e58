// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.protocol.ErrorSender;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.PacketCounts;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The result of one probe. A failure is a value, never an exception. */
public sealed interface Outcome {
  /** The {@link #flow} of a probe that has none. */
  int NO_FLOW = 0;

  /**
   * Whether it proves that the target's host itself spoke, so that the path to it works. A proxy on
   * the way can accept any TCP connection, and a packet filter can refuse in the target's name.
   */
  boolean pathWorks();

  /**
   * The largest packet in bytes, with its IP header, that passes to the target, if the probe found
   * that it is less than the route to the target promises.
   */
  default OptionalInt pathMtu() {
    return OptionalInt.empty();
  }

  /** What is known since the last outcome about datagrams to and from the target. */
  default PacketCounts packets() {
    return PacketCounts.NONE;
  }

  /**
   * The flow of the probe: its source port, or for ICMP a number that stands for the identifier.
   * {@link #NO_FLOW} if it has none.
   */
  int flow();

  /** This outcome, of a probe over {@code flow}. */
  Outcome over(int flow);

  /**
   * The probe was answered.
   *
   * @param rttNanos the round trip, without the processing time of the responder if it is known
   * @param clockOffsetNanos how far the responder's wall clock is ahead of this host's, if the
   *     reply contained it
   * @param hopLimit what was left of the reply's hop limit (TTL) when it arrived; 0 if unknown
   */
  record Reply(
      long rttNanos,
      OptionalLong clockOffsetNanos,
      OptionalInt pathMtu,
      boolean pathWorks,
      int flow,
      PacketCounts packets,
      int hopLimit)
      implements Outcome {
    public Reply(long rttNanos) {
      this(rttNanos, OptionalLong.empty(), true);
    }

    public Reply(long rttNanos, OptionalLong clockOffsetNanos, boolean pathWorks) {
      this(
          rttNanos,
          clockOffsetNanos,
          OptionalInt.empty(),
          pathWorks,
          NO_FLOW,
          PacketCounts.NONE,
          0);
    }

    /** The same reply, which arrived with a hop limit. */
    Reply arrivingWith(int limit) {
      return new Reply(rttNanos, clockOffsetNanos, pathMtu, pathWorks, flow, packets, limit);
    }

    /** The same reply, with what is known about datagrams. */
    public Reply counting(PacketCounts counts) {
      return new Reply(rttNanos, clockOffsetNanos, pathMtu, pathWorks, flow, counts, hopLimit);
    }

    /** The same reply over a path that carries packets of {@code mtu}. */
    public Reply carrying(OptionalInt mtu) {
      return new Reply(rttNanos, clockOffsetNanos, mtu, pathWorks, flow, packets, hopLimit);
    }

    @Override
    public Reply over(int newFlow) {
      return new Reply(rttNanos, clockOffsetNanos, pathMtu, pathWorks, newFlow, packets, hopLimit);
    }
  }

  /** The probe was answered, but nobody knows when, because this process was paused meanwhile. */
  record LateReply(boolean pathWorks, int flow) implements Outcome {
    public LateReply(boolean pathWorks) {
      this(pathWorks, NO_FLOW);
    }

    @Override
    public LateReply over(int newFlow) {
      return new LateReply(pathWorks, newFlow);
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

  /**
   * The probe was not answered.
   *
   * @param sender who said so, if someone did and it is known
   */
  record Failure(
      FailureReason reason,
      Optional<ErrorSender> sender,
      OptionalInt pathMtu,
      boolean pathWorks,
      int flow,
      PacketCounts packets)
      implements Outcome {
    public Failure(FailureReason reason) {
      this(reason, Optional.empty());
    }

    public Failure(FailureReason reason, Optional<ErrorSender> sender) {
      this(reason, sender, false);
    }

    public Failure(FailureReason reason, Optional<ErrorSender> sender, boolean pathWorks) {
      this(reason, sender, OptionalInt.empty(), pathWorks, NO_FLOW, PacketCounts.NONE);
    }

    /** The same failure, with what is known about datagrams. */
    public Failure counting(PacketCounts counts) {
      return new Failure(reason, sender, pathMtu, pathWorks, flow, counts);
    }

    /** The same failure on a path that carries packets of {@code mtu}. */
    public Failure carrying(OptionalInt mtu) {
      return new Failure(reason, sender, mtu, pathWorks, flow, packets);
    }

    @Override
    public Failure over(int newFlow) {
      return new Failure(reason, sender, pathMtu, pathWorks, newFlow, packets);
    }
  }
}
