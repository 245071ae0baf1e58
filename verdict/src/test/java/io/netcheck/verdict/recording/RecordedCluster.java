// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict.recording;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.DnsResult;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.KernelHint;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ProbeColumn;
import io.netcheck.protocol.ProbeKind;
import io.netcheck.protocol.ServiceResult;
import io.netcheck.verdict.Observer;
import io.netcheck.verdict.Situation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Pod agents n1, n2, … that probe the next few, each with a heartbeat every five seconds, as an
 * exporter sees them once a second.
 */
final class RecordedCluster {
  static final long SECOND = 1_000_000_000L;
  private static final int INTERVAL = 5;

  private final int agents;
  private final int peers;
  private final Observer[] last;

  RecordedCluster(int agents, int peers) {
    this.agents = agents;
    this.peers = peers;
    this.last = new Observer[agents];
  }

  /**
   * @param dead the nodes that do not answer, and whose heartbeats no longer arrive
   */
  Situation at(int second, Set<String> dead, Set<String> ignored) {
    List<Observer> observers = new ArrayList<>();
    for (int agent = 0; agent < agents; agent++) {
      boolean due = last[agent] == null || second % INTERVAL == agent % INTERVAL;
      if (due && !dead.contains(name(agent))) {
        last[agent] = observer(agent, second, dead);
      }
      if (last[agent] != null) {
        observers.add(last[agent]);
      }
    }
    observers.sort((one, other) -> one.id().compareTo(other.id()));
    return new Situation(second * SECOND, observers, ignored::contains);
  }

  static String name(int agent) {
    return "n" + (agent + 1);
  }

  private Observer observer(int agent, int second, Set<String> dead) {
    List<String> targets = new ArrayList<>();
    for (int i = 1; i <= peers; i++) {
      targets.add(name((agent + i) % agents));
    }
    int[] up = new int[peers];
    int[] sent = new int[peers];
    int[] failed = new int[peers];
    int[] mean = new int[peers];
    int[] max = new int[peers];
    List<Integer> timeouts = new ArrayList<>();
    for (int row = 0; row < peers; row++) {
      boolean lost = dead.contains(targets.get(row));
      up[row] = lost ? 0 : 1;
      sent[row] = INTERVAL;
      failed[row] = lost ? INTERVAL : 0;
      mean[row] = lost ? 0 : 300 + row;
      max[row] = 2 * mean[row];
      if (lost) {
        timeouts.add(row);
      }
    }
    Map<ProbeKind, ProbeColumn> probes = new EnumMap<>(ProbeKind.class);
    for (ProbeKind kind : List.of(ProbeKind.ICMP, ProbeKind.UDP, ProbeKind.TCP)) {
      probes.put(
          kind,
          new ProbeColumn(
              up.clone(),
              sent.clone(),
              failed.clone(),
              mean.clone(),
              max.clone(),
              timeouts.isEmpty() ? Map.of() : Map.of(FailureReason.TIMEOUT, timeouts)));
    }
    return new Observer(
        new ClientId(AgentKind.POD, name(agent)),
        agent % 2 == 0 ? "east" : "west",
        Observer.Standing.REPORTING,
        second * SECOND,
        "life-" + agent,
        "10.0.0." + agent % 250 + ":6100 (instance life-" + agent + ")",
        new Observer.Reporting(
            Duration.ofSeconds(INTERVAL),
            Duration.ofSeconds(INTERVAL),
            Duration.ofSeconds(3_600L + second),
            second + 1L,
            3_600L + second,
            true,
            Duration.ofMillis(second % 3 * 100L),
            false),
        Duration.ofMillis(-7),
        agent == 0 ? List.of("10.0.0.9:6100 (instance other)") : List.of(),
        List.of(
            new PlaneResults(
                Network.POD, IpFamily.IPV4, targets, Arrays.copyOf(up, up.length), probes)),
        List.of(new ServiceResult("web", "http", LinkState.UP, 1, 0, 4_000, Optional.empty())),
        List.of(
            new DnsResult(
                "10.0.0.10:53",
                "web.example",
                LinkState.DOWN,
                1,
                1,
                0,
                Optional.of(FailureReason.TIMEOUT))),
        agent == 0
            ? List.of(new KernelHint(KernelHint.Kind.CARRIER_CHANGES, "eth0", second, 0))
            : List.of());
  }
}
