// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.ErrorSender;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.ProbeColumn;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one kind of probe last reported over the links of one plane of one source. */
@SuppressWarnings("EnumOrdinal") // numbers in memory, never stored or sent
final class ProbeCells {
  private static final FailureReason[] REASONS = FailureReason.values();
  private static final byte NO_REASON = -1;

  /** The time, in nanoseconds, after which a third is left of an attempt's weight. */
  private static final double LATELY = 5e9;

  private static final float ALMOST_NONE = 0.3f;

  /**
   * A host sends only a few errors in a second, so most of what it rejects gets no answer at all:
   * icmp(7), icmp_ratelimit. A rejection stands for what is not answered in this time after it.
   */
  private static final long REJECTED_LATELY = 15_000_000_000L;

  final byte[] state;

  /** When a row was first reported as failing, of those that fail now. */
  final RowTimes since;

  /** Attempts and failures of the last seconds: older ones weigh less. */
  private final float[] sent;

  private final float[] failed;

  /** Attempts that failed since a row is down, and since when; empty until there are any. */
  private int[] deferred = {};

  private final RowTimes deferredSince;
  private long heardNanos;

  /** When the window of the last heartbeat began. */
  private long windowNanos;

  /** Whether an attempt of the last heartbeat's window was answered. */
  private final boolean[] answered;

  /** Whether the probe was ever answered, as far as its source or this memory knows. */
  final boolean[] worked;

  /** Whether it was answered for the first time in the last heartbeat's window. */
  private final boolean[] begun;

  /** Whether it was down before the last heartbeat, and no more. */
  private final boolean[] recovered;

  private final byte[] reason;

  /** When a row was last rejected; empty until one is. */
  private long[] rejectedNanos = {};

  /** What the source last found to pass on each link; empty if nothing. */
  private int[] pathMtu = {};

  /** Who gave the reason; most rows do not fail, and then nobody did. */
  private @Nullable ErrorSender @Nullable [] senders;

  ProbeCells(int rows) {
    state = new byte[rows];
    since = new RowTimes(rows);
    reason = new byte[rows];
    worked = new boolean[rows];
    begun = new boolean[rows];
    recovered = new boolean[rows];
    sent = new float[rows];
    failed = new float[rows];
    answered = new boolean[rows];
    deferredSince = new RowTimes(rows);
    Arrays.fill(state, (byte) LinkState.UNKNOWN.code());
    Arrays.fill(reason, NO_REASON);
  }

  /** Takes over what is known of a row in an earlier order of the targets. */
  void keep(int row, ProbeCells before, int rowBefore) {
    state[row] = before.state[rowBefore];
    since.set(row, before.since.get(rowBefore));
    reason[row] = before.reason[rowBefore];
    set(row, before.sender(rowBefore));
    worked[row] = before.worked[rowBefore];
    sent[row] = before.sent[rowBefore];
    failed[row] = before.failed[rowBefore];
    if (before.deferred.length > 0) {
      setDeferred(row, before.deferred[rowBefore]);
    }
    deferredSince.set(row, before.deferredSince.get(rowBefore));
    // Whether it was rejected is soon said again.
    heardNanos = before.heardNanos;
  }

  /** Takes in the results of a heartbeat that arrived at {@code nanos}. */
  void hear(ProbeColumn column, long nanos) {
    int[] up = column.up();
    pathMtu = column.pathMtuBytes();
    float left = (float) Math.exp((heardNanos - nanos) / LATELY);
    windowNanos = heardNanos;
    heardNanos = nanos;
    for (int row = 0; row < up.length; row++) {
      byte next = (byte) up[row];
      recovered[row] = state[row] == LinkState.DOWN.code() && next == LinkState.UP.code();
      if (next == LinkState.DOWN.code()) {
        if (state[row] != next) {
          since.set(row, nanos);
        }
      } else {
        reason[row] = NO_REASON;
      }
      state[row] = next;
      boolean works = isUp(row) || column.rttMeanMicros()[row] > 0;
      begun[row] = works && !worked[row];
      worked[row] |= works;
      answered[row] = column.failed()[row] < column.sent()[row];
      sent[row] = sent[row] * left + column.sent()[row];
      failed[row] = failed[row] * left + column.failed()[row];
    }
    for (Map.Entry<FailureReason, List<Integer>> entry : column.reasons().entrySet()) {
      for (int row : entry.getValue()) {
        if (state[row] == LinkState.DOWN.code()) {
          fails(row, entry.getKey());
        }
      }
    }
    column.senders().forEach((sender, rows) -> rows.forEach(row -> set(row, sender)));
  }

  private void set(int row, @Nullable ErrorSender sender) {
    if (senders == null) {
      if (sender == null) {
        return;
      }
      senders = new @Nullable ErrorSender[reason.length];
    }
    senders[row] = sender;
  }

  private void fails(int row, FailureReason why) {
    if (why == FailureReason.REJECTED) {
      if (rejectedNanos.length == 0) {
        rejectedNanos = new long[state.length];
        Arrays.fill(rejectedNanos, Long.MIN_VALUE);
      }
      rejectedNanos[row] = heardNanos;
    } else if (why == FailureReason.TIMEOUT
        && reason(row) == FailureReason.REJECTED
        && isRejectedSince(row, heardNanos - REJECTED_LATELY)) {
      return;
    }
    reason[row] = (byte) why.ordinal();
    set(row, null);
  }

  /** Whether the row fails, and was rejected after {@code nanos}. */
  boolean isRejectedSince(int row, long nanos) {
    return rejectedNanos.length > 0 && rejectedNanos[row] >= nanos;
  }

  /** Whether its attempts of the last seconds were answered. */
  boolean isAnswered(int row) {
    return sent[row] > 2 && failed[row] < ALMOST_NONE;
  }

  /** Whether there are enough attempts of the last seconds to tell. */
  boolean isKnown(int row) {
    return sent[row] > 5;
  }

  /** Whether it was answered in the last window, and that window began after {@code nanos}. */
  boolean isAnsweredSince(int row, long nanos) {
    return answered[row] && windowNanos >= nanos;
  }

  /** How many attempts of the last seconds count; older ones weigh less. */
  double attempts(int row) {
    return sent[row];
  }

  /** The share of the attempts of the last seconds that failed. */
  double failedShare(int row) {
    return failed[row] / sent[row];
  }

  /** Whether the window of the last heartbeat reaches into a long time without any answer. */
  boolean isBackAfter(int row, long nanos) {
    return begun[row] || (recovered[row] && heardNanos - since.get(row) > nanos);
  }

  /** Keeps failures of a row that is down until it is known whether it answers again. */
  void defer(int row, int attempts) {
    int before = deferred.length == 0 ? 0 : deferred[row];
    if (before == 0) {
      deferredSince.set(row, heardNanos);
    }
    setDeferred(row, before + attempts);
  }

  private void setDeferred(int row, int attempts) {
    if (deferred.length == 0) {
      deferred = new int[state.length];
    }
    deferred[row] = attempts;
  }

  /**
   * The failures that were kept, if they began less than {@code nanos} ago; they are kept no more.
   */
  int takeDeferred(int row, long nanos) {
    if (deferred.length == 0) {
      return 0;
    }
    int attempts = heardNanos - deferredSince.get(row) <= nanos ? deferred[row] : 0;
    deferred[row] = 0;
    return attempts;
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

  /** The largest packet in bytes that passes, if it is known and less than it should be; else 0. */
  int pathMtu(int row) {
    return row < pathMtu.length ? pathMtu[row] : 0;
  }

  /** Who gave this reason; null if nobody did, or if it is not known. */
  @Nullable ErrorSender sender(int row) {
    return senders == null || reason[row] == NO_REASON ? null : senders[row];
  }
}
