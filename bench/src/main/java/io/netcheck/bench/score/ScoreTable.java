// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.score;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The results of many worlds: by the number of causes in a world, and by cause. */
public final class ScoreTable {
  private final Map<String, ScoreRow> byCause = new TreeMap<>();
  private final Map<Integer, ScoreRow> byCount = new TreeMap<>();
  private final Calibration calibration = new Calibration();

  /**
   * @param causes how many there were in the world
   */
  public void add(int causes, List<CauseResult> results, Calibration shown) {
    for (CauseResult result : results) {
      byCause.computeIfAbsent(result.cause(), _ -> new ScoreRow()).add(result);
      byCount.computeIfAbsent(causes, _ -> new ScoreRow()).add(result);
    }
    calibration.add(shown);
  }

  /** Causes that lose or delay some packets, or come and go: only statistics tell them. */
  private static final List<String> GRAY = List.of("lossy-", "slow-", "flapping-", "some-paths-");

  private static boolean isGray(String cause) {
    return GRAY.stream().anyMatch(cause::startsWith);
  }

  private ScoreRow group(boolean gray) {
    ScoreRow group = new ScoreRow();
    byCause.forEach((cause, row) -> {
      if (isGray(cause) == gray) {
        group.add(row);
      }
    });
    return group;
  }

  /** Whether recall and precision of the hard causes, or of the gray ones, are high enough. */
  public boolean isGood(boolean gray, double recall, double precision) {
    ScoreRow group = group(gray);
    return group.recall() >= recall && group.precision() >= precision;
  }

  /** Wrong findings in all worlds. */
  public long wrong() {
    return group(false).wrong() + group(true).wrong();
  }

  /** Whether the engine is as good as it should be. */
  public boolean isGood(double one, double several) {
    return byCount.entrySet().stream()
        .allMatch(row -> {
          double least = row.getKey() <= 1 ? one : several;
          return row.getValue().recall() >= least && row.getValue().precision() >= least;
        });
  }

  public void print(PrintStream out) {
    out.print(ScoreRow.head());
    byCause.forEach((cause, row) -> out.print(row.line(cause)));
    out.println();
    byCount.forEach(
        (count, row) -> out.print(row.line(count + (count == 1 ? " cause" : " causes"))));
    out.print(group(false).line("hard causes"));
    out.print(group(true).line("gray causes"));
    ScoreRow all = new ScoreRow();
    byCount.values().forEach(all::add);
    out.print(all.line("all"));
    calibration.print(out);
  }
}
