// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.world;

import io.netcheck.agent.peer.PeerDirectory;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.HeartbeatAnswer;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.PeerList;
import java.time.Duration;
import java.util.HexFormat;
import java.util.SplittableRandom;

/** One agent: its rounds, its results, its heartbeats, and its restarts. */
public final class AgentModel {
  private static final long MOST_SKEW_NANOS = 40_000_000;

  /** A starved agent sends its heartbeat so many slots too late, on average. */
  private static final int STARVED_SLOTS = 100;

  private final ClusterPlan plan;
  private final int node;
  private final ClientId id;
  private final Fabric fabric;
  private final PeerHost hosts;
  private final SimulatedClock clock;
  private final SplittableRandom random;
  private long skewNanos;
  private final ServicePlane services;
  private AgentState state = AgentState.GONE;
  private String instance = "";
  private PeerDirectory directory;
  private LinkSet links;
  private AgentChecks checks;
  private AgentRounds rounds;
  private BeatPace pace;
  private long started;
  private long sequence;
  private long windowSince;
  private long offered;
  private int pod;

  AgentModel(
      ClusterPlan plan,
      AgentKind kind,
      int node,
      Fabric fabric,
      PeerHost hosts,
      ServicePlane services,
      SimulatedClock clock,
      SplittableRandom random) {
    this.plan = plan;
    this.node = node;
    this.id = new ClientId(kind, plan.node(node));
    this.fabric = fabric;
    this.hosts = hosts;
    this.services = services;
    this.clock = clock;
    this.random = random;
    this.skewNanos = random.nextLong(-MOST_SKEW_NANOS, MOST_SKEW_NANOS);
    this.directory = new PeerDirectory(clock, PeerList.NONE);
    this.links = new LinkSet(plan, kind, node);
    this.rounds = new AgentRounds(links, fabric, hosts, random);
    this.pace = new BeatPace(random, 0);
    this.checks = new AgentChecks(node, services, random, 0);
  }

  /** Moves its wall clock. */
  void shiftClock(long nanos) {
    skewNanos += nanos;
  }

  /** It starts with another address than the first agent of its node. */
  void placeAt(int number) {
    pod = number;
  }

  int node() {
    return node;
  }

  AgentKind kind() {
    return id.kind();
  }

  AgentState state() {
    return state;
  }

  int pod() {
    return pod;
  }

  /** Starts its process anew. */
  void start(boolean newAddress) {
    long now = clock.now();
    state = AgentState.RUNNING;
    instance = HexFormat.of().toHexDigits(random.nextLong());
    directory = new PeerDirectory(clock, PeerList.NONE);
    links = new LinkSet(plan, id.kind(), node);
    rounds = new AgentRounds(links, fabric, hosts, random);
    pace = new BeatPace(random, now);
    checks = new AgentChecks(node, services, random, now);
    started = now;
    windowSince = now;
    sequence = 0;
    if (newAddress) {
      pod++;
    }
  }

  void become(AgentState next) {
    state = next;
    rounds.starve(next == AgentState.STARVED);
  }

  /** Does what is due, and returns whether a heartbeat is. */
  boolean advance(long now) {
    boolean probes = state == AgentState.RUNNING || state == AgentState.STARVED;
    if (probes) {
      checks.advance(now, this::reachesOutside);
      if (rounds.advance(now)) {
        pace.urge(now);
      }
    }
    boolean prompt = state != AgentState.STARVED || random.nextInt(STARVED_SLOTS) == 0;
    return (probes || state == AgentState.STALLED) && pace.isDue(now) && prompt;
  }

  /** Services are reached as the exporter is. */
  private boolean reachesOutside(ServicePlane.Target target) {
    Network way = plan.way(id.kind());
    HeartbeatTrip trip =
        HeartbeatTrip.of(
            fabric.on(node, plan.outside(), way, plan.heartbeats()),
            fabric.on(plan.outside(), node, way, plan.heartbeats()),
            fabric.base(node, plan.outside()),
            random);
    return trip.back() <= ServicePlane.TIMEOUT_NANOS;
  }

  Heartbeat beat(boolean goodbye) {
    pace.begin(clock.now());
    offered = clock.now();
    return new Heartbeat(
            id,
            plan.zone(plan.zoneOf(node)),
            "0.2.0",
            instance,
            Duration.ofNanos(offered - started),
            ++sequence,
            goodbye,
            clock.instant().plusNanos(skewNanos),
            BeatPace.INTERVAL,
            AddressPlan.endpoint(
                id.kind(),
                node,
                pod,
                plan.families(),
                plan.networks().contains(id.kind() == AgentKind.POD ? Network.NODE : Network.HOST)),
            directory.peers().generation(),
            rounds.completed(),
            Duration.ofNanos(offered - windowSince),
            links.offer(offered),
            checks.services(),
            checks.lookups())
        .stretched(pace.stretch());
  }

  /** Whether {@code heartbeat} is of the process that runs now. */
  boolean isOwn(Heartbeat heartbeat) {
    return heartbeat.instance().equals(instance)
        && state != AgentState.ENDED
        && state != AgentState.GONE;
  }

  void accepted(HeartbeatAnswer answer) {
    windowSince = offered;
    links.accept();
    checks.accept();
    if (directory.heard(answer.peers(), answer.listening())) {
      links.update(directory.peers().peers());
    }
    pace.answered(answer, clock.now());
  }

  void failed() {
    pace.end(clock.now());
  }
}
