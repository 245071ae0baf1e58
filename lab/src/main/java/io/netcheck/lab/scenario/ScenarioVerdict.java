// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import io.netcheck.lab.cluster.FiringAlert;
import io.netcheck.lab.cluster.Notification;
import io.netcheck.lab.scenario.ScenarioObserver.ReceivedNotification;
import io.netcheck.lab.scenario.ScenarioObserver.ReportedFaults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Compares what happened with what was expected. */
final class ScenarioVerdict {
  private final Expectation expected;
  private final List<ReportedFaults> verdicts;
  private final List<ReceivedNotification> notifications;

  ScenarioVerdict(Expectation expected, ScenarioObserver observer) {
    this(expected, observer.verdicts(), observer.notifications());
  }

  ScenarioVerdict(
      Expectation expected,
      List<ReportedFaults> verdicts,
      List<ReceivedNotification> notifications) {
    this.expected = expected;
    this.verdicts =
        verdicts.stream()
            .map(verdict ->
                new ReportedFaults(verdict.at(), expected.withoutChance(verdict.faults())))
            .toList();
    this.notifications = List.copyOf(notifications);
  }

  List<String> problems() {
    List<String> problems = new ArrayList<>(problemsOfVerdicts());
    problems.addAll(problemsOfNotifications());
    return problems;
  }

  /** Nothing else may be named before the expected verdict, and that has to stay. */
  private List<String> problemsOfVerdicts() {
    List<String> wanted = expected.faults();
    List<String> last = verdicts.isEmpty() ? List.of() : verdicts.getLast().faults();
    if (!last.equals(wanted)) {
      return List.of("faults " + last + ", expected " + wanted);
    }
    List<String> wrong =
        verdicts.stream()
            .map(ReportedFaults::faults)
            .takeWhile(faults -> !faults.equals(wanted))
            .flatMap(List::stream)
            .filter(fault -> !wanted.isEmpty() && !wanted.contains(fault))
            .distinct()
            .toList();
    if (!wrong.isEmpty()) {
      return List.of("at first faults " + wrong + ", expected " + wanted);
    }
    List<List<String>> passing =
        verdicts.stream()
            .map(ReportedFaults::faults)
            .dropWhile(faults -> !wanted.isEmpty() && !faults.equals(wanted))
            .filter(faults -> !faults.equals(wanted))
            .toList();
    return passing.isEmpty()
        ? List.of()
        : List.of("for some time faults " + passing + ", expected " + wanted + " throughout");
  }

  List<String> problemsOfNotifications() {
    List<String> problems = new ArrayList<>();
    List<FiringAlert> unexpected = new ArrayList<>(told());
    for (String pattern : expected.alerts()) {
      Optional<FiringAlert> found =
          unexpected.stream().filter(alert -> AlertPattern.of(pattern).matches(alert)).findFirst();
      found.ifPresentOrElse(
          unexpected::remove, () -> problems.add("no notification for " + pattern));
    }
    unexpected.forEach(alert -> problems.add("unexpected notification: " + alert));
    if (problems.isEmpty() && rings() != expected.notifications()) {
      problems.add(rings() + " notifications of " + expected.alerts());
    }
    return problems;
  }

  private List<FiringAlert> told() {
    return notifications.stream()
        .flatMap(rung -> rung.notification().firing().stream())
        .distinct()
        .toList();
  }

  /** When the report named the expected faults, if any were expected. */
  Optional<Duration> verdict() {
    return expected.faults().isEmpty()
        ? Optional.empty()
        : verdicts.stream()
            .filter(verdict -> verdict.faults().equals(expected.faults()))
            .map(ReportedFaults::at)
            .findFirst();
  }

  Optional<Duration> notification() {
    return notifications.stream()
        .filter(rung -> rung.notification().rings())
        .map(ReceivedNotification::at)
        .findFirst();
  }

  /**
   * The number of notifications about this fault. Prometheus tells for a quarter of an hour that an
   * alert is over. So Alertmanager may repeat a notification because an alert of the same name,
   * from an earlier scenario, is over: this does not count.
   */
  int rings() {
    Set<FiringAlert> told = new HashSet<>();
    int rings = 0;
    for (ReceivedNotification rung : notifications) {
      Notification notification = rung.notification();
      boolean isAboutOthers =
          told.containsAll(notification.firing())
              && !notification.resolved().isEmpty()
              && notification.resolved().stream().noneMatch(told::contains);
      if (notification.rings() && !isAboutOthers) {
        rings++;
      }
      told.addAll(notification.firing());
    }
    return rings;
  }
}
