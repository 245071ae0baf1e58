// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import io.netcheck.report.CandidateTable;
import io.netcheck.report.Report;
import io.netcheck.report.TextPage;
import io.netcheck.report.TextStyle;
import io.netcheck.verdict.FaultScope;
import io.netcheck.verdict.Finding;
import io.netcheck.verdict.Judgement;
import io.netcheck.verdict.VerdictEngine;
import io.netcheck.verdict.recording.RecordedSituation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A recording, judged again, as a page of text. Its times are seconds before its end. */
final class ReplayPage {
  private static final double NANOS_A_SECOND = 1e9;
  private static final int MOST_NAMED = 5;
  private static final int MOST_CANDIDATES = 100;

  private final TextPage page = new TextPage();
  private final TextStyle style;
  private final List<RecordedSituation> recording;
  private final long endNanos;

  private ReplayPage(List<RecordedSituation> recording, TextStyle style) {
    this.recording = recording;
    this.style = style;
    this.endNanos = recording.getLast().nanos();
  }

  /**
   * @param recording at least one situation
   */
  static String of(List<RecordedSituation> recording, TextStyle style) {
    ReplayPage replay = new ReplayPage(recording, style);
    replay.render();
    return replay.page.toString();
  }

  private void render() {
    page.wrapped(
        0,
        recording.size()
            + (recording.size() == 1 ? " situation in " : " situations in ")
            + seconds(endNanos - recording.getFirst().nanos())
            + ", "
            + recording.getLast().observers().size()
            + " agents at the end. A new exporter would judge them so:");
    Judgement last = moments();
    considered(last.considered());
    last.findings().forEach(this::finding);
    developing(last.developing());
  }

  /** Judges each moment, and prints those at which something changed. */
  private Judgement moments() {
    heading("Moments");
    VerdictEngine engine = new VerdictEngine();
    Judgement judgement = new Judgement(List.of(), List.of(), List.of());
    String before = "";
    for (RecordedSituation situation : recording) {
      judgement = engine.judge(situation.situation());
      String now = brief(judgement);
      if (!now.equals(before)) {
        page.wrapped(2, before(situation.nanos()) + "  " + now);
        before = now;
      }
    }
    return judgement;
  }

  private static String brief(Judgement judgement) {
    List<String> parts = new ArrayList<>();
    if (!judgement.findings().isEmpty()) {
      parts.add(
          "shown: "
              + some(
                  judgement.findings().stream()
                      .map(finding -> finding.kind() + " " + finding.subject())
                      .toList()));
    }
    if (!judgement.developing().isEmpty()) {
      parts.add(
          "developing: "
              + some(
                  judgement.developing().stream()
                      .map(one -> one.where() + " (waiting for " + one.waitingFor() + ")")
                      .toList()));
    }
    return parts.isEmpty() ? "nothing" : String.join("; ", parts);
  }

  private static String some(List<String> names) {
    String first = names.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
    int more = names.size() - MOST_NAMED;
    return more > 0 ? first + " and " + more + " more" : first;
  }

  private void considered(List<Judgement.Candidate> considered) {
    heading("Considered causes at the end");
    if (considered.isEmpty()) {
      page.wrapped(2, "None: no link and no probe fails.");
      return;
    }
    List<Report.CandidateRow> rows =
        considered.stream()
            .limit(MOST_CANDIDATES)
            .map(one ->
                new Report.CandidateRow(
                    one.subject(), one.explains(), one.against(), one.gain(), one.outcome()))
            .toList();
    CandidateTable.lines(rows).forEach(page::line);
    if (considered.size() > MOST_CANDIDATES) {
      page.line("  and " + (considered.size() - MOST_CANDIDATES) + " more");
    }
  }

  private void finding(Finding finding) {
    heading("Shown at the end: " + finding.kind() + " " + finding.subject());
    page.wrapped(2, finding.sentence() + ".");
    page.wrapped(
        2,
        String.format(
            Locale.ROOT,
            "%s, %.0f %% sure, broke %s%s%s",
            finding.severity(),
            finding.confidence() * 100,
            before(finding.onsetNanos()),
            finding.rate() == 0
                ? ""
                : String.format(Locale.ROOT, ", loses %.3g %%", finding.rate() * 100),
            scope(finding.scope())));
    finding.evidence().forEach(line -> page.wrapped(4, "- " + line));
    finding.ruledOut().forEach(line -> page.wrapped(4, "- ruled out: " + line));
    page.wrapped(2, "Next: " + finding.nextStep());
  }

  private static String scope(FaultScope scope) {
    StringBuilder text = new StringBuilder();
    append(text, "network", scope.network());
    append(text, "IP family", scope.family());
    append(text, "probe", scope.probe());
    return text.toString();
  }

  private static void append(StringBuilder text, String what, String scope) {
    if (!scope.equals(FaultScope.ALL)) {
      text.append(", ").append(what).append(' ').append(scope);
    }
  }

  private void developing(List<Judgement.Developing> developing) {
    if (developing.isEmpty()) {
      return;
    }
    heading("Not certain at the end");
    for (Judgement.Developing one : developing) {
      page.wrapped(
          2,
          one.where()
              + "  fails since "
              + before(one.sinceNanos())
              + "  waiting for "
              + one.waitingFor());
    }
  }

  private void heading(String title) {
    page.blank().line(style.heading(title));
  }

  private String before(long nanos) {
    return "-" + seconds(Math.max(0, endNanos - nanos));
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.1f s", nanos / NANOS_A_SECOND);
  }
}
