// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import io.netcheck.lab.cluster.FiringAlert;
import io.netcheck.lab.cluster.Lab;
import io.netcheck.lab.cluster.SpeedFactor;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Injects a fault into a healthy lab, waits for the expected effects and long enough to see
 * unexpected ones, repairs the fault, and waits until the lab is healthy again.
 */
public final class ScenarioRun {
  /** The time that agents and exporter need, at any speed: what never worked takes the longest. */
  private static final Duration OWN_TIME = Duration.ofSeconds(90);

  /** All processes of a lab start at the same time, perhaps on a busy machine. */
  private static final Duration START = Duration.ofMinutes(3);

  /** The lab does not wait for alerts that need longer than this to fire. */
  private static final Duration LONGEST_FOR = Duration.ofMinutes(15);

  /** The sum of ranges, keep_firing_for and the intervals of Alertmanager. */
  private static final Duration LONGEST_END = Duration.ofMinutes(30);

  private static final Duration AFTER_ALL_ELSE = Duration.ofSeconds(10);

  private final Lab lab;
  private final SpeedFactor speed;
  private final PrintStream out;

  public ScenarioRun(Lab lab, PrintStream out) {
    this.lab = lab;
    this.speed = lab.plan().speed();
    this.out = out;
  }

  public ScenarioResult of(Scenario scenario) throws IOException, InterruptedException {
    out.println("\n%s: %s".formatted(scenario.name(), scenario.story()));
    // Otherwise a node that failed in three scenarios would flap.
    lab.replaceExporter();
    lab.awaitWell(START.plus(speed.of(LONGEST_END)));
    Thread.sleep(scenario.past());
    lab.awaitWell(START.plus(speed.of(LONGEST_END)));
    Timeline timeline = new Timeline(out);
    FirstFailure probe = new FirstFailure(lab, timeline);
    Expectation expected = scenario.expected();
    try (ScenarioObserver observer = new ScenarioObserver(lab, timeline);
        FirstFailure _ = probe.look()) {
      timeline.begin();
      timeline.print(timeline.now(), "fault", "begins");
      scenario.fault().begin(lab);
      Duration begun = timeline.now();
      if (begun.compareTo(Duration.ofSeconds(2)) > 0) {
        timeline.print(begun, "fault", "is complete");
      }
      ConditionWait.await(
          OWN_TIME.plus(speed.of(LONGEST_FOR)),
          () -> new ScenarioVerdict(expected, observer).problems().isEmpty());
      Duration hold = speed.of(LONGEST_FOR).plus(AFTER_ALL_ELSE);
      ConditionWait.await(hold, () -> timeline.now().compareTo(hold.plus(begun)) >= 0);
      List<String> problems = new ArrayList<>(new ScenarioVerdict(expected, observer).problems());

      timeline.print(timeline.now(), "heal", "begins");
      scenario.fault().heal(lab);
      if (!ConditionWait.await(OWN_TIME.plus(speed.of(LONGEST_END)), () -> isOver(observer))) {
        problems.add("not over long after the repair: " + whatIsLeft(observer));
      }
      timeline.print(timeline.now(), "end", "the lab is healthy again");
      ScenarioVerdict judgement = new ScenarioVerdict(expected, observer);
      problems.addAll(judgement.problemsOfNotifications());
      List<String> distinct = problems.stream().distinct().toList();
      distinct.forEach(problem -> out.println("  NOT AS EXPECTED: " + problem));
      return new ScenarioResult(
          scenario,
          distinct,
          probe.at(),
          judgement.verdict(),
          observer.firstFiring(),
          judgement.notification(),
          judgement.rings());
    }
  }

  private boolean isOver(ScenarioObserver observer) {
    return observer.lastVerdict().isEmpty()
        && observer.seesNoAlert()
        && observer.stillTold().isEmpty()
        && lab.complaints().isEmpty();
  }

  private static String whatIsLeft(ScenarioObserver observer) {
    return "faults %s, notified and not resolved %s"
        .formatted(
            observer.lastVerdict(),
            observer.stillTold().stream().map(FiringAlert::toString).toList());
  }
}
