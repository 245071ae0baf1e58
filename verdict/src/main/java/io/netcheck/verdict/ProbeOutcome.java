// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.ProbeKind;

/** What the reasons of a failing probe mean. */
@SuppressWarnings("EnumOrdinal") // indexes of arrays, never stored or sent
final class ProbeOutcome {
  private static final int UDP = ProbeKind.UDP.ordinal();
  private static final int TCP = ProbeKind.TCP.ordinal();

  private ProbeOutcome() {}

  /**
   * Whether the probe goes to the port of another program, which may be closed: in network {@code
   * node} no agent listens.
   */
  static boolean isOfOtherProgram(Plane plane, ProbeKind probe) {
    return probe == ProbeKind.TCP && plane.network() == Network.NODE;
  }

  /**
   * Whether a failing probe says something of its own: a closed port of another program does not. A
   * full-size datagram is UDP too, so it says nothing while small ones are lost.
   */
  static boolean counts(Plane plane, ProbeKind probe, PlaneCells cells, int row) {
    if (isOfOtherProgram(plane, probe)) {
      ProbeCells tcp = cells.probes[TCP];
      return tcp != null && !isRefusal(tcp.reason(row));
    }
    if (probe == ProbeKind.MTU) {
      ProbeCells udp = cells.probes[UDP];
      return udp == null || udp.isAnswered(row);
    }
    return true;
  }

  /** Whether a port is closed, as the host of the peer says. */
  static boolean isClosed(FailureReason reason) {
    return reason == FailureReason.REFUSED || reason == FailureReason.RESET;
  }

  /** Whether someone, on the path or at its end, said that the packet is not wanted. */
  static boolean isRejection(FailureReason reason) {
    return isClosed(reason) || reason == FailureReason.REJECTED;
  }

  /** Whether an answer, or the lack of it for one kind of flow, tells what is wrong. */
  static boolean isTold(FailureReason reason) {
    return isRefusal(reason)
        || reason == FailureReason.WRONG_PEER
        || reason == FailureReason.NEW_FLOW;
  }

  /** Whether someone answered that the packet is not wanted. */
  static boolean isRefusal(FailureReason reason) {
    return switch (reason) {
      case REFUSED, RESET, UNREACHABLE, REJECTED -> true;
      default -> false;
    };
  }
}
