// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import io.netcheck.protocol.CheckLine;
import io.netcheck.protocol.CheckProgress;
import io.netcheck.protocol.ErrorSender;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.TraceHop;
import io.netcheck.report.TextPage;
import io.netcheck.report.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A check as a page of text: one table for each direction. */
final class CheckTable {
  private static final List<String> HEADINGS =
      List.of("network", "family", "probe", "sent", "lost", "min", "mean", "max");

  private CheckTable() {}

  static String of(CheckProgress progress, TextStyle style) {
    TextPage page = new TextPage();
    for (CheckProgress.Direction direction : progress.directions()) {
      page.line(style.heading(title(direction)));
      if (direction.state() == CheckProgress.State.DONE) {
        rows(direction.lines()).forEach(page::line);
      } else {
        page.wrapped(2, state(direction) + ".");
      }
      page.blank();
    }
    return page.wrapped(0, summary(progress)).toString();
  }

  static String title(CheckProgress.Direction direction) {
    return direction.source().node()
        + " -> "
        + direction.target()
        + " ("
        + direction.source().kind()
        + " agents)";
  }

  /** What has become of the order, as part of a sentence. */
  static String state(CheckProgress.Direction direction) {
    String agent = "agent " + direction.source();
    return switch (direction.state()) {
      case WAITING -> "waiting for the next heartbeat of " + agent;
      case SENT -> agent + " has the order";
      case DONE -> agent + " has answered";
      case REFUSED ->
          agent + " does not do it: " + direction.refused().map(Object::toString).orElse("");
      case SILENT -> agent + " does not report, so it was not asked";
      case BUSY -> agent + " has too many orders already; try again";
      case EXPIRED -> "no result of " + agent + " came; agents before 0.2 ignore orders";
    };
  }

  private static String summary(CheckProgress progress) {
    List<CheckLine> lines =
        progress.directions().stream()
            .flatMap(direction -> direction.lines().stream())
            .filter(line -> !(line instanceof CheckLine.Skipped))
            .toList();
    long failed = lines.stream().filter(CheckLine::isFailed).count();
    long undone =
        progress.directions().stream()
            .filter(direction -> direction.state() != CheckProgress.State.DONE)
            .count();
    String probes =
        lines.isEmpty()
            ? "Nothing was probed"
            : lines.size() == 1
                ? "The only line " + (failed == 0 ? "passes" : "fails")
                : failed == 0
                    ? "All " + lines.size() + " lines pass"
                    : failed
                        + " of "
                        + lines.size()
                        + (failed == 1 ? " lines fails" : " lines fail");
    return undone == 0
        ? probes + "."
        : probes + "; " + undone + " of " + progress.directions().size() + " directions not done.";
  }

  private static List<String> rows(List<CheckLine> lines) {
    List<List<String>> cells = new ArrayList<>(List.of(HEADINGS));
    lines.forEach(line -> cells.add(cells(line)));
    int[] widths = new int[HEADINGS.size()];
    for (List<String> row : cells) {
      for (int i = 0; i < Math.min(row.size(), widths.length); i++) {
        // A trace needs no columns.
        widths[i] = Math.max(widths[i], i == 3 && row.size() == 4 ? 0 : row.get(i).length());
      }
    }
    return cells.stream().map(row -> padded(row, widths)).toList();
  }

  private static String padded(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder(" ");
    for (int i = 0; i < row.size(); i++) {
      String cell = row.get(i);
      String pad = " ".repeat(i < widths.length ? Math.max(0, widths[i] - cell.length()) : 0);
      // Numbers to the right.
      boolean number = i >= 3 && row.size() > 4 && i < widths.length;
      line.append(' ').append(number ? " " + pad + cell : cell + pad + " ");
    }
    return line.toString().stripTrailing();
  }

  private static List<String> cells(CheckLine line) {
    List<String> cells =
        new ArrayList<>(List.of(line.network().label(), line.family().displayName()));
    switch (line) {
      case CheckLine.Measured measured -> {
        cells.add(name(measured));
        cells.add(Integer.toString(measured.sent()));
        cells.add(Integer.toString(measured.failed()));
        cells.add(millis(measured.rttMinMicros()));
        cells.add(millis(measured.rttMeanMicros()));
        cells.add(millis(measured.rttMaxMicros()));
        cells.add(" " + why(measured));
      }
      case CheckLine.Traced traced -> {
        cells.add("trace");
        cells.add(" " + path(traced));
      }
      case CheckLine.Skipped skipped -> {
        cells.add(skipped.probe().label());
        cells.add(" skipped: " + skipped.reason().label().replace('_', ' '));
      }
    }
    return cells;
  }

  private static String name(CheckLine.Measured line) {
    String port = line.port() == 0 ? "" : " :" + line.port();
    return line.size() == 0
        ? line.probe() + port
        : line.probe() + port + " " + line.size() + " bytes";
  }

  private static String why(CheckLine.Measured line) {
    List<String> parts = new ArrayList<>();
    for (Map.Entry<FailureReason, Integer> reason : new TreeMap<>(line.reasons()).entrySet()) {
      parts.add(
          reason.getValue() == line.failed()
              ? reason.getKey().label()
              : reason.getValue() + " " + reason.getKey());
    }
    if (!line.senders().isEmpty()) {
      parts.add(
          "by "
              + line.senders().stream()
                  .map(ErrorSender::label)
                  .collect(Collectors.joining(" and ")));
    }
    if (line.failed() < line.sent() && !line.failedPorts().isEmpty()) {
      parts.add(
          "from port "
              + line.failedPorts().stream().map(String::valueOf).collect(Collectors.joining(", ")));
    }
    return String.join(" ", parts);
  }

  private static String path(CheckLine.Traced line) {
    String way = line.hops().stream().map(CheckTable::hop).collect(Collectors.joining(", "));
    if (line.failure().isEmpty()) {
      return "reaches it: " + way;
    }
    FailureReason reason = line.failure().get();
    if (line.hops().isEmpty()) {
      return "no hop answers";
    }
    return reason == FailureReason.TIMEOUT
        ? way + ", and nobody beyond"
        : way + ", which says " + reason;
  }

  private static String hop(TraceHop hop) {
    return hop.number() + " " + hop.address().getHostAddress();
  }

  private static String millis(int micros) {
    return micros == 0 ? "-" : String.format(Locale.ROOT, "%.2f ms", micros / 1e3);
  }
}
