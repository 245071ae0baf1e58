// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.world;

import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ProbeColumn;
import io.netcheck.protocol.ProbeKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The links of one agent in one plane, over paths that lose packets at random. Only losses are
 * played one by one; what the answers took is drawn when a heartbeat needs it. Cells are numbered
 * kind by kind.
 */
final class QuietPlane {
  private static final ProbeKind[] KINDS = ProbeKind.values();
  private static final int NANOS_PER_MICRO = 1_000;

  /** So many failed rounds in a row last as long as a probe needs to count as down. */
  private static final int DOWN_ROUNDS = 3;

  private final Network network;
  private final IpFamily family;
  private final List<String> targets;
  private final long[] base;
  private final List<ProbeKind> kinds = new ArrayList<>();
  private final int[] failed;
  private final int[] offered;
  private final int[] run;
  private final long[] lastFailed;

  /**
   * @param base usual round trips, in nanoseconds
   */
  QuietPlane(Network network, IpFamily family, List<String> targets, long[] base) {
    this.network = network;
    this.family = family;
    this.targets = List.copyOf(targets);
    this.base = base.clone();
    for (ProbeKind kind : KINDS) {
      if (ClusterPlan.isProbed(network, kind)) {
        kinds.add(kind);
      }
    }
    failed = new int[cells()];
    offered = new int[cells()];
    run = new int[cells()];
    lastFailed = new long[cells()];
    Arrays.fill(lastFailed, -1);
  }

  int cells() {
    return kinds.size() * base.length;
  }

  /** A probe of this round was lost. Returns whether it counts as down from now on. */
  boolean lose(int cell, long round) {
    failed[cell]++;
    run[cell] = lastFailed[cell] == round - 1 ? run[cell] + 1 : 1;
    lastFailed[cell] = round;
    return run[cell] == DOWN_ROUNDS;
  }

  boolean isDown(int cell, long round) {
    return run[cell] >= DOWN_ROUNDS && lastFailed[cell] == round;
  }

  /**
   * @param sent rounds since the last accepted heartbeat
   * @param round the last one
   */
  PlaneResults offer(int sent, long round, Fabric fabric) {
    int rows = base.length;
    int[] up = new int[rows];
    Arrays.fill(up, LinkState.UP.code());
    Map<ProbeKind, ProbeColumn> probes = new EnumMap<>(ProbeKind.class);
    for (int kind = 0; kind < kinds.size(); kind++) {
      probes.put(kinds.get(kind), column(kind * rows, sent, round, fabric));
    }
    return new PlaneResults(network, family, targets, up, probes);
  }

  private ProbeColumn column(int first, int sent, long round, Fabric fabric) {
    int rows = base.length;
    int[] up = new int[rows];
    int[] all = new int[rows];
    int[] lost = new int[rows];
    int[] mean = new int[rows];
    int[] max = new int[rows];
    List<Integer> timeouts = List.of();
    Arrays.fill(all, sent);
    for (int row = 0; row < rows; row++) {
      int cell = first + row;
      up[row] = (isDown(cell, round) ? LinkState.DOWN : LinkState.UP).code();
      lost[row] = failed[cell];
      offered[cell] = failed[cell];
      if (lost[row] > 0) {
        timeouts = timeouts.isEmpty() ? new ArrayList<>() : timeouts;
        timeouts.add(row);
      }
      long sum = 0;
      long longest = 0;
      int answers = Math.max(1, sent - lost[row]);
      for (int i = 0; i < answers; i++) {
        long rtt = fabric.roundTrip(base[row]);
        sum += rtt;
        longest = Math.max(longest, rtt);
      }
      mean[row] = (int) (sum / answers / NANOS_PER_MICRO);
      max[row] = (int) (longest / NANOS_PER_MICRO);
    }
    return new ProbeColumn(
        up,
        all,
        lost,
        mean,
        max,
        timeouts.isEmpty() ? Map.of() : Map.of(FailureReason.TIMEOUT, timeouts));
  }

  void accept() {
    for (int cell = 0; cell < failed.length; cell++) {
      failed[cell] -= offered[cell];
      offered[cell] = 0;
    }
  }
}
