// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.netcheck.lab.cluster.FiringAlert;
import io.netcheck.lab.cluster.Lab;
import io.netcheck.lab.cluster.Notification;
import io.netcheck.report.Report;
import io.netcheck.report.ReportStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Watches the report, the alerts and the pager in a thread of its own until it is closed. It
 * records every change, and writes it into a timeline.
 */
final class ScenarioObserver implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final int ROUNDS_BETWEEN_ALERTS = 3;
  private static final int MOST_DEVELOPING = 20;

  /** The faults in the report since this time, sorted. */
  record ReportedFaults(Duration at, List<String> faults) {}

  /** A notification and its time. */
  record ReceivedNotification(Duration at, Notification notification) {}

  private final Lab lab;
  private final Timeline timeline;
  private final int earlierNotifications;
  private final List<ReportedFaults> verdicts = new CopyOnWriteArrayList<>();
  private final List<ReceivedNotification> notifications = new CopyOnWriteArrayList<>();
  private final Map<String, Duration> firstFiring = new LinkedHashMap<>();
  private Map<String, String> states = Map.of();
  private final Set<String> developed = new HashSet<>();
  private boolean reportFails;

  /** Whether the exporter did not answer, and has not named anything since. */
  private boolean isNew;

  private final RepeatingThread watching;
  private int round;

  ScenarioObserver(Lab lab, Timeline timeline) {
    this.lab = lab;
    this.timeline = timeline;
    this.earlierNotifications = lab.pager().received().size();
    this.watching = new RepeatingThread("observer", this::watch);
  }

  private boolean watch() throws InterruptedException {
    seeReport();
    seeNotifications();
    if (round++ % ROUNDS_BETWEEN_ALERTS == 0) {
      seeAlerts();
    }
    Thread.sleep(PAUSE);
    return true;
  }

  private void seeReport() {
    try {
      Report report = lab.report();
      List<String> faults =
          report.faults().stream()
              .map(fault -> fault.kind() + " " + fault.subject())
              .sorted()
              .toList();
      reportFails = false;
      if (isNew && faults.isEmpty() && report.status() != ReportStatus.HEALTHY) {
        return; // An exporter that has just started claims nothing yet.
      }
      isNew = false;
      seeDeveloping(report);
      if (!faults.equals(lastVerdict())) {
        Duration at = timeline.now();
        verdicts.add(new ReportedFaults(at, faults));
        timeline.print(at, "verdict", report.summary());
      }
    } catch (IOException e) {
      isNew = true;
      if (!reportFails && !Thread.currentThread().isInterrupted()) {
        timeline.print(timeline.now(), "report", "no answer: " + reason(e));
        reportFails = true;
      }
    }
  }

  /** Prints what the exporter waits for, each thing once. */
  private void seeDeveloping(Report report) {
    for (Report.DevelopingRow failure : report.developing()) {
      String text = "%s (waiting for %s)".formatted(failure.where(), failure.waitingFor());
      if (developed.add(text) && developed.size() <= MOST_DEVELOPING) {
        timeline.print(timeline.now(), "developing", text);
      }
    }
  }

  private static String reason(IOException e) {
    return Optional.ofNullable(e.getCause()).orElse(e).toString();
  }

  private void seeAlerts() {
    JsonNode alerts;
    try {
      alerts = lab.alerts();
    } catch (IOException _) {
      return; // Prometheus is away, which is a scenario.
    }
    Map<String, String> now = new HashMap<>();
    for (JsonNode alert : alerts) {
      String name = FiringAlert.of(alert.path("labels")).toString();
      now.put(name, alert.path("state").asText());
    }
    Duration at = timeline.now();
    synchronized (this) {
      Map<String, List<String>> changes = new TreeMap<>();
      now.forEach((name, state) -> {
        if (!state.equals(states.get(name))) {
          changes.computeIfAbsent(state, _ -> new ArrayList<>()).add(name);
          if (state.equals("firing")) {
            firstFiring.putIfAbsent(name, at);
          }
        }
      });
      states.forEach((name, state) -> {
        if (!now.containsKey(name)) {
          changes.computeIfAbsent("not " + state, _ -> new ArrayList<>()).add(name);
        }
      });
      changes.forEach((change, names) -> timeline.print(at, change, AlertNames.of(names)));
      states = now;
    }
  }

  private void seeNotifications() {
    List<Notification> received = lab.pager().received();
    for (int i = earlierNotifications + notifications.size(); i < received.size(); i++) {
      Notification notification = received.get(i);
      Duration at = timeline.at(notification.nanoTime());
      notifications.add(new ReceivedNotification(at, notification));
      timeline.print(at, notification.rings() ? "notification" : "resolved", said(notification));
    }
  }

  private static String said(Notification notification) {
    String resolved = notification.resolved().isEmpty() ? "" : names(notification.resolved());
    return "to %s: %s"
        .formatted(
            notification.receiver(),
            notification.rings()
                ? names(notification.firing())
                    + (resolved.isEmpty() ? "" : ", no longer " + resolved)
                    + ": "
                    + notification.summary()
                : resolved);
  }

  private static String names(List<FiringAlert> alerts) {
    return AlertNames.of(alerts.stream().map(FiringAlert::toString).toList());
  }

  /** The current faults, as far as known. */
  List<String> lastVerdict() {
    return verdicts.isEmpty() ? List.of() : verdicts.getLast().faults();
  }

  List<ReportedFaults> verdicts() {
    return List.copyOf(verdicts);
  }

  List<ReceivedNotification> notifications() {
    return List.copyOf(notifications);
  }

  synchronized Optional<Duration> firstFiring() {
    return firstFiring.values().stream().findFirst();
  }

  synchronized boolean seesNoAlert() {
    return states.isEmpty();
  }

  /** Alerts that were notified and are not resolved yet, at any receiver. */
  List<FiringAlert> stillTold() {
    List<FiringAlert> told = new ArrayList<>();
    for (ReceivedNotification rung : notifications()) {
      told.removeAll(rung.notification().resolved());
      for (FiringAlert alert : rung.notification().firing()) {
        if (!told.contains(alert)) {
          told.add(alert);
        }
      }
    }
    return told;
  }

  @Override
  public void close() {
    watching.close();
  }
}
