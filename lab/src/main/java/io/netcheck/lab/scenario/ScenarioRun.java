// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import io.netcheck.exporter.report.Report;
import io.netcheck.exporter.report.Status;
import io.netcheck.lab.cluster.Alert;
import io.netcheck.lab.cluster.Lab;
import io.netcheck.lab.cluster.Speed;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets a fault come over a lab that is well, waits for what is expected and long enough to see what
 * is not, heals it, and waits until everybody says so.
 */
public final class ScenarioRun {
  /** What happens in the time of the agents and the exporter, whatever the speed. */
  private static final Duration OWN_TIME = Duration.ofSeconds(45);

  /** An alert that waits longer than this before it fires is not for a lab to see. */
  private static final Duration LONGEST_FOR = Duration.ofMinutes(15);

  /** Ranges, the time to keep firing and Alertmanager's intervals, one after the other. */
  private static final Duration LONGEST_END = Duration.ofMinutes(30);

  private static final Duration AFTER_ALL_ELSE = Duration.ofSeconds(10);

  private final Lab lab;
  private final Speed speed;
  private final PrintStream out;

  public ScenarioRun(Lab lab, PrintStream out) {
    this.lab = lab;
    this.speed = lab.plan().speed();
    this.out = out;
  }

  public Result of(Scenario scenario) throws IOException, InterruptedException {
    out.println("\n%s: %s".formatted(scenario.name(), scenario.story()));
    if (!Patience.await(OWN_TIME.plus(speed.of(LONGEST_END)), this::isWell)) {
      throw new IOException("the lab was not well before " + scenario.name());
    }
    Timeline timeline = new Timeline(out);
    FirstFailure probe = new FirstFailure(lab, timeline);
    Expectation expected = scenario.expected();
    try (Observer observer = new Observer(lab, timeline);
        FirstFailure _ = probe.look()) {
      timeline.begin();
      timeline.print(timeline.now(), "fault", "begins");
      scenario.fault().begin(lab);
      Duration begun = timeline.now();
      if (begun.compareTo(Duration.ofSeconds(2)) > 0) {
        timeline.print(begun, "fault", "is complete");
      }
      Patience.await(
          OWN_TIME.plus(speed.of(LONGEST_FOR)),
          () -> new Judgement(expected, observer).problems().isEmpty());
      Duration hold = speed.of(LONGEST_FOR).plus(AFTER_ALL_ELSE);
      Patience.await(hold, () -> timeline.now().compareTo(hold.plus(begun)) >= 0);
      Judgement judgement = new Judgement(expected, observer);
      List<String> problems = new ArrayList<>(judgement.problems());

      timeline.print(timeline.now(), "heal", "begins");
      scenario.fault().heal(lab);
      if (!Patience.await(OWN_TIME.plus(speed.of(LONGEST_END)), () -> isOver(observer))) {
        problems.add("not over long after it was healed: " + whatIsLeft(observer));
      }
      timeline.print(timeline.now(), "end", "all is well again");
      problems.addAll(new Judgement(expected, observer).problemsOfNotifications());
      return new Result(
          scenario,
          problems.stream().distinct().toList(),
          probe.at(),
          judgement.verdict(),
          observer.firstFiring(),
          judgement.notification(),
          judgement.rings());
    }
  }

  private boolean isOver(Observer observer) {
    return observer.lastVerdict().isEmpty()
        && observer.seesNoAlert()
        && observer.stillTold().isEmpty()
        && isWell();
  }

  private static String whatIsLeft(Observer observer) {
    return "faults %s, told and not called off %s"
        .formatted(
            observer.lastVerdict(), observer.stillTold().stream().map(Alert::toString).toList());
  }

  /** Every agent is there, every link is up, and nobody has anything to say. */
  private boolean isWell() {
    try {
      Report report = lab.report();
      int nodes = lab.plan().nodes();
      int links = nodes * (nodes - 1) * 2;
      return report.status() == Status.HEALTHY
          && report.clients().active() == 2 * nodes
          && report.clients().stale() == 0
          && report.networks().size() == 3
          && report.networks().stream().allMatch(network -> network.links().up() == links)
          && lab.alerts().isEmpty();
    } catch (IOException _) {
      return false; // not yet there
    }
  }
}
