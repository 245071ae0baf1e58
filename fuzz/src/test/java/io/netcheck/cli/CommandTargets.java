// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.fuzz.FuzzTarget;
import io.netcheck.fuzz.RoundTrip;
import io.netcheck.protocol.CheckJson;
import io.netcheck.protocol.MalformedException;
import io.netcheck.report.Report;
import io.netcheck.report.ReportJson;
import io.netcheck.report.TextReport;
import io.netcheck.report.TextStyle;
import io.netcheck.verdict.recording.RecordedSituation;
import io.netcheck.verdict.recording.SituationJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** What exporters and agents answer to the command line, up to the page that it prints. */
public final class CommandTargets {
  private CommandTargets() {}

  public static List<FuzzTarget> all() {
    return List.of(
        FuzzTarget.of("report", CommandTargets::report, List.of(IOException.class)),
        FuzzTarget.of("history-lines", CommandTargets::history, List.of(MalformedException.class)),
        FuzzTarget.of(
            "check-table",
            in -> printable(CheckTable.of(CheckJson.readProgress(in), TextStyle.PLAIN)),
            List.of(MalformedException.class)),
        FuzzTarget.of("replay", CommandTargets::replay, List.of(MalformedException.class)));
  }

  private static Object report(byte[] input) throws Exception {
    Report report = RoundTrip.of(input, ReportJson::read, ReportJson::write);
    return printable(TextReport.of(report, TextStyle.PLAIN));
  }

  private static Object history(byte[] input) throws MalformedException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    HistoryLines lines = new HistoryLines(new PrintStream(bytes, false, UTF_8), false);
    var next = lines.print(input);
    lines.end();
    var _ = printable(bytes.toString(UTF_8));
    return next.isPresent();
  }

  private static Object replay(byte[] input) throws MalformedException {
    List<RecordedSituation> recording = SituationJson.read(input);
    return recording.isEmpty() ? "empty" : printable(ReplayPage.of(recording, TextStyle.PLAIN));
  }

  /** A terminal obeys control characters. Colours do no harm. */
  private static String printable(String page) {
    if (page.replaceAll("\u001b\\[[0-9;]*m", "")
        .chars()
        .anyMatch(c -> Character.isISOControl(c) && c != '\n')) {
      throw new AssertionError("a page with control characters");
    }
    return page.lines().limit(3).toList().toString();
  }
}
