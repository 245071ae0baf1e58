// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The results of one kind of probe over all links of a plane: one row per link, in the order of the
 * plane's targets. The arrays are not copied, because hundreds arrive per second: the caller and
 * the receiver must never write to them again.
 *
 * @param up the state of each probe: {@link LinkState#code}
 * @param sent attempts in the heartbeat's window
 * @param failed how many of them failed
 * @param rttMeanMicros mean round trip of the answered ones in microseconds; where none was
 *     answered in the window, that of the last answer; 0 where there never was one
 * @param rttMaxMicros the longest round trip of the window, likewise
 * @param reasons rows by the reason that tells most of their failures in the window
 * @param senders rows by who told this reason, where that is known
 * @param pathMtuBytes the largest packet in bytes, with its IP header, that passes on each link; 0
 *     where nothing is known, or where it is not less than the source's route promises; empty if
 *     that is so on all links
 */
@SuppressWarnings("ArrayRecordComponent") // thousands a second; see the note on handing over
public record ProbeColumn(
    int[] up,
    int[] sent,
    int[] failed,
    int[] rttMeanMicros,
    int[] rttMaxMicros,
    Map<FailureReason, List<Integer>> reasons,
    Map<ErrorSender, List<Integer>> senders,
    int[] pathMtuBytes) {
  /** A heartbeat names only so many senders of a column; there are few, even in a large outage. */
  public static final int MOST_SENDERS = 8;

  private static final int[] NOTHING = {};

  public ProbeColumn {
    int rows = up.length;
    if (sent.length != rows
        || failed.length != rows
        || rttMeanMicros.length != rows
        || rttMaxMicros.length != rows
        || (pathMtuBytes.length != rows && pathMtuBytes.length != 0)) {
      throw new IllegalArgumentException("columns of different lengths");
    }
    reasons = Map.copyOf(reasons);
    senders = Map.copyOf(senders);
  }

  /** A column without senders and path MTUs. */
  public ProbeColumn(
      int[] up,
      int[] sent,
      int[] failed,
      int[] rttMeanMicros,
      int[] rttMaxMicros,
      Map<FailureReason, List<Integer>> reasons) {
    this(up, sent, failed, rttMeanMicros, rttMaxMicros, reasons, Map.of(), NOTHING);
  }

  public int rows() {
    return up.length;
  }

  /** The path MTU of one link, if it is known and less than the source's route promises; else 0. */
  public int pathMtuBytes(int row) {
    return pathMtuBytes.length == 0 ? 0 : pathMtuBytes[row];
  }

  /** The reasons in the order of the enum, so that equal columns are written alike. */
  Map<FailureReason, List<Integer>> sortedReasons() {
    return new TreeMap<>(reasons);
  }

  /** The senders in the order of their labels, likewise. */
  Map<ErrorSender, List<Integer>> sortedSenders() {
    return new TreeMap<>(senders);
  }
}
