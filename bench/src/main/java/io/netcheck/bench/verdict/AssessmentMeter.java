// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.verdict;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.bench.world.ClusterPlan;
import io.netcheck.bench.world.World;
import io.netcheck.daemon.ClockReading;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.exporter.assess.Assessment;
import io.netcheck.exporter.assess.AssessmentInput;
import io.netcheck.exporter.assess.AssessmentSequence;
import io.netcheck.exporter.client.ClusterInventory;
import io.netcheck.exporter.mesh.LossWindow;
import io.netcheck.log.LogLevels;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.verdict.Situation;
import io.netcheck.verdict.VerdictEngine;
import io.netcheck.verdict.recording.RecordedSituation;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Measures the CPU of the assessments of a large simulated cluster, while nothing is wrong and
 * while a zone is dead. Once a second, what the exporter of the world assesses is assessed here
 * again: once with the heartbeats of that second, and once more soon after, without any.
 */
public final class AssessmentMeter {
  private static final int ZONES = 7;
  private static final int PEERS = 24;
  private static final int DEAD_ZONE = 3;
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final double NANOS_PER_MILLI = 1e6;

  /** Less than what makes an agent that has not been heard since another one. */
  private static final long SOON_NANOS = SECOND_NANOS / 20;

  /** By then it is known how long round trips usually take. */
  private static final long WARM_UP_SECONDS = 45;

  private static final long MEASURED_SECONDS = 30;

  /** From its end to its name. */
  private static final long DYING_SECONDS = 8;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final PrintStream out = new PrintStream(System.out, true, UTF_8);
  private final World world;
  private final AssessmentSequence sequence =
      new AssessmentSequence(Map.of(), new LossWindow(ProcessClock.SYSTEM));
  private final VerdictEngine engine = new VerdictEngine();
  private final List<Double> assessment = new ArrayList<>();
  private final List<Double> withHeartbeats = new ArrayList<>();
  private final List<Double> judgement = new ArrayList<>();
  private long lastSecond = -1;
  private long now;

  private AssessmentMeter(ClusterPlan plan) {
    world = new World(plan, 1);
  }

  /**
   * Prints a line for each situation: its name, and three medians in milliseconds: of an
   * assessment, of the judgement in it, and of an assessment that takes in heartbeats first.
   *
   * @param args the number of nodes, and the share of packets that are lost without a cause
   */
  public static void main(String[] args) {
    // The log of an exporter would show every broken link.
    LogLevels.off();
    int nodes = Integer.parseInt(args[0]);
    new AssessmentMeter(
            new ClusterPlan(
                nodes,
                ZONES,
                Set.of(Network.values()),
                Set.of(IpFamily.IPV4),
                PEERS,
                nodes,
                false,
                IpFamily.IPV4,
                Double.parseDouble(args[1]),
                false,
                false))
        .measure();
  }

  private void measure() {
    run(WARM_UP_SECONDS);
    measure("quiet");
    world.plan().members(DEAD_ZONE).stream().forEach(world::powerOff);
    run(DYING_SECONDS);
    measure("dead-zone");
  }

  private void run(long seconds) {
    now += seconds * SECOND_NANOS;
    world.run(now, this::assess);
  }

  private void measure(String situation) {
    List<List<Double>> columns = List.of(assessment, judgement, withHeartbeats);
    columns.forEach(List::clear);
    run(MEASURED_SECONDS);
    out.println(
        situation
            + columns.stream()
                .map(millis -> " " + millis.stream().sorted().toList().get(millis.size() / 2))
                .reduce("", String::concat));
  }

  private void assess(Assessment made, long nanos) {
    if (nanos / SECOND_NANOS == lastSecond) {
      return; // an early one
    }
    lastSecond = nanos / SECOND_NANOS;
    AssessmentInput input =
        new AssessmentInput(made.clients(), ClusterInventory.NONE, Optional.empty());
    withHeartbeats.add(millis(() -> sequence.next(input, new ClockReading(nanos, made.at()))));
    ClockReading soon = new ClockReading(nanos + SOON_NANOS, made.at().plusNanos(SOON_NANOS));
    assessment.add(millis(() -> sequence.next(input, soon)));
    Situation judged = lastSituation();
    engine.judge(judged);
    Situation later =
        new Situation(judged.nanos() + SOON_NANOS, judged.observers(), judged.ignored());
    judgement.add(millis(() -> engine.judge(later)));
  }

  private Situation lastSituation() {
    RecordedSituation last = sequence.explained().recording().getLast();
    return new Situation(last.nanos(), last.observers(), _ -> false);
  }

  private double millis(Runnable task) {
    long before = threads.getCurrentThreadCpuTime();
    task.run();
    return (threads.getCurrentThreadCpuTime() - before) / NANOS_PER_MILLI;
  }
}
