// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import io.netcheck.report.ControlCharacters;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A line for each change, for a file or a pipe. */
final class WatchLog implements WatchView {
  private final PrintStream out;
  private @Nullable ClusterState shown;
  private String trouble = "";
  private Duration gap = Duration.ZERO;

  WatchLog(PrintStream out) {
    this.out = out;
  }

  @Override
  public void show(Optional<ClusterState> state, Freshness freshness) {
    freshness(freshness);
    state.filter(now -> !now.equals(shown)).ifPresent(this::changed);
    out.flush();
  }

  private void freshness(Freshness freshness) {
    gap = freshness.stale().orElse(gap);
    String kind = freshness.stale().isPresent() ? "stale" : "";
    String now = kind + freshness.why();
    if (now.equals(trouble)) {
      return;
    }
    trouble = now;
    if (!now.isEmpty()) {
      line("", freshness.text());
    } else {
      line("", gap.isZero() ? "live again" : "live again after " + gap.toSeconds() + " s");
      gap = Duration.ZERO;
    }
  }

  private void changed(ClusterState now) {
    ClusterState before = shown;
    shown = now;
    if (before == null
        || before.status() != now.status()
        || !before.summary().equals(now.summary())) {
      line(
          now.at(), now.status().label().toUpperCase(java.util.Locale.ROOT) + "  " + now.summary());
    }
    findings(before, now);
    nodes(before, now);
  }

  private void findings(@Nullable ClusterState before, ClusterState now) {
    Map<String, ClusterState.Finding> gone = findings(before);
    for (ClusterState.Finding finding : now.findings()) {
      if (gone.remove(finding.identity()) == null) {
        line(now.at(), "began  " + finding.identity() + severity(finding));
        finding.evidence().forEach(evidence -> line("", "  - " + evidence));
        if (finding.hint() != null) {
          line("", "  Next: " + finding.hint());
        }
      }
    }
    gone.values().forEach(finding -> line(now.at(), "ended  " + finding.identity()));
  }

  private static String severity(ClusterState.Finding finding) {
    return finding.severity().isEmpty() ? "" : " (" + finding.severity() + ")";
  }

  private static Map<String, ClusterState.Finding> findings(@Nullable ClusterState state) {
    Map<String, ClusterState.Finding> findings = new LinkedHashMap<>();
    if (state != null) {
      state.findings().forEach(finding -> findings.put(finding.identity(), finding));
    }
    return findings;
  }

  /** Of the first state, only what is not up. */
  private void nodes(@Nullable ClusterState before, ClusterState now) {
    Map<String, String> states = new LinkedHashMap<>();
    if (before != null) {
      before.nodes().forEach(node -> states.put(node.node(), node.state()));
    }
    for (ClusterState.Node node : now.nodes()) {
      String was = states.remove(node.node());
      if (was == null ? before != null || !node.isUp() : !was.equals(node.state())) {
        line(
            now.at(),
            "node   "
                + node.node()
                + " "
                + (was == null ? "" : was + " -> ")
                + node.state()
                + (was == null && before != null ? " (joined)" : ""));
      }
    }
    states.keySet().forEach(node -> line(now.at(), "node   " + node + " is gone"));
  }

  /** A terminal may obey what an exporter sends. */
  private void line(String at, String text) {
    out.printf("%-24s  %s%n", ControlCharacters.replacedIn(at), ControlCharacters.replacedIn(text));
  }

  @Override
  public void close() {}
}
