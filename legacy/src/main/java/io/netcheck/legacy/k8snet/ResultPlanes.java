// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ProbeColumn;
import io.netcheck.protocol.ProbeKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Converts a row of test results to links: the ping to a probe {@code icmp}, the port to a probe
 * {@code tcp}. The links have no round-trip time, because the {@code latency} of the client is the
 * run time of a process.
 */
final class ResultPlanes {
  private static final int UP = LinkState.UP.code();
  private static final int DOWN = LinkState.DOWN.code();
  private static final int UNKNOWN = LinkState.UNKNOWN.code();

  private int[] zeros = {};
  private int[] ones = {};

  /** The targets of the last plane, which most sources share. */
  private List<String> lastTargets = List.of();

  /**
   * One plane for each address family of the targets.
   *
   * @param nodes by their addresses in {@code network}
   * @param self the node of the source, which has no link to itself
   * @param ownPort whether the port is one on which the clients themselves listen
   */
  List<PlaneResults> planes(
      ResultRow row, Network network, Map<String, String> nodes, String self, boolean ownPort) {
    List<PlaneResults> planes = new ArrayList<>(1);
    for (IpFamily family : IpFamily.values()) {
      int[] chosen = new int[row.size()];
      List<String> targets = new ArrayList<>(row.size());
      Set<String> seen = new HashSet<>();
      for (int i = 0; i < row.size(); i++) {
        String target = row.targets()[i];
        String node = nodes.get(target);
        boolean wanted =
            node != null
                && !node.equals(self)
                && (target.indexOf(':') >= 0) == (family == IpFamily.IPV6);
        if (wanted && seen.add(node)) {
          chosen[targets.size()] = i;
          targets.add(node);
        }
      }
      if (!targets.isEmpty()) {
        planes.add(plane(row, network, family, targets, chosen, ownPort));
      }
    }
    return planes;
  }

  private PlaneResults plane(
      ResultRow row,
      Network network,
      IpFamily family,
      List<String> targets,
      int[] chosen,
      boolean ownPort) {
    int size = targets.size();
    if (zeros.length != size) {
      zeros = new int[size];
      ones = new int[size];
      Arrays.fill(ones, 1);
    }
    if (!targets.equals(lastTargets)) {
      lastTargets = List.copyOf(targets);
    }
    int[] ping = new int[size];
    int[] port = new int[size];
    int[] up = new int[size];
    for (int i = 0; i < size; i++) {
      ping[i] = state(row.pings()[chosen[i]], ResultRow.REACHABLE, ResultRow.UNREACHABLE);
      port[i] = state(row.ports()[chosen[i]], ResultRow.OPEN, ResultRow.CLOSED);
      up[i] = link(ping[i], port[i]);
      if (!ownPort && ping[i] == UP && port[i] == DOWN) {
        // A client says closed if nobody listens, and if the packets are dropped. Many nodes have
        // no program at TEST_PORT, which is 22 by default, so the first one is no finding.
        port[i] = UNKNOWN;
      }
    }
    return new PlaneResults(
        network,
        family,
        lastTargets,
        shared(up),
        Map.of(ProbeKind.ICMP, column(shared(ping)), ProbeKind.TCP, column(shared(port))));
  }

  private static int state(String word, String good, String bad) {
    if (word.equals(good)) {
      return UP;
    }
    return word.equals(bad) ? DOWN : UNKNOWN;
  }

  private static int link(int ping, int port) {
    if (ping == UP || port == UP) {
      return UP;
    }
    return ping == DOWN || port == DOWN ? DOWN : UNKNOWN;
  }

  /** Usually everything is up, and then all columns share one array. */
  private int[] shared(int[] states) {
    return Arrays.equals(states, ones) ? ones : states;
  }

  private ProbeColumn column(int[] up) {
    return new ProbeColumn(up, ones, failed(up), zeros, zeros, Map.of());
  }

  private int[] failed(int[] up) {
    if (Arrays.stream(up).noneMatch(state -> state == DOWN)) {
      return zeros;
    }
    return Arrays.stream(up).map(state -> state == DOWN ? 1 : 0).toArray();
  }
}
