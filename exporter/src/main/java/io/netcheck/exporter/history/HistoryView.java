// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.history;

import io.netcheck.exporter.state.FindingRow;
import io.netcheck.exporter.state.State;
import io.netcheck.report.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What of a state is kept. Evidence and summaries contain counts that change all the time, so they
 * are kept when a finding begins or its scope changes, and otherwise every few minutes at most. For
 * one thread at a time.
 */
final class HistoryView {
  private static final Duration REWORDED = Duration.ofMinutes(5);

  private Map<FindingRow.FindingKey, Worded> worded = Map.of();
  private Instant summarized = Instant.EPOCH;

  private record Worded(FindingRow row, Instant at) {}

  /**
   * What is kept of {@code live}.
   *
   * @param before what was kept last
   */
  State of(State live, State before) {
    Map<FindingRow.FindingKey, Worded> next = new HashMap<>();
    List<FindingRow> findings = new ArrayList<>();
    for (FindingRow row : live.findings()) {
      Worded last = worded.get(row.key());
      Worded kept =
          last != null && isFresh(last.at(), live.at()) && isLike(last.row().fault(), row.fault())
              ? last
              : new Worded(row, live.at());
      next.put(row.key(), kept);
      findings.add(kept.row());
    }
    worded = next;
    boolean same = live.status() == before.status() && findings.equals(before.findings());
    boolean reworded = !same || !isFresh(summarized, live.at());
    summarized = reworded ? live.at() : summarized;
    return new State(
        live.instance(),
        live.id(),
        live.at(),
        true,
        live.version(),
        live.cluster(),
        live.status(),
        live.statusSince(),
        reworded ? live.summary() : before.summary(),
        Optional.empty(),
        findings,
        List.of(),
        List.of(),
        List.of(),
        live.nodes(),
        List.of(),
        Optional.empty(),
        live.links());
  }

  /** Must be called if the wall clock went back: its times are in the future. */
  void forgetTimes() {
    worded = Map.of();
    summarized = Instant.EPOCH;
  }

  private static boolean isFresh(Instant at, Instant now) {
    return Duration.between(at, now).compareTo(REWORDED) < 0;
  }

  private static boolean isLike(Report.FaultRow one, Report.FaultRow other) {
    return one.severity().equals(other.severity())
        && one.network().equals(other.network())
        && one.ipFamily().equals(other.ipFamily())
        && one.probe().equals(other.probe());
  }
}
