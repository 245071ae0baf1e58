// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a check found by one probe on one link. */
public sealed interface CheckLine {
  /** Lines of one result, at most. */
  int MOST = 64;

  Network network();

  IpFamily family();

  CheckProbe probe();

  /** Whether something failed. */
  boolean isFailed();

  /**
   * A probe that was sent some times.
   *
   * @param size of the packets in bytes, with their IP header; 0 for small ones
   * @param port of the target; 0 for a probe without ports
   * @param sent attempts, without those that say nothing because the agent was paused
   * @param rttMinMicros of the answered ones; 0 if there is none, as in the next two
   * @param reasons how many attempts failed for each reason
   * @param senders who told the reasons, as far as that is known
   * @param failedPorts source ports of failed attempts
   */
  record Measured(
      Network network,
      IpFamily family,
      CheckProbe probe,
      int size,
      int port,
      int sent,
      int failed,
      int rttMinMicros,
      int rttMeanMicros,
      int rttMaxMicros,
      Map<FailureReason, Integer> reasons,
      List<ErrorSender> senders,
      List<Integer> failedPorts)
      implements CheckLine {
    public static final int MOST_SENDERS = 4;
    public static final int MOST_FAILED_PORTS = 8;

    public Measured {
      reasons = Map.copyOf(reasons);
      senders = List.copyOf(senders);
      failedPorts = List.copyOf(failedPorts);
    }

    @Override
    public boolean isFailed() {
      return failed > 0 || sent == 0;
    }
  }

  /**
   * A trace of the path.
   *
   * @param port of the target
   * @param hops that answered, in their order; the last one is the target if nothing failed
   * @param failure why it ended before the target: the last hop said so, or nobody beyond it
   *     answered; empty if it reached the target
   */
  record Traced(
      Network network,
      IpFamily family,
      int port,
      List<TraceHop> hops,
      Optional<FailureReason> failure)
      implements CheckLine {
    public Traced {
      hops = List.copyOf(hops);
    }

    @Override
    public CheckProbe probe() {
      return CheckProbe.TRACE;
    }

    @Override
    public boolean isFailed() {
      return failure.isPresent();
    }
  }

  /** A probe that the agent cannot send on this link. */
  record Skipped(Network network, IpFamily family, CheckProbe probe, Reason reason)
      implements CheckLine {
    @Override
    public boolean isFailed() {
      return false;
    }

    /** Why it is not sent. */
    public enum Reason implements Labelled {
      /** The agent's configuration leaves it out. */
      NOT_CONFIGURED,
      /** The agent's host does not offer it. */
      NOT_SUPPORTED,
      /** Nobody answers it in this network. */
      NOT_APPLICABLE;

      private static final Reason[] VALUES = values();

      private final String label = Labelled.of(this);

      @Override
      public String label() {
        return label;
      }

      /** The constant with this label. */
      public static Optional<Reason> of(String label) {
        return Labelled.find(VALUES, label);
      }

      @Override
      public String toString() {
        return label;
      }
    }
  }
}
