// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import java.util.List;

/**
 * All that may come of a fault, and that must. Whatever alerts there are, a pager rings once: one
 * fault is one notification.
 *
 * @param faults what {@code /report} names, each as kind and subject
 * @param alerts what a pager is told, each as the name of an alert, perhaps with some of its
 *     labels: {@code NetcheckNodeUnreachable{target_node=node-4}}
 * @param byChance kinds of fault that may come and go meanwhile: where packets are lost at random,
 *     now and then all of one kind are, for long enough to be a fault for a moment
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

  /** Those of {@code found} that nothing but a fault explains. */
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
