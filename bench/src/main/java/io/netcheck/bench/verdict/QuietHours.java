// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.verdict;

import io.netcheck.bench.score.ShownFault;
import io.netcheck.bench.world.ClusterPlan;
import io.netcheck.bench.world.QuietWorld;
import io.netcheck.exporter.assess.Assessment;
import java.io.PrintStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Plays hours of a cluster in which nothing breaks, and counts what is shown nevertheless. */
public final class QuietHours {
  private static final int STEP_SECONDS = 60;
  private static final double SECONDS_PER_HOUR = 3600;
  private static final long PROGRESS_NANOS = 10_000_000_000L;
  private static final int MOST_PRINTED = 20;

  private final PrintStream out;
  private Set<String> before = Set.of();
  private final Set<String> names = new HashSet<>();
  private long findings;

  public QuietHours(PrintStream out) {
    this.out = out;
  }

  /** Returns how many findings were shown. All of them are false. */
  public long play(ClusterPlan plan, long seed, double hours) {
    out.println(plan);
    QuietWorld world = new QuietWorld(plan, seed);
    int total = (int) Math.ceil(hours * SECONDS_PER_HOUR);
    long started = System.nanoTime();
    long reported = started;
    for (int played = 0; played < total; played += STEP_SECONDS) {
      world.run(Math.min(STEP_SECONDS, total - played), this::see);
      long now = System.nanoTime();
      if (now - reported > PROGRESS_NANOS) {
        reported = now;
        double share = Math.min(1, (double) (played + STEP_SECONDS) / total);
        System.err.printf(
            "bench: %.1f of %.1f h, %d false, %.0f s left%n",
            share * hours, hours, findings, (now - started) / 1e9 * (1 / share - 1));
      }
    }
    out.printf(
        "%.2f h with %d nodes: %d false findings, %.3f an hour, in %.0f s%n",
        hours, plan.nodes(), findings, findings / hours, (System.nanoTime() - started) / 1e9);
    return findings;
  }

  private void see(Assessment assessment, long now) {
    List<ShownFault> faults = ShownFault.of(assessment);
    if (faults.isEmpty() && before.isEmpty()) {
      return;
    }
    Set<String> shown = faults.stream().map(ShownFault::name).collect(Collectors.toSet());
    for (String name : shown) {
      if (!before.contains(name)) {
        findings++;
        if (names.add(name) && names.size() <= MOST_PRINTED) {
          out.printf("%10.2f  %s%n", now / 1e9, name);
        }
      }
    }
    before = shown;
  }
}
