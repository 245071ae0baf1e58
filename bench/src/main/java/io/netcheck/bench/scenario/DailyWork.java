// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.scenario;

import io.netcheck.bench.world.ClusterPlan;
import io.netcheck.bench.world.Impairment;
import io.netcheck.bench.world.PacketFilter;
import io.netcheck.bench.world.Route;
import io.netcheck.bench.world.World;
import io.netcheck.protocol.AgentKind;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** What operators do to a cluster while nothing is wrong with it. */
final class DailyWork {
  private static final long SECOND_NANOS = 1_000_000_000;
  private static final long LONGEST_RESTART_NANOS = 3 * SECOND_NANOS;
  private static final long LONGEST_BOOT_NANOS = 50 * SECOND_NANOS;

  /** From the end of its agents to the end of a host. */
  private static final long SHUTDOWN_NANOS = 3 * SECOND_NANOS;

  /** Links are down only after two and a half seconds. */
  private static final long LONGEST_INTERRUPTION_NANOS = 3 * SECOND_NANOS / 2;

  private final ClusterPlan plan;
  private final SplittableRandom random;

  DailyWork(ClusterPlan plan, SplittableRandom random) {
    this.plan = plan;
    this.random = random;
  }

  /** One of them, at this moment. */
  Disturbance any(long start) {
    return switch (random.nextInt(6)) {
      case 0 -> rollingUpdate(start, false);
      case 1 -> rollingUpdate(start, true);
      case 2 -> reboot(start);
      case 3 -> scaleDown(start);
      case 4 -> interruption(start);
      default -> exporterRestart(start);
    };
  }

  /** One agent after the other says goodbye, and starts again. */
  private Disturbance rollingUpdate(long start, boolean moved) {
    AgentKind kind = plan.kinds().get(random.nextInt(plan.kinds().size()));
    List<Long> pauses = IntStream.range(0, plan.nodes()).mapToObj(_ -> pause()).toList();
    return new Disturbance(
        "rolling update of " + kind + " agents" + (moved ? ", with new addresses" : ""),
        start,
        world -> updateFrom(world, kind, 0, pauses, moved));
  }

  private long pause() {
    return random.nextLong(SECOND_NANOS / 2, LONGEST_RESTART_NANOS);
  }

  private static void updateFrom(
      World world, AgentKind kind, int node, List<Long> pauses, boolean moved) {
    if (node == pauses.size()) {
      return;
    }
    if (world.isOff(node)) {
      updateFrom(world, kind, node + 1, pauses, moved);
      return;
    }
    world.leave(kind, node);
    world.at(
        world.now() + pauses.get(node),
        () -> {
          if (!world.isOff(node)) {
            world.restart(kind, node, moved);
          }
          world.at(
              world.now() + SECOND_NANOS, () -> updateFrom(world, kind, node + 1, pauses, moved));
        });
  }

  /** Its agents say goodbye first. */
  private Disturbance reboot(long start) {
    int node = otherThanTheExporters();
    long duration = random.nextLong(5 * SECOND_NANOS, LONGEST_BOOT_NANOS);
    boolean moved = random.nextBoolean();
    return new Disturbance(
        "reboot of " + plan.node(node),
        start,
        world -> {
          switchOff(world, node);
          world.at(world.now() + duration, () -> world.powerOn(node, moved));
        });
  }

  private Disturbance scaleDown(long start) {
    int node = otherThanTheExporters();
    return new Disturbance("removal of " + plan.node(node), start, world -> switchOff(world, node));
  }

  private void switchOff(World world, int node) {
    plan.kinds().forEach(kind -> world.leave(kind, node));
    world.at(world.now() + SHUTDOWN_NANOS, () -> world.powerOff(node));
  }

  private int otherThanTheExporters() {
    int node = random.nextInt(plan.nodes());
    return node == plan.exporter() ? (node + 1) % plan.nodes() : node;
  }

  /** A network that changes its routes drops everything of a node, or of all, for a moment. */
  private Disturbance interruption(long start) {
    BitSet inside = Route.inside(plan);
    BitSet some = random.nextBoolean() ? inside : Route.only(random.nextInt(plan.nodes()));
    Route route = new Route(some, inside);
    List<Impairment> drops =
        List.of(
            Impairment.drop(route, PacketFilter.EVERYTHING),
            Impairment.drop(route.reversed(), PacketFilter.EVERYTHING));
    long duration = random.nextLong(SECOND_NANOS / 5, LONGEST_INTERRUPTION_NANOS);
    return new Disturbance(
        "interruption of " + (some.cardinality() == 1 ? "a node" : "all links"),
        start,
        world -> {
          world.fabric().add(drops);
          world.at(world.now() + duration, () -> world.fabric().remove(drops));
        });
  }

  private Disturbance exporterRestart(long start) {
    long duration = random.nextLong(SECOND_NANOS, 10 * SECOND_NANOS);
    return new Disturbance(
        "restart of the exporter",
        start,
        world -> {
          world.stopExporter();
          world.at(world.now() + duration, world::startExporter);
        });
  }
}
