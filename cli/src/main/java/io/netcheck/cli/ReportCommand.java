// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import io.netcheck.daemon.settings.Setting;
import io.netcheck.daemon.settings.SettingTypes;
import io.netcheck.daemon.settings.Settings;
import io.netcheck.report.Report;
import io.netcheck.report.TextReport;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/** Prints the report of a running exporter, and ends with what it says. */
final class ReportCommand {
  static final Setting<URI> URL =
      new Setting<>(
          "NETCHECK_URL",
          "http://127.0.0.1:8080",
          SettingTypes.httpUrl(),
          "The URL of the exporter. A user and password in it are sent as basic authentication.");

  private static final Setting<Boolean> JSON =
      new Setting<>("NETCHECK_JSON", "false", SettingTypes.bool(), "Print the report as JSON.");

  private static final Setting<Optional<PastTime>> AT =
      new Setting<>(
          "NETCHECK_AT",
          "",
          PastTime.orNone(),
          "The report as it was then, as far as the exporter keeps it. Default: as it is now.");

  private static final Flags FLAGS =
      new Flags(
          "report",
          "prints the report of an exporter. Exits with 0 if the cluster is (or was) healthy, 2 if it is"
              + " degraded or critical, 3 if its state is unknown or the exporter is unreachable.",
          AccessFlags.after(URL, AT, JSON));

  private static final Duration ROUNDING = Duration.ofSeconds(1);

  private final PrintStream out;
  private final PrintStream err;

  ReportCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  int run(List<String> args) {
    if (FLAGS.wantsHelp(args)) {
      FLAGS.printHelp(out);
      return 0;
    }
    Settings given = FLAGS.read(args);
    URI url = given.get(URL);
    Optional<PastTime> at = given.get(AT);
    boolean json = given.get(JSON);
    ExporterAccess access = AccessFlags.read(given);
    if (FLAGS.hasProblems(given, err)) {
      return ExitCode.FAILED;
    }
    return new CommandErrors("report", err)
        .conversation(url, "cannot get a report from", () -> print(url, access, at, json));
  }

  private int print(URI url, ExporterAccess access, Optional<PastTime> at, boolean json)
      throws IOException, InterruptedException {
    try (ReportClient client = new ReportClient(url, access)) {
      byte[] answer = at.isPresent() ? client.fetch(at.get().at()) : client.fetch();
      Report report = ReportClient.parse(answer);
      if (at.isPresent() && isLater(report, at.get())) {
        throw new RefusedException(
            ExporterHttp.withoutUser(url)
                + " answered with the report of "
                + report.timestamp()
                + "; is it an exporter before 0.2?");
      }
      if (json) {
        out.writeBytes(answer);
        out.println();
      } else {
        out.print(TextReport.of(report, Terminal.palette()));
      }
      out.flush();
      return ExitCode.of(report.status());
    }
  }

  /** An exporter that does not know the parameter answers with the present. */
  private static boolean isLater(Report report, PastTime at) {
    try {
      return Instant.parse(report.timestamp()).isAfter(at.at().plus(ROUNDING));
    } catch (DateTimeParseException _) {
      return false;
    }
  }
}
