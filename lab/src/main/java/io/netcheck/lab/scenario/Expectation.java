// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import java.util.List;

/**
 * The expected effects of a fault; there must be no others. However many alerts there are, one
 * fault is one notification.
 *
 * @param faults the faults in {@code /report}, each as kind and subject
 * @param alerts the alerts in the notification, each as the name of an alert, optionally with
 *     labels: {@code NetcheckNodeUnreachable{node=node-4}}
 * @param byChance kinds of fault that may come and go. If packets are lost at random, all packets
 *     of one kind are sometimes lost for long enough to be a short fault
 */
public record Expectation(List<String> faults, List<String> alerts, List<String> byChance) {
  static final Expectation NOTHING = new Expectation(List.of(), List.of());

  public Expectation {
    faults = faults.stream().sorted().toList();
    alerts = List.copyOf(alerts);
    byChance = List.copyOf(byChance);
  }

  Expectation(List<String> faults, List<String> alerts) {
    this(faults, alerts, List.of());
  }

  /** The faults in {@code found} that are not random. */
  List<String> withoutChance(List<String> found) {
    return found.stream()
        .filter(fault -> byChance.stream().noneMatch(kind -> fault.startsWith(kind + " ")))
        .toList();
  }

  int notifications() {
    return alerts.isEmpty() ? 0 : 1;
  }

  static Expectation of(String fault, String alert) {
    return new Expectation(List.of(fault), List.of(alert));
  }
}
