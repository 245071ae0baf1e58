// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ProbeColumn;
import io.netcheck.protocol.ProbeKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Nodes in zones of two, whose agents report every five seconds what five rounds have lost. */
final class SimulatedMesh {
  static final long SECOND = 1_000_000_000L;
  static final int HEARTBEAT = HostAgents.HEARTBEAT_SECONDS;
  static final int ROUNDS = 5;

  private SimulatedMesh() {}

  /** What becomes of a link in the window of one heartbeat. */
  record Window(boolean up, int pings, int datagrams, int connections) {
    static final Window WELL = new Window(true, 0, 0, 0);
    static final Window DEAD = new Window(false, ROUNDS, ROUNDS, ROUNDS);

    int lost(ProbeKind kind) {
      return switch (kind) {
        case ICMP -> pings;
        case UDP -> datagrams;
        default -> connections;
      };
    }
  }

  /** Tells what becomes of the link from one node to another until a second. */
  interface Losses {
    Window window(int from, int to, int second);
  }

  /** The second in which each finding was first shown. */
  static Map<String, Integer> shown(int nodes, Losses losses, int seconds) {
    Map<String, Integer> shown = new TreeMap<>();
    List<Set<String>> played = played(nodes, losses, seconds);
    for (int second = 0; second < seconds; second++) {
      for (String finding : played.get(second)) {
        shown.putIfAbsent(finding, second);
      }
    }
    return shown;
  }

  /** What is shown in each second. */
  static List<Set<String>> played(int nodes, Losses losses, int seconds) {
    VerdictEngine engine = new VerdictEngine();
    List<Set<String>> played = new ArrayList<>();
    List<Observer> observers = List.of();
    for (int second = 0; second < seconds; second++) {
      if (second % HEARTBEAT == 0) {
        int heartbeat = second;
        observers =
            IntStream.rangeClosed(1, nodes)
                .mapToObj(node -> observer(nodes, node, heartbeat, losses))
                .toList();
      }
      Judgement judgement = engine.judge(new Situation(second * SECOND, observers, _ -> false));
      played.add(
          judgement.findings().stream()
              .map(finding -> finding.kind().label() + " " + finding.subject())
              .collect(Collectors.toSet()));
    }
    return played;
  }

  /** All that is shown, if agents send heartbeats in these seconds, by node. */
  static List<String> shown(
      int nodes, Map<Integer, List<Integer>> heartbeats, Losses losses, int until) {
    VerdictEngine engine = new VerdictEngine();
    Map<Integer, Observer> last = new TreeMap<>();
    Set<String> shown = new TreeSet<>();
    for (int second = 0; second <= until; second++) {
      for (int node = 1; node <= nodes; node++) {
        if (heartbeats.get(node).contains(second)) {
          last.put(node, observer(nodes, node, second, losses));
        }
      }
      Situation now = new Situation(second * SECOND, List.copyOf(last.values()), _ -> false);
      engine
          .judge(now)
          .findings()
          .forEach(finding -> shown.add(finding.kind().label() + " " + finding.subject()));
    }
    return List.copyOf(shown);
  }

  static Observer observer(int nodes, int node, int second, Losses losses) {
    List<Integer> peers =
        IntStream.rangeClosed(1, nodes).filter(peer -> peer != node).boxed().toList();
    List<Window> windows = peers.stream().map(peer -> losses.window(node, peer, second)).toList();
    Map<ProbeKind, ProbeColumn> probes = new HashMap<>();
    for (ProbeKind kind : List.of(ProbeKind.ICMP, ProbeKind.UDP, ProbeKind.TCP)) {
      probes.put(kind, column(windows.stream().map(window -> window.lost(kind)).toList()));
    }
    int[] up = windows.stream().mapToInt(window -> window.up() ? 1 : 0).toArray();
    return HostAgents.agent(
        node,
        "zone-" + (node + 1) / 2,
        second,
        new PlaneResults(
            Network.HOST,
            IpFamily.IPV4,
            peers.stream().map(peer -> "n" + peer).toList(),
            up,
            probes));
  }

  private static ProbeColumn column(List<Integer> counts) {
    int[] lost = counts.stream().mapToInt(Integer::intValue).toArray();
    int[] up = Arrays.stream(lost).map(count -> count < ROUNDS ? 1 : 0).toArray();
    int[] sent = new int[lost.length];
    int[] rtt = new int[lost.length];
    Arrays.fill(sent, ROUNDS);
    Arrays.fill(rtt, 200);
    List<Integer> losing = new ArrayList<>();
    for (int row = 0; row < lost.length; row++) {
      if (lost[row] > 0) {
        losing.add(row);
      }
    }
    Map<FailureReason, List<Integer>> reasons =
        losing.isEmpty() ? Map.of() : Map.of(FailureReason.TIMEOUT, losing);
    return new ProbeColumn(up, sent, lost, rtt, rtt, reasons);
  }

  /** The kinds of what was shown. */
  static Set<String> kinds(Map<String, Integer> shown) {
    return shown.keySet().stream()
        .map(name -> name.substring(0, name.indexOf(' ')))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
