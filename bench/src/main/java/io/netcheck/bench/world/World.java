// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.world;

import io.netcheck.exporter.assess.Assessment;
import io.netcheck.exporter.client.ClusterInventory;
import io.netcheck.exporter.client.RefusedException;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.HeartbeatAnswer;
import io.netcheck.protocol.IntervalStretch;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;

/** A cluster with its agents, its network and its exporter. Equal seeds give equal worlds. */
public final class World {
  /** How far apart the starts of the agents are. */
  private static final long STARTS_NANOS = 2_000_000_000L;

  /** The address of a second agent of a node. */
  private static final int TWIN_POD = 200;

  /** Sees each assessment. */
  @FunctionalInterface
  public interface Observer {
    void assessed(Assessment assessment, long nanos);
  }

  private record Appointment(long at, long number, Runnable task)
      implements Comparable<Appointment> {
    @Override
    public int compareTo(Appointment other) {
      return at == other.at ? Long.compare(number, other.number) : Long.compare(at, other.at);
    }
  }

  private final ClusterPlan plan;
  private final SimulatedClock clock = new SimulatedClock();
  private final SplittableRandom random;
  private final Fabric fabric;
  private final Map<AgentKind, AgentModel[]> agents = new EnumMap<>(AgentKind.class);
  private final List<AgentModel> all = new ArrayList<>();
  private final BitSet dark = new BitSet();
  private final ServicePlane services;
  private final Map<ClientId, AgentModel> twins = new HashMap<>();

  /** Agents whose heartbeats get lost on the last part of their way. */
  private final Set<AgentModel> unheard = new HashSet<>();

  private final PriorityQueue<Appointment> appointments = new PriorityQueue<>();
  private final BitSet held = new BitSet();
  private HeartbeatWeather weather;
  private long appointed;
  private ExporterModel exporter;
  private boolean exporterUp = true;

  public World(ClusterPlan plan, long seed) {
    this.plan = plan;
    this.random = new SplittableRandom(seed);
    this.fabric = new Fabric(plan, random.split());
    this.services = new ServicePlane(plan.checks());
    this.weather = plan.rough() ? HeartbeatWeather.ROUGH : HeartbeatWeather.CALM;
    this.exporter = new ExporterModel(plan, clock, ClusterInventory.NONE);
    for (AgentKind kind : plan.kinds()) {
      AgentModel[] row = new AgentModel[plan.nodes()];
      for (int node = 0; node < row.length; node++) {
        AgentModel agent = model(kind, node);
        row[node] = agent;
        all.add(agent);
        at(random.nextLong(STARTS_NANOS), () -> startAtFirst(agent));
      }
      agents.put(kind, row);
    }
  }

  private void startAtFirst(AgentModel agent) {
    if (!held.get(agent.node())) {
      start(agent, false);
    }
  }

  private AgentModel model(AgentKind kind, int node) {
    return new AgentModel(
        plan, kind, node, fabric, this::answering, services, clock, random.split());
  }

  public ClusterPlan plan() {
    return plan;
  }

  public Fabric fabric() {
    return fabric;
  }

  public ServicePlane services() {
    return services;
  }

  public long now() {
    return clock.now();
  }

  /** Does something later. */
  public void at(long nanos, Runnable task) {
    appointments.add(new Appointment(nanos, appointed++, task));
  }

  /** Runs until this moment. */
  public void run(long until, Observer observer) {
    for (long now = clock.now(); now <= until; now += AgentRounds.SLOT_NANOS) {
      for (Appointment next = appointments.peek();
          next != null && next.at() <= now;
          next = appointments.peek()) {
        appointments.remove();
        clock.set(Math.max(clock.now(), next.at()));
        next.task().run();
      }
      clock.set(now);
      for (AgentModel agent : all) {
        if (agent.advance(now)) {
          send(agent, agent.beat(false));
        }
      }
      if (exporterUp) {
        long at = now;
        exporter.advance(now).ifPresent(made -> observer.assessed(made, at));
      }
    }
  }

  private PeerHost.Answering answering(int node, Network network, int pod) {
    if (dark.get(node)) {
      return PeerHost.Answering.NOBODY;
    }
    if (network == Network.NODE) {
      return PeerHost.Answering.ALL;
    }
    AgentKind kind = network == Network.POD ? AgentKind.POD : AgentKind.HOST;
    AgentModel agent = agent(kind, node);
    if (kind == AgentKind.POD && agent.pod() != pod) {
      AgentModel twin = twins.get(new ClientId(kind, plan.node(node)));
      return twin != null && twin.pod() == pod ? PeerHost.Answering.ALL : PeerHost.Answering.NOBODY;
    }
    return switch (agent.state()) {
      case RUNNING, STALLED -> PeerHost.Answering.ALL;
      case STARVED -> PeerHost.Answering.SLUGGISH;
      case FROZEN -> PeerHost.Answering.KERNEL;
      case ENDED -> PeerHost.Answering.REFUSING;
      case GONE -> kind == AgentKind.POD ? PeerHost.Answering.NOBODY : PeerHost.Answering.REFUSING;
    };
  }

  private void send(AgentModel agent, Heartbeat heartbeat) {
    send(agent, heartbeat, HeartbeatTrip.DEADLINE_NANOS, () -> missed(agent, heartbeat));
  }

  /** An agent says it once more if the first time was in vain. */
  private void sayGoodbye(AgentModel agent) {
    Heartbeat goodbye = agent.beat(true);
    send(
        agent,
        goodbye,
        HeartbeatTrip.GOODBYE_NANOS,
        () -> send(agent, goodbye, HeartbeatTrip.GOODBYE_NANOS, () -> {}));
  }

  /**
   * @param deadline after which the agent gives up
   * @param missed what the agent does then
   */
  private void send(AgentModel agent, Heartbeat heartbeat, long deadline, Runnable missed) {
    Network way = plan.way(agent.kind());
    IpFamily family = plan.heartbeats();
    HeartbeatTrip trip =
        HeartbeatTrip.of(
            fabric.on(agent.node(), plan.exporter(), way, family),
            fabric.on(plan.exporter(), agent.node(), way, family),
            fabric.base(agent.node(), plan.exporter()) + random.nextLong(2_000_000),
            random);
    trip = late(trip);
    long sent = clock.now();
    long givenUp = sent + deadline;
    boolean lost =
        trip.there() == HeartbeatTrip.NEVER || unheard.contains(agent) || isWeather(weather.lost());
    if (lost || !exporterUp) {
      // A host without the exporter's process refuses at once.
      at(lost ? givenUp : sent, missed);
      return;
    }
    if (trip.back() > deadline) {
      at(givenUp, missed);
    }
    HeartbeatTrip first = trip;
    at(sent + trip.there(), () -> arrived(agent, heartbeat, first, sent, missed));
    if (isWeather(weather.repeated())) {
      long again = sent + trip.there() + random.nextLong(HeartbeatWeather.MOST_APART_NANOS);
      at(again, () -> arrived(agent, heartbeat, HeartbeatTrip.UNANSWERED, sent, () -> {}));
    }
  }

  private boolean isWeather(double share) {
    return share > 0 && random.nextDouble() < share;
  }

  private HeartbeatTrip late(HeartbeatTrip trip) {
    return isWeather(weather.late())
        ? trip.later(random.nextLong(HeartbeatWeather.MOST_LATE_NANOS))
        : trip;
  }

  private void arrived(
      AgentModel agent, Heartbeat heartbeat, HeartbeatTrip trip, long sent, Runnable missed) {
    if (!exporterUp) {
      at(clock.now(), missed);
      return;
    }
    HeartbeatAnswer answer;
    try {
      answer = exporter.accept(heartbeat);
    } catch (RefusedException e) {
      throw new IllegalStateException("a heartbeat of the world is refused", e);
    }
    if (trip.back() <= HeartbeatTrip.DEADLINE_NANOS) {
      at(
          sent + trip.back(),
          () -> {
            if (agent.isOwn(heartbeat)) {
              agent.accepted(answer);
            }
          });
    }
  }

  private static void missed(AgentModel agent, Heartbeat heartbeat) {
    if (agent.isOwn(heartbeat)) {
      agent.failed();
    }
  }

  // What can happen to it.

  /** Sets what happens to heartbeats from now on. */
  public void weather(HeartbeatWeather next) {
    weather = next;
  }

  /** A node that does not exist yet. */
  public void hold(int node) {
    held.set(node);
    dark.set(node);
  }

  private void start(AgentModel agent, boolean newAddress) {
    agent.start(newAddress);
    fabric.changed();
  }

  private void become(AgentModel agent, AgentState state) {
    agent.become(state);
    fabric.changed();
  }

  private AgentModel agent(AgentKind kind, int node) {
    return Objects.requireNonNull(agents.get(kind))[node];
  }

  /** Without power. */
  public void powerOff(int node) {
    dark.set(node);
    agents.values().forEach(row -> become(row[node], AgentState.GONE));
  }

  public boolean isOff(int node) {
    return dark.get(node);
  }

  /** With power again: its agents start. */
  public void powerOn(int node, boolean newAddress) {
    dark.clear(node);
    agents.forEach((kind, row) -> start(row[node], newAddress && kind == AgentKind.POD));
  }

  /** The process ends without a word; its port refuses. */
  public void kill(AgentKind kind, int node) {
    become(agent(kind, node), AgentState.ENDED);
  }

  public void freeze(AgentKind kind, int node) {
    become(agent(kind, node), AgentState.FROZEN);
  }

  /** Its rounds stand still. */
  public void stall(AgentKind kind, int node) {
    become(agent(kind, node), AgentState.STALLED);
  }

  /** A frozen or stalled process goes on. */
  public void resume(AgentKind kind, int node) {
    become(agent(kind, node), AgentState.RUNNING);
  }

  public void starve(AgentKind kind, int node) {
    become(agent(kind, node), AgentState.STARVED);
  }

  /** Moves the wall clock of a node. */
  public void shiftClock(int node, long nanos) {
    agents.values().forEach(row -> row[node].shiftClock(nanos));
  }

  /** A second agent with the same name starts, at another address. */
  public void addTwin(AgentKind kind, int node) {
    AgentModel twin = model(kind, node);
    twin.placeAt(TWIN_POD);
    twins.put(new ClientId(kind, plan.node(node)), twin);
    all.add(twin);
    start(twin, false);
  }

  public void removeTwin(AgentKind kind, int node) {
    AgentModel twin = Objects.requireNonNull(twins.remove(new ClientId(kind, plan.node(node))));
    sayGoodbye(twin);
    become(twin, AgentState.GONE);
    all.remove(twin);
  }

  /** The exporter no longer hears these agents, which reach everybody else. */
  public void mute(AgentKind kind, BitSet nodes) {
    nodes.stream().forEach(node -> unheard.add(agent(kind, node)));
  }

  public void unmute(AgentKind kind, BitSet nodes) {
    nodes.stream().forEach(node -> unheard.remove(agent(kind, node)));
  }

  /** It ends and says so. */
  public void leave(AgentKind kind, int node) {
    AgentModel agent = agent(kind, node);
    sayGoodbye(agent);
    become(agent, AgentState.GONE);
  }

  /** A process starts where none is. */
  public void restart(AgentKind kind, int node, boolean newAddress) {
    start(agent(kind, node), newAddress && kind == AgentKind.POD);
  }

  /** The exporter is so near its limit. Another one does not know. */
  public void stretch(IntervalStretch asked) {
    exporter.stretch(asked);
  }

  public void stopExporter() {
    exporterUp = false;
  }

  /** It knows nothing of before. */
  public void startExporter() {
    exporter = new ExporterModel(plan, clock, ClusterInventory.NONE);
    exporterUp = true;
  }
}
