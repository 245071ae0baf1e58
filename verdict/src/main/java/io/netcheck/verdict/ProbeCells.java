// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.ProbeColumn;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What one kind of probe last reported over the links of one plane of one source. */
@SuppressWarnings("EnumOrdinal") // numbers in memory, never stored or sent
final class ProbeCells {
  private static final FailureReason[] REASONS = FailureReason.values();
  private static final byte NO_REASON = -1;

  final byte[] state;

  /** When a row was first reported as failing, of those that fail now. */
  final long[] since;

  /** Whether every attempt in the last heartbeat's window was answered. */
  final boolean[] clean;

  private final byte[] reason;

  ProbeCells(int rows) {
    state = new byte[rows];
    since = new long[rows];
    reason = new byte[rows];
    clean = new boolean[rows];
    Arrays.fill(state, (byte) LinkState.UNKNOWN.code());
    Arrays.fill(reason, NO_REASON);
  }

  /** Takes over what is known of a row in an earlier order of the targets. */
  void keep(int row, ProbeCells before, int rowBefore) {
    state[row] = before.state[rowBefore];
    since[row] = before.since[rowBefore];
    reason[row] = before.reason[rowBefore];
  }

  /** Takes in the results of a heartbeat that arrived at {@code nanos}. */
  void hear(ProbeColumn column, long nanos) {
    int[] up = column.up();
    for (int row = 0; row < up.length; row++) {
      byte next = (byte) up[row];
      if (next == LinkState.DOWN.code()) {
        if (state[row] != next) {
          since[row] = nanos;
        }
      } else {
        reason[row] = NO_REASON;
      }
      state[row] = next;
      clean[row] = column.sent()[row] > 0 && column.failed()[row] == 0;
    }
    for (Map.Entry<FailureReason, List<Integer>> entry : column.reasons().entrySet()) {
      for (int row : entry.getValue()) {
        if (state[row] == LinkState.DOWN.code()) {
          reason[row] = (byte) entry.getKey().ordinal();
        }
      }
    }
  }

  boolean isDown(int row) {
    return state[row] == LinkState.DOWN.code();
  }

  boolean isUp(int row) {
    return state[row] == LinkState.UP.code();
  }

  /** Why a row fails: the last reason that was reported, or {@code TIMEOUT}. */
  FailureReason reason(int row) {
    return reason[row] == NO_REASON ? FailureReason.TIMEOUT : REASONS[reason[row]];
  }
}
