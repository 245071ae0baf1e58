// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.verdict;

import io.netcheck.bench.scenario.Scenario;
import io.netcheck.bench.score.Calibration;
import io.netcheck.bench.score.CauseResult;
import io.netcheck.bench.score.ScoreTable;
import io.netcheck.bench.score.ShownFault;
import io.netcheck.bench.score.WorldScore;
import java.util.List;

/** How one world was told. */
record WorldRun(int causes, List<CauseResult> results, Calibration calibration) {
  WorldRun {
    results = List.copyOf(results);
  }

  static WorldRun play(Scenario scenario) {
    WorldScore score = new WorldScore(scenario.expected());
    scenario.play((assessment, now) -> score.see(ShownFault.of(assessment), now));
    Calibration calibration = new Calibration();
    score.calibrate(calibration);
    return new WorldRun(scenario.expected().size(), score.results(), calibration);
  }

  void addTo(ScoreTable table) {
    table.add(causes, results, calibration);
  }
}
