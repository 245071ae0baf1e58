// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab;

import io.netcheck.lab.cluster.Lab;
import io.netcheck.lab.cluster.LabPlan;
import io.netcheck.lab.kubernetes.KubernetesLab;
import io.netcheck.lab.scenario.ResultTable;
import io.netcheck.lab.scenario.Scenario;
import io.netcheck.lab.scenario.ScenarioResult;
import io.netcheck.lab.scenario.ScenarioRun;
import io.netcheck.lab.scenario.Scenarios;
import io.netcheck.lab.wire.Commands;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs scenarios in a lab, and prints whether everything happened as expected. */
public final class Main {
  private static final int AS_EXPECTED = 0;
  private static final int CANNOT_RUN = 1;
  private static final int NOT_AS_EXPECTED = 2;

  private static final List<String> TOOLS =
      List.of("ip", "iptables", "ip6tables", "sysctl", "prometheus", "prometheus-alertmanager");

  private Main() {}

  public static void main(String[] args) throws InterruptedException {
    System.exit(run(List.of(args), System.out, System.err));
  }

  static int run(List<String> args, PrintStream out, PrintStream err) throws InterruptedException {
    Optional<LabArguments> read = LabArguments.read(args, err);
    if (read.isEmpty()) {
      return CANNOT_RUN;
    }
    LabArguments flags = read.get();
    if (flags.steps().isPresent() && !flags.help()) {
      return kubernetes(flags, out, err);
    }
    if (flags.help()) {
      out.print(LabArguments.HELP);
      return AS_EXPECTED;
    }
    if (flags.list()) {
      Scenarios.ALL.forEach(
          scenario -> out.println("%-20s %s".formatted(scenario.name(), scenario.story())));
      return AS_EXPECTED;
    }
    Optional<String> missing = missing();
    if (missing.isPresent()) {
      err.println("lab: " + missing.get());
      return CANNOT_RUN;
    }
    try {
      return run(flags, out);
    } catch (IOException e) {
      err.println("lab: " + e.getMessage());
      return CANNOT_RUN;
    }
  }

  private static int kubernetes(LabArguments flags, PrintStream out, PrintStream err)
      throws InterruptedException {
    if (flags.list()) {
      KubernetesLab.list(out);
      return AS_EXPECTED;
    }
    Optional<String> missing = KubernetesLab.missing();
    if (missing.isPresent()) {
      err.println("lab: " + missing.get());
      return CANNOT_RUN;
    }
    try {
      return KubernetesLab.run(LabPlan.projectRoot(), flags.steps().orElseThrow(), out)
          ? AS_EXPECTED
          : NOT_AS_EXPECTED;
    } catch (IOException e) {
      err.println("lab: " + e.getMessage());
      return CANNOT_RUN;
    }
  }

  private static Optional<String> missing() {
    if (!"root".equals(System.getProperty("user.name"))) {
      return Optional.of("needs root to create network namespaces and packet filters.");
    }
    return TOOLS.stream()
        .filter(tool -> !Commands.isInstalled(tool))
        .findFirst()
        .map(tool -> "needs " + tool + ", which ./test installs on Debian.");
  }

  private static int run(LabArguments flags, PrintStream out)
      throws IOException, InterruptedException {
    List<Scenario> possible = new ArrayList<>();
    for (Scenario scenario : flags.scenarios()) {
      Optional<String> reason = scenario.impossible(flags.speed());
      if (reason.isPresent()) {
        out.println("%s: skipped, %s".formatted(scenario.name(), reason.get()));
      } else {
        possible.add(scenario);
      }
    }
    if (possible.isEmpty()) {
      return AS_EXPECTED;
    }
    List<ScenarioResult> results = new ArrayList<>();
    try (Lab lab = Lab.start(LabPlan.of(LabPlan.projectRoot(), flags.speed()))) {
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> end(lab)));
      ScenarioRun run = new ScenarioRun(lab, out);
      for (Scenario scenario : possible) {
        results.add(run.of(scenario));
      }
    }
    out.println();
    out.print(ResultTable.of(results));
    return results.stream().allMatch(ScenarioResult::isAsExpected) ? AS_EXPECTED : NOT_AS_EXPECTED;
  }

  /** Cleans up on Ctrl-C as well. */
  private static void end(Lab lab) {
    try {
      lab.close();
    } catch (IOException _) {
      // The next lab removes what is left.
    }
  }
}
