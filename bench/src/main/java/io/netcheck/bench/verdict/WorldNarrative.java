// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.verdict;

import io.netcheck.bench.scenario.Scenario;
import io.netcheck.bench.scenario.ScenarioDraw;
import io.netcheck.bench.score.ExpectedFault;
import io.netcheck.bench.score.ShownFault;
import io.netcheck.bench.score.WorldScore;
import io.netcheck.exporter.assess.Assessment;
import java.io.PrintStream;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Plays one world and prints every change of what is shown. */
final class WorldNarrative {
  private static final double NANOS_PER_SECOND = 1e9;

  private final VerdictOptions options;
  private final PrintStream out;
  private Map<String, ShownFault> before = Map.of();
  private final Set<ExpectedFault> begun = new HashSet<>();
  private final Set<ExpectedFault> ended = new HashSet<>();

  WorldNarrative(VerdictOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  void tell(long seed) {
    Scenario scenario =
        new ScenarioDraw(options.sizes(), options.causes(), options.most()).draw(seed);
    out.println(scenario.plan());
    for (ExpectedFault expected : scenario.expected()) {
      out.printf(
          "%8.2f to %.2f  %s %s%n",
          expected.start() / NANOS_PER_SECOND,
          expected.end() / NANOS_PER_SECOND,
          expected.cause(),
          expected.places());
      expected.answers().forEach(answer -> out.println("          right: " + answer));
    }
    scenario
        .disturbances()
        .forEach(work -> out.printf("%8.2f  %s%n", work.start() / NANOS_PER_SECOND, work.name()));
    out.println();
    WorldScore score = new WorldScore(scenario.expected());
    scenario.play((assessment, now) -> see(scenario, score, assessment, now));
    out.println();
    score.results().forEach(out::println);
  }

  private void see(Scenario scenario, WorldScore score, Assessment assessment, long now) {
    for (ExpectedFault expected : scenario.expected()) {
      if (now >= expected.start() && begun.add(expected)) {
        out.printf("%8.2f  === %s%n", expected.start() / NANOS_PER_SECOND, expected.cause());
      }
      if (now >= expected.end() && ended.add(expected)) {
        out.printf("%8.2f  === healed: %s%n", expected.end() / NANOS_PER_SECOND, expected.cause());
      }
    }
    Map<String, ShownFault> shown = new LinkedHashMap<>();
    ShownFault.of(assessment).forEach(fault -> shown.put(fault.name(), fault));
    shown.forEach((name, fault) -> {
      if (!before.containsKey(name)) {
        out.printf(
            "%8.2f  + %s %s (%.2f)%n",
            now / NANOS_PER_SECOND,
            score.isRight(fault, now) ? "right" : "WRONG",
            name,
            fault.confidence());
      }
    });
    before.keySet().stream()
        .filter(name -> !shown.containsKey(name))
        .forEach(name -> out.printf("%8.2f  - %s%n", now / NANOS_PER_SECOND, name));
    before = shown;
    score.see(ShownFault.of(assessment), now);
  }
}
