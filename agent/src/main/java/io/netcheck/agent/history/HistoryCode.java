// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.history;

import io.netcheck.agent.probe.Outcome;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.LinkState;

/**
 * One byte for what a series came to: a state, or the class of its round-trip time. Two classes
 * differ by a factor of the square root of two.
 */
@SuppressWarnings("EnumOrdinal") // numbers in memory, never stored or sent
final class HistoryCode {
  static final int UNKNOWN = 0;

  private static final int ANSWERED = 1;
  private static final int LATE = 2;
  private static final int UP = 3;
  private static final int DOWN = 4;
  private static final int FIRST_REASON = 8;

  /** From here on, a code is a class of round-trip times. */
  private static final int FIRST_RTT = 128;

  private static final int MOST_CLASSES = 126;

  private HistoryCode() {}

  static int of(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Reply _ -> ANSWERED;
      case Outcome.LateReply _ -> LATE;
      case Outcome.Unmeasured _ -> UNKNOWN;
      case Outcome.Failure failure -> FIRST_REASON + failure.reason().ordinal();
    };
  }

  static int of(LinkState state) {
    return switch (state) {
      case UP -> UP;
      case DOWN -> DOWN;
      case UNKNOWN -> UNKNOWN;
    };
  }

  static boolean isRtt(int code) {
    return code >= FIRST_RTT;
  }

  /** The class of a round-trip time. */
  static int rtt(double nanos) {
    double halfOctaves = 2 * Math.log(Math.max(1, nanos / 1_000)) / Math.log(2);
    return FIRST_RTT + (int) Math.min(MOST_CLASSES, Math.round(halfOctaves));
  }

  /** The middle of a class. */
  static long rttMicros(int code) {
    return Math.round(Math.pow(2, (code - FIRST_RTT) / 2.0));
  }

  /** The word for a state. */
  static String word(int code) {
    return switch (code) {
      case UNKNOWN -> "unknown";
      case ANSWERED -> "answered";
      case LATE -> "answered_late";
      case UP -> "up";
      case DOWN -> "down";
      default -> FailureReason.values()[code - FIRST_REASON].label();
    };
  }
}
