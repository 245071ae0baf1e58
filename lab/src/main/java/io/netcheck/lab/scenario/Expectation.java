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
 */
public record Expectation(List<String> faults, List<String> alerts) {
  static final Expectation NOTHING = new Expectation(List.of(), List.of());

  public Expectation {
    faults = faults.stream().sorted().toList();
    alerts = List.copyOf(alerts);
  }

  int notifications() {
    return alerts.isEmpty() ? 0 : 1;
  }

  static Expectation of(String fault, String alert) {
    return new Expectation(List.of(fault), List.of(alert));
  }
}
