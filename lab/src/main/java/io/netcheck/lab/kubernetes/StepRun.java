// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.kubernetes;

import io.netcheck.lab.kubernetes.ReportWatch.Seen;
import io.netcheck.lab.scenario.ConditionWait;
import io.netcheck.lab.scenario.Timeline;
import io.netcheck.report.Report;
import io.netcheck.report.ReportStatus;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plays steps on a cluster, and compares what every exporter says with what it should say. */
final class StepRun {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Long enough for what would be said wrongly after a while. */
  private static final Duration HOLD = Duration.ofSeconds(15);

  private final KubernetesCluster cluster;
  private final PrintStream out;

  StepRun(KubernetesCluster cluster, PrintStream out) {
    this.cluster = cluster;
    this.out = out;
  }

  StepResult of(Step step) throws IOException, InterruptedException {
    out.println("\n%s: %s".formatted(step.name(), step.story()));
    Stage stage = Stage.of(cluster);
    List<String> faults = step.faults().stream().map(stage::name).toList();
    StepExpectation expected = new StepExpectation(faults, step.apiProblem());
    Timeline timeline = new Timeline(out);
    timeline.begin();
    try (ReportWatch watch = new ReportWatch(cluster.operator(), timeline)) {
      List<String> problems = new ArrayList<>();
      print(timeline, "step", "begins");
      step.begin().on(stage);
      print(timeline, "step", "is complete");
      if (!ConditionWait.await(PATIENCE, () -> isSaidByAll(expected, watch))) {
        problems.add(
            "the report says %s, expected %s".formatted(states(watch), expected.description()));
      }
      Thread.sleep(HOLD);
      if (!isSaidByAll(expected, watch)) {
        problems.add("the report does not go on to say " + expected.description());
      }
      Optional<Duration> named =
          expected.isNothing()
              ? Optional.empty()
              : watch.seen().stream()
                  .filter(seen -> expected.isSaidBy(seen.state()))
                  .map(Seen::at)
                  .findFirst();
      step.heal().on(stage);
      print(timeline, "heal", "is complete");
      if (!ConditionWait.await(PATIENCE, () -> isWell(watch))) {
        problems.add("not healthy long after the step: " + states(watch));
      }
      Duration took = timeline.now();
      print(timeline, "end", "the cluster is healthy");
      problems.addAll(expected.problems(watch.seen()));
      problems.forEach(problem -> out.println("  NOT AS EXPECTED: " + problem));
      Duration unease = expected.unease(watch.seen(), took);
      return new StepResult(step, problems, named, unease, took);
    }
  }

  private static void print(Timeline timeline, String what, String text) {
    timeline.print(timeline.now(), what, text);
  }

  private static boolean isSaidByAll(StepExpectation expected, ReportWatch watch) {
    List<Report> reports = watch.current();
    return !reports.isEmpty()
        && reports.stream().map(ReportState::of).allMatch(expected::isSaidBy)
        && (!expected.isNothing() || isWell(watch));
  }

  /** Every exporter hears an agent of each node, and every link is up. */
  private static boolean isWell(ReportWatch watch) {
    List<Report> reports = watch.current();
    return !reports.isEmpty()
        && reports.stream()
            .allMatch(report ->
                report.status() == ReportStatus.HEALTHY
                    && report.kubernetes() != null
                    && report.kubernetes().up()
                    && report.clients().active() == report.clients().expected()
                    && report.clients().active() >= KubernetesCluster.NODES
                    && report.networks().stream()
                        .allMatch(network ->
                            network.links().up() == network.links().total()
                                && network.links().total() > 0));
  }

  private static List<ReportState> states(ReportWatch watch) {
    return watch.current().stream().map(ReportState::of).toList();
  }
}
