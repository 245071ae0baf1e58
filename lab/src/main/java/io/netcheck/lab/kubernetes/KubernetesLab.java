// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.kubernetes;

import io.netcheck.lab.scenario.Timeline;
import io.netcheck.lab.wire.Commands;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code lab/run kubernetes}: plays the steps on a new cluster, and prints what came of them. */
public final class KubernetesLab {
  private KubernetesLab() {}

  /** Lists the steps, one line each. */
  public static void list(PrintStream out) {
    Steps.ALL.forEach(step -> out.println("%-20s %s".formatted(step.name(), step.story())));
  }

  public static boolean hasStep(String name) {
    return Steps.named(name).isPresent();
  }

  /** What is missing on this machine, as a sentence, or empty. */
  public static Optional<String> missing() {
    if (!"root".equals(System.getProperty("user.name"))) {
      return Optional.of("needs root to create namespaces, mounts and control groups.");
    }
    return Programs.TOOLS.stream()
        .filter(tool -> !Commands.isInstalled(tool))
        .findFirst()
        .map(tool -> "needs " + tool + ", which ./test installs on Debian.");
  }

  /**
   * Plays steps.
   *
   * @param names of the steps, or empty for all
   * @return whether all came as expected
   */
  public static boolean run(Path root, List<String> names, PrintStream out)
      throws IOException, InterruptedException {
    Programs programs = Programs.build(root);
    Timeline timeline = new Timeline(out);
    timeline.begin();
    List<StepResult> results = new ArrayList<>();
    try (KubernetesCluster cluster = KubernetesCluster.start(root, programs, timeline)) {
      StepRun run = new StepRun(cluster, out);
      for (Step step : Steps.some(names)) {
        results.add(run.of(step));
      }
    }
    out.println();
    for (StepResult result : results) {
      out.println(
          "%-16s %-16s %-14s %-20s %s"
              .formatted(
                  result.step().name(),
                  result.isAsExpected() ? "as expected" : "NOT AS EXPECTED",
                  result.named().map(at -> "named " + seconds(at)).orElse(""),
                  result.unease().isZero() ? "" : "uneasy for " + seconds(result.unease()),
                  "took " + seconds(result.took())));
    }
    return results.stream().allMatch(StepResult::isAsExpected);
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1_000.0);
  }
}
