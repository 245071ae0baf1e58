// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.world;

import io.netcheck.protocol.FailingPorts;
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
import java.util.Optional;

/** The links of an agent in one plane, and their results as a heartbeat carries them. */
final class ResultColumns {
  private static final ProbeKind[] KINDS = ProbeKind.values();
  private static final int NANOS_PER_MICRO = 1_000;

  private final Network network;
  private final IpFamily family;
  private final AgentLink[] links;
  private final List<String> targets;

  ResultColumns(Network network, IpFamily family, List<AgentLink> links, List<String> targets) {
    this.network = network;
    this.family = family;
    this.links = links.toArray(AgentLink[]::new);
    this.targets = List.copyOf(targets);
  }

  PlaneResults offer(long now) {
    int[] up = new int[links.length];
    for (int row = 0; row < links.length; row++) {
      up[row] = links[row].state().code();
    }
    Map<ProbeKind, ProbeColumn> probes = new EnumMap<>(ProbeKind.class);
    for (int kind = 0; kind < KINDS.length; kind++) {
      if (ClusterPlan.isProbed(network, KINDS[kind])) {
        probes.put(KINDS[kind], column(kind));
      }
    }
    return new PlaneResults(network, family, targets, up, probes, failingPorts(now));
  }

  private List<FailingPorts> failingPorts(long now) {
    List<FailingPorts> failing = List.of();
    for (int row = 0; row < links.length; row++) {
      Optional<FailingPorts> ports = links[row].failingPorts(row, now);
      if (ports.isPresent()) {
        failing = failing.isEmpty() ? new ArrayList<>() : failing;
        failing.add(ports.get());
      }
    }
    return failing;
  }

  private ProbeColumn column(int kind) {
    int rows = links.length;
    int[] up = new int[rows];
    Arrays.fill(up, LinkState.UNKNOWN.code());
    int[] sent = new int[rows];
    int[] failed = new int[rows];
    int[] mean = new int[rows];
    int[] max = new int[rows];
    Map<FailureReason, List<Integer>> reasons = Map.of();
    for (int row = 0; row < rows; row++) {
      ProbeTally tally = links[row].tally(kind);
      up[row] = tally.state().code();
      sent[row] = tally.sent();
      failed[row] = tally.failed();
      mean[row] = micros(tally.mean());
      max[row] = micros(tally.max());
      FailureReason reason = tally.reason();
      if (reason != null) {
        if (reasons.isEmpty()) {
          reasons = new EnumMap<>(FailureReason.class);
        }
        reasons.computeIfAbsent(reason, _ -> new ArrayList<>()).add(row);
      }
      tally.offer();
    }
    return new ProbeColumn(up, sent, failed, mean, max, reasons);
  }

  private static int micros(long nanos) {
    return nanos == 0 ? 0 : (int) Math.max(1, nanos / NANOS_PER_MICRO);
  }
}
