// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.world;

import io.netcheck.exporter.client.ClusterInventory;
import io.netcheck.exporter.client.RefusedException;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.HeartbeatAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A large cluster in which nothing breaks, for many hours. Its network loses packets at random, as
 * every network does, and that is all.
 */
public final class QuietWorld {
  private static final long SECOND_NANOS = 1_000_000_000;
  private static final int SLOTS = (int) (SECOND_NANOS / AgentRounds.SLOT_NANOS);

  /** A heartbeat whose segment was lost is sent again after this time. */
  private static final int REPEAT_SLOTS = 20;

  private record Travelling(QuietAgent agent, Heartbeat heartbeat) {}

  private final ClusterPlan plan;
  private final SimulatedClock clock = new SimulatedClock();
  private final SplittableRandom random;
  private final ExporterModel exporter;

  /** Agents by the part of the second in which their rounds are. */
  private final List<List<QuietAgent>> rounds = new ArrayList<>();

  private final List<List<Travelling>> late = new ArrayList<>();
  private final List<QuietAgent> agents = new ArrayList<>();

  public QuietWorld(ClusterPlan plan, long seed) {
    this.plan = plan;
    this.random = new SplittableRandom(seed);
    Fabric fabric = new Fabric(plan, random.split());
    this.exporter = new ExporterModel(plan, clock, ClusterInventory.NONE);
    for (int slot = 0; slot < SLOTS; slot++) {
      rounds.add(new ArrayList<>());
      late.add(new ArrayList<>());
    }
    for (AgentKind kind : plan.kinds()) {
      for (int node = 0; node < plan.nodes(); node++) {
        QuietAgent agent = new QuietAgent(plan, kind, node, fabric, clock, random.split());
        rounds.get(random.nextInt(SLOTS)).add(agent);
        agents.add(agent);
      }
    }
  }

  public ClusterPlan plan() {
    return plan;
  }

  /** Runs for this many seconds more. */
  public void run(int seconds, World.Observer observer) {
    long begin = clock.now();
    for (long now = begin; now < begin + seconds * SECOND_NANOS; now += AgentRounds.SLOT_NANOS) {
      clock.set(now);
      int slot = (int) (now / AgentRounds.SLOT_NANOS % SLOTS);
      for (QuietAgent agent : rounds.get(slot)) {
        agent.round();
      }
      List<Travelling> arriving = late.get(slot);
      arriving.forEach(this::arrive);
      arriving.clear();
      for (QuietAgent agent : agents) {
        if (agent.isDue()) {
          send(agent, slot);
        }
      }
      long at = now;
      exporter.advance(now).ifPresent(made -> observer.assessed(made, at));
    }
  }

  private void send(QuietAgent agent, int slot) {
    Travelling sent = new Travelling(agent, agent.beat());
    if (random.nextDouble() < plan.backgroundLoss()) {
      late.get((slot + REPEAT_SLOTS) % SLOTS).add(sent);
    } else {
      arrive(sent);
    }
  }

  private void arrive(Travelling sent) {
    try {
      HeartbeatAnswer answer = exporter.accept(sent.heartbeat());
      sent.agent().accepted(answer);
    } catch (RefusedException e) {
      throw new IllegalStateException("a heartbeat of the world is refused", e);
    }
  }
}
