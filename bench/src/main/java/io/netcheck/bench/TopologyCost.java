// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.exporter.topology.LiveTopology;
import io.netcheck.exporter.topology.PeerMembership;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.Peer;
import io.netcheck.protocol.PeerList;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures what an agent that joins 5,000 others costs an exporter, and how many of them get other
 * peers because of it.
 */
final class TopologyCost implements Benchmark {
  private static final int AGENTS = 5_000;
  private static final int PEERS = 24;
  private static final int WARM_UP = 20;
  private static final int ROUNDS = 40;
  private static final double BUDGET_MILLIS = 50;
  private static final double MILLI = 1e6;

  /** A clock that stands still until it is moved. */
  private static final class SteppedClock implements ProcessClock {
    private long seconds;

    void step() {
      seconds++;
    }

    @Override
    public long nanoTime() {
      return seconds * 1_000_000_000;
    }

    @Override
    public Instant instant() {
      return Instant.EPOCH.plusSeconds(seconds);
    }
  }

  @Override
  public String name() {
    return "topology";
  }

  @Override
  public String question() {
    return "CPU of an agent that joins 5,000 others, and how many of them get other peers";
  }

  @Override
  public List<Measurement> run(BenchmarkProcesses bench) {
    List<Measurement> figures = new ArrayList<>();
    for (int zones : List.of(1, 3, 7)) {
      figures.addAll(measure(zones));
    }
    return figures;
  }

  private static List<Measurement> measure(int zones) {
    PeerMembership membership = new PeerMembership();
    for (int i = 0; i < AGENTS; i++) {
      membership.put(peer(i, zones));
    }
    SteppedClock clock = new SteppedClock();
    LiveTopology topology = new LiveTopology(membership, PEERS, clock);
    List<PeerList> before = lists(topology, zones);
    List<Double> millis = new ArrayList<>();
    List<Double> changed = new ArrayList<>();
    for (int round = 0; round < WARM_UP + ROUNDS; round++) {
      Peer joiner = peer(AGENTS + round, zones);
      membership.put(joiner);
      // A large membership is followed after a pause.
      clock.step();
      long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      topology.peersOf(joiner.id());
      double cost = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / MILLI;
      List<PeerList> after = lists(topology, zones);
      if (round >= WARM_UP) {
        millis.add(cost);
        changed.add((double) changes(before, after));
      }
      before = after;
    }
    String what = "5,000 agents in " + zones + (zones == 1 ? " zone" : " zones");
    return List.of(
        Measurement.atMost(
            what + ": CPU of one that joins, median", Median.of(millis), BUDGET_MILLIS, "ms"),
        Measurement.plain(what + ": agents that get other peers, median", Median.of(changed), ""));
  }

  private static List<PeerList> lists(LiveTopology topology, int zones) {
    List<PeerList> lists = new ArrayList<>();
    for (int i = 0; i < AGENTS; i++) {
      lists.add(topology.peersOf(peer(i, zones).id()));
    }
    return lists;
  }

  private static int changes(List<PeerList> before, List<PeerList> after) {
    int changes = 0;
    for (int i = 0; i < before.size(); i++) {
      if (!before.get(i).generation().equals(after.get(i).generation())) {
        changes++;
      }
    }
    return changes;
  }

  private static Peer peer(int number, int zones) {
    InetAddress address =
        InetAddress.ofLiteral(
            "10." + number / 62_500 + "." + number / 250 % 250 + "." + (number % 250 + 1));
    return new Peer(
        new ClientId(AgentKind.HOST, "node-" + number),
        "zone-" + number % zones,
        new Endpoint(List.of(), List.of(address), 6100));
  }
}
