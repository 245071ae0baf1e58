// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.world;

import io.netcheck.agent.peer.PeerDirectory;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.HeartbeatAnswer;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.Peer;
import io.netcheck.protocol.PeerList;
import io.netcheck.protocol.PlaneResults;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * An agent in a cluster in which nothing breaks: its rounds cost as much as they lose.
 *
 * <p>A link needs six losses in a row to be down, or twelve, which does not happen at the loss of a
 * healthy network. A single probe needs three, which does.
 */
final class QuietAgent {
  private static final long MOST_SKEW_NANOS = 40_000_000;

  private record Cell(QuietPlane plane, int number) {}

  private final ClusterPlan plan;
  private final ClientId id;
  private final int node;
  private final Fabric fabric;
  private final SimulatedClock clock;
  private final String instance;
  private final long skewNanos;
  private final Endpoint endpoint;
  private final PeerDirectory directory;
  private final BeatPace pace;
  private final List<Cell> down = new ArrayList<>();
  private List<QuietPlane> planes = List.of();
  private int cells;
  private long rounds;
  private long acceptedRounds;
  private long offeredRounds;
  private long sequence;
  private long windowSince;
  private long offered;

  QuietAgent(
      ClusterPlan plan,
      AgentKind kind,
      int node,
      Fabric fabric,
      SimulatedClock clock,
      SplittableRandom random) {
    this.plan = plan;
    this.id = new ClientId(kind, plan.node(node));
    this.node = node;
    this.fabric = fabric;
    this.clock = clock;
    this.instance = HexFormat.of().toHexDigits(random.nextLong());
    this.skewNanos = random.nextLong(-MOST_SKEW_NANOS, MOST_SKEW_NANOS);
    this.endpoint =
        AddressPlan.endpoint(
            kind,
            node,
            0,
            plan.families(),
            plan.networks().contains(kind == AgentKind.POD ? Network.NODE : Network.HOST));
    this.directory = new PeerDirectory(clock, PeerList.NONE);
    this.pace = new BeatPace(random, 0);
  }

  /** Plays one round. */
  void round() {
    rounds++;
    boolean changed = down.removeIf(cell -> !cell.plane().isDown(cell.number(), rounds - 1));
    // Where the losses of this round are: mostly there are none.
    for (long at = fabric.nextLossWithin(cells); at >= 0; ) {
      int number = (int) at;
      for (QuietPlane plane : planes) {
        if (number < plane.cells()) {
          if (plane.lose(number, rounds)) {
            down.add(new Cell(plane, number));
            changed = true;
          }
          break;
        }
        number -= plane.cells();
      }
      long more = fabric.nextLossWithin(cells - at - 1);
      at = more < 0 ? -1 : at + 1 + more;
    }
    if (changed) {
      pace.urge(clock.now());
    }
  }

  boolean isDue() {
    return pace.isDue(clock.now());
  }

  Heartbeat beat() {
    pace.begin(clock.now());
    offered = clock.now();
    offeredRounds = rounds;
    int sent = (int) (rounds - acceptedRounds);
    List<PlaneResults> results = new ArrayList<>(planes.size());
    for (QuietPlane plane : planes) {
      results.add(plane.offer(sent, rounds, fabric));
    }
    return new Heartbeat(
            id,
            plan.zone(plan.zoneOf(node)),
            "0.2.0",
            instance,
            Duration.ofNanos(offered),
            ++sequence,
            false,
            clock.instant().plusNanos(skewNanos),
            BeatPace.INTERVAL,
            endpoint,
            directory.peers().generation(),
            rounds,
            Duration.ofNanos(offered - windowSince),
            results,
            List.of(),
            List.of())
        .stretched(pace.stretch());
  }

  void accepted(HeartbeatAnswer answer) {
    windowSince = offered;
    acceptedRounds = offeredRounds;
    planes.forEach(QuietPlane::accept);
    if (directory.heard(answer.peers(), answer.listening())) {
      update(directory.peers().peers());
    }
    pace.answered(answer, clock.now());
  }

  private void update(List<Peer> peers) {
    List<QuietPlane> all = new ArrayList<>();
    for (Network network : plan.networks(id.kind())) {
      for (IpFamily family : new TreeSet<>(plan.families())) {
        List<String> targets = new ArrayList<>();
        List<Long> base = new ArrayList<>();
        for (Peer peer : peers) {
          for (InetAddress address : peer.endpoint().addresses(network)) {
            if (IpFamily.of(address) == family) {
              targets.add(peer.id().node());
              base.add(fabric.base(node, AddressPlan.node(address)));
            }
          }
        }
        if (!targets.isEmpty()) {
          all.add(
              new QuietPlane(
                  network, family, targets, base.stream().mapToLong(Long::longValue).toArray()));
        }
      }
    }
    planes = all;
    cells = all.stream().mapToInt(QuietPlane::cells).sum();
    down.clear();
    // New links have no results of before.
    acceptedRounds = rounds;
    offeredRounds = rounds;
  }
}
