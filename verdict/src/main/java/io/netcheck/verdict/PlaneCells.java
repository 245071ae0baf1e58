// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.FailingPorts;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.NeverUp;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ProbeColumn;
import io.netcheck.protocol.ProbeKind;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What one source last reported about its links in one plane, row by row. */
@SuppressWarnings("EnumOrdinal") // indexes of arrays that live as long as this object
final class PlaneCells {
  static final ProbeKind[] KINDS = ProbeKind.values();

  /** An agent reports a link as down after this time without an answer. */
  static final double DOWN_AFTER_SECONDS = 3;

  private static final ProbeKind[] TIMED = {ProbeKind.ICMP, ProbeKind.UDP, ProbeKind.TCP};
  private static final int FEWEST_SAMPLES = 6;
  private static final int MOST_SAMPLES = 200;

  /** What is slower stays slow for hours before it is usual. */
  private static final int SLOWLY = 2_000;

  private static final float LEAST_SLOWER_MICROS = 200;
  private static final float TIMES_SLOWER = 1.5f;
  private static final int SLOW_FOR = 2;

  /** Of fewer answers, the longest one is not set aside. */
  private static final int FEWEST_ANSWERS = 3;

  private List<String> names = List.of();

  /** The number of each row's target. */
  int[] targets = {};

  byte[] state = {};

  /** When a row was first reported as down, of those that are down now. */
  RowTimes since = new RowTimes(0);

  /** When a row came up again after it was down; 0 if it never was. */
  RowTimes upAgain = new RowTimes(0);

  /** Whether the link was ever up, as far as its source or this memory knows. */
  boolean[] worked = {};

  /** The usual round trip of each row in microseconds; 0 if not known yet. */
  float[] usualMicros = {};

  /** For how many heartbeats in a row the round trip has been longer than usual. */
  byte[] slow = {};

  /** Since when. */
  RowTimes slowSince = new RowTimes(0);

  /** Whether packets were lost in the last window that can tell. */
  private boolean[] losing = {};

  /** How many heartbeats the usual round trip comes from, as far as it matters. */
  private short[] samples = {};

  /** The kind of probe that the usual round trip is that of. */
  private byte[] timedBy = {};

  final @Nullable ProbeCells[] probes = new @Nullable ProbeCells[KINDS.length];

  /** What the last heartbeat said about source ports that fail, by row. */
  private Map<Integer, FailingPorts> failingPorts = Map.of();

  /** Whether the source tells which links were never up. */
  private boolean told;

  /** What it tells: for how long it has probed those links, by row. */
  private Map<Integer, Duration> neverUp = Map.of();

  /** Rows that are down. */
  int down;

  /** Results of single probes that are down in rows that are up. */
  int silentProbes;

  /** Rows that have been slow for long enough to count. */
  int slowRows;

  /**
   * Takes in the results of a heartbeat that arrived at {@code nanos}.
   *
   * @param timed whether its window is long enough to tell usual round trips from slow ones
   * @return whether its targets are others now
   */
  boolean hear(PlaneResults results, NameNumbers nodes, long nanos, boolean timed) {
    boolean others = !results.targets().equals(names);
    if (others) {
      arrange(results, nodes);
    } else {
      names = results.targets(); // the same names, of which the exporter keeps this list anyway
    }
    int[] up = results.up();
    down = 0;
    for (int row = 0; row < up.length; row++) {
      byte next = (byte) up[row];
      if (next == LinkState.DOWN.code()) {
        down++;
        if (state[row] != next) {
          since.set(row, nanos);
        }
      } else if (next == LinkState.UP.code()) {
        worked[row] = true;
        if (state[row] == LinkState.DOWN.code()) {
          upAgain.set(row, nanos);
        }
      }
      state[row] = next;
    }
    silentProbes = 0;
    for (ProbeKind kind : KINDS) {
      ProbeColumn column = results.probes().get(kind);
      if (column == null) {
        probes[kind.ordinal()] = null;
      } else {
        hear(kind, column, nanos);
      }
    }
    failingPorts =
        results.failingPorts().stream()
            .collect(Collectors.toUnmodifiableMap(FailingPorts::row, Function.identity()));
    told = results.neverUp().isPresent();
    neverUp =
        results.neverUp().orElse(List.of()).stream()
            .collect(Collectors.toUnmodifiableMap(NeverUp::row, NeverUp::time));
    if (timed) {
      time(results, nanos);
    }
    return others;
  }

  /** Whether the link was ever up, as its source tells or as this memory knows. */
  boolean hasWorked(int row) {
    return worked[row] || (told && !neverUp.containsKey(row));
  }

  /** Whether the source tells which links were never up. */
  boolean isTold() {
    return told;
  }

  /** For how long a link has been probed that was never up, as its source tells; null if not. */
  @Nullable Duration neverUp(int row) {
    return neverUp.isEmpty() ? null : neverUp.get(row);
  }

  /** The source ports of a row that fail while others are answered, if there are any. */
  @Nullable FailingPorts failingPorts(int row) {
    return failingPorts.get(row);
  }

  /** Those of all rows that have any, in the order of the rows. */
  List<FailingPorts> failingPorts() {
    return failingPorts.isEmpty()
        ? List.of()
        : failingPorts.values().stream()
            .sorted(Comparator.comparingInt(FailingPorts::row))
            .toList();
  }

  private void time(PlaneResults results, long nanos) {
    slowRows = 0;
    for (int row = 0; row < state.length; row++) {
      time(results, row, nanos);
      if (isSlow(row)) {
        slowRows++;
      }
    }
  }

  private void time(int row, int micros, long nanos) {
    float usual = usualMicros[row];
    boolean longer =
        samples[row] >= FEWEST_SAMPLES
            && micros > usual + LEAST_SLOWER_MICROS
            && micros > usual * TIMES_SLOWER;
    if (longer) {
      if (slow[row] == 0) {
        slowSince.set(row, nanos);
      }
      slow[row] = (byte) Math.min(slow[row] + 1, Byte.MAX_VALUE);
      usualMicros[row] = usual + (micros - usual) / SLOWLY;
    } else {
      slow[row] = 0;
      samples[row] = (short) Math.min(samples[row] + 1, MOST_SAMPLES);
      usualMicros[row] = usual + (micros - usual) / samples[row];
    }
  }

  /** Times the row by the probe with the least work of the peer, always the same one. */
  private void time(PlaneResults results, int row, long nanos) {
    if (samples[row] > 0) {
      // Another kind may be answered by now: its round trips are others.
      timeBy(KINDS[timedBy[row]], results, row, nanos);
      return;
    }
    for (ProbeKind kind : TIMED) {
      if (timeBy(kind, results, row, nanos)) {
        timedBy[row] = (byte) kind.ordinal();
        return;
      }
    }
  }

  /** Times a row, if it has an answer to this kind of probe. */
  private boolean timeBy(ProbeKind kind, PlaneResults results, int row, long nanos) {
    ProbeColumn column = results.probes().get(kind);
    if (column == null || column.sent()[row] <= column.failed()[row]) {
      return false;
    }
    time(row, usualAnswerMicros(column, row), nanos);
    return true;
  }

  /**
   * What a round trip took, but for the longest one: in a healthy network one in some hundreds is
   * late by milliseconds, and a mean of five would show little else.
   */
  private static int usualAnswerMicros(ProbeColumn column, int row) {
    int mean = column.rttMeanMicros()[row];
    int answers = column.sent()[row] - column.failed()[row];
    if (answers < FEWEST_ANSWERS) {
      return mean;
    }
    long others = (long) mean * answers - column.rttMaxMicros()[row];
    // Nothing keeps a sender from a mean that does not fit its longest round trip.
    return Math.clamp(others / (answers - 1), 0, mean);
  }

  boolean isLosing(int row) {
    return losing[row];
  }

  void setLosing(int row, boolean now) {
    losing[row] = now;
  }

  /** Whether the round trip has been longer than usual for long enough to count. */
  boolean isSlow(int row) {
    return slow[row] >= SLOW_FOR;
  }

  /** Whether the usual round trip of the row is known. */
  boolean isTimed(int row) {
    return samples[row] >= FEWEST_SAMPLES;
  }

  private void hear(ProbeKind kind, ProbeColumn column, long nanos) {
    ProbeCells cells = probes[kind.ordinal()];
    if (cells == null) {
      cells = new ProbeCells(state.length);
      probes[kind.ordinal()] = cells;
    }
    cells.hear(column, nanos);
    for (int row = 0; row < state.length; row++) {
      if (column.rttMeanMicros()[row] > 0) {
        worked[row] = true;
      }
      if (cells.isDown(row) && state[row] == LinkState.UP.code()) {
        silentProbes++;
      }
    }
  }

  /** Puts the rows in the order of {@code results}; what is known of a target moves with it. */
  private void arrange(PlaneResults results, NameNumbers nodes) {
    Map<String, Integer> before = HashMap.newHashMap(names.size());
    for (int row = 0; row < names.size(); row++) {
      before.put(names.get(row), row);
    }
    int rows = results.targets().size();
    int[] newTargets = new int[rows];
    byte[] newState = new byte[rows];
    Arrays.fill(newState, (byte) LinkState.UNKNOWN.code());
    RowTimes newSince = new RowTimes(rows);
    RowTimes newUpAgain = new RowTimes(rows);
    boolean[] newWorked = new boolean[rows];
    boolean[] newLosing = new boolean[rows];
    float[] newUsual = new float[rows];
    byte[] newSlow = new byte[rows];
    RowTimes newSlowSince = new RowTimes(rows);
    short[] newSamples = new short[rows];
    byte[] newTimedBy = new byte[rows];
    @Nullable ProbeCells[] newProbes = new @Nullable ProbeCells[KINDS.length];
    for (int i = 0; i < KINDS.length; i++) {
      newProbes[i] = probes[i] == null ? null : new ProbeCells(rows);
    }
    for (int row = 0; row < rows; row++) {
      newTargets[row] = nodes.of(results.targets().get(row));
      Integer old = before.get(results.targets().get(row));
      if (old != null) {
        newState[row] = state[old];
        newSince.set(row, since.get(old));
        newUpAgain.set(row, upAgain.get(old));
        newWorked[row] = worked[old];
        newLosing[row] = losing[old];
        newUsual[row] = usualMicros[old];
        newSlow[row] = slow[old];
        newSlowSince.set(row, slowSince.get(old));
        newSamples[row] = samples[old];
        newTimedBy[row] = timedBy[old];
        for (int i = 0; i < KINDS.length; i++) {
          ProbeCells known = probes[i];
          ProbeCells next = newProbes[i];
          if (known != null && next != null) {
            next.keep(row, known, old);
          }
        }
      }
    }
    names = results.targets();
    targets = newTargets;
    state = newState;
    since = newSince;
    upAgain = newUpAgain;
    worked = newWorked;
    losing = newLosing;
    usualMicros = newUsual;
    slow = newSlow;
    slowSince = newSlowSince;
    samples = newSamples;
    timedBy = newTimedBy;
    System.arraycopy(newProbes, 0, probes, 0, KINDS.length);
  }

  /**
   * Whether some probe was answered every time lately. At the edge of an outage the last answers of
   * some probes are older than those of others, and none has been answered every time.
   */
  boolean isAnswered(int row) {
    for (ProbeCells column : probes) {
      if (column != null && column.isAnswered(row)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a kind of probe that worked once is down. */
  boolean isPartlyDown(int row) {
    for (ProbeCells column : probes) {
      if (column != null && column.isDown(row) && column.worked[row]) {
        return true;
      }
    }
    return false;
  }

  /** Whether a kind of probe is down for another reason than that nothing comes back. */
  boolean isToldWhy(int row) {
    for (ProbeCells column : probes) {
      if (column != null && column.isDown(row) && column.reason(row) != FailureReason.TIMEOUT) {
        return true;
      }
    }
    return false;
  }

  /** Whether a probe was rejected since the row is down. */
  boolean isRejected(Plane plane, int row) {
    for (ProbeKind kind : KINDS) {
      ProbeCells column = probes[kind.ordinal()];
      if (column != null
          && column.reason(row) == FailureReason.REJECTED
          && column.isRejectedSince(row, since.get(row))
          && column.isDown(row)
          && !ProbeOutcome.isOfOtherProgram(plane, kind)) {
        return true;
      }
    }
    return false;
  }

  /** The row of a target; -1 if it has none. */
  int rowOf(int target) {
    for (int row = 0; row < targets.length; row++) {
      if (targets[row] == target) {
        return row;
      }
    }
    return -1;
  }

  int rows() {
    return targets.length;
  }

  boolean isDown(int row) {
    return state[row] == LinkState.DOWN.code();
  }

  boolean isUp(int row) {
    return state[row] == LinkState.UP.code();
  }
}
