// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import java.util.Set;
import java.util.TreeSet;

/** What an exporter said over time that it had not said before. */
final class ViewChanges {
  private final ExporterView before;
  private final Set<String> findings = new TreeSet<>();
  private int fewestActive;
  private int unanswered;

  ViewChanges(ExporterView before) {
    this.before = before;
    this.fewestActive = before.active();
  }

  void add(ExporterView now) {
    fewestActive = Math.min(fewestActive, now.active());
    now.findings().stream()
        .filter(finding -> !before.findings().contains(finding))
        .forEach(findings::add);
  }

  /** It gave no report. */
  void countUnanswered() {
    unanswered++;
  }

  int unanswered() {
    return unanswered;
  }

  int fewestActive() {
    return fewestActive;
  }

  /** How many findings were new. */
  int findings() {
    return findings.size();
  }

  /** Names them, if there were any. */
  void print() {
    if (!findings.isEmpty()) {
      System.err.println("bench: before " + before.findings() + ", later also " + findings);
    }
  }
}
