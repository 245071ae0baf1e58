// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import io.netcheck.daemon.settings.SettingType;
import io.netcheck.daemon.settings.SettingTypes;
import io.netcheck.daemon.settings.Settings;
import io.netcheck.protocol.MalformedException;
import io.netcheck.verdict.recording.RecordedSituation;
import io.netcheck.verdict.recording.SituationJson;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Replays what led an exporter to its report, and prints what was weighed and why. */
final class ExplainCommand {
  /** A recording that is larger was not made by an exporter. */
  private static final int MAX_BYTES = 256 << 20;

  private static final SettingType<URI> URL = SettingTypes.httpUrl();

  private static final Flags FLAGS =
      new Flags(
          "explain FILE|URL",
          "replays what led an exporter to its report, and prints what was shown at which moment,"
              + " what was weighed, and why. FILE is an answer to GET /report?explain=1, plain or"
              + " compressed by gzip; URL is that of an exporter. Exits with 0 if there was"
              + " something to replay, 1 if not, 3 if the exporter is unreachable.",
          AccessFlags.after());

  private final PrintStream out;
  private final PrintStream err;
  private final CommandErrors errors;

  ExplainCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
    this.errors = new CommandErrors("explain", err);
  }

  int run(List<String> args) {
    if (FLAGS.wantsHelp(args)) {
      FLAGS.printHelp(out);
      return 0;
    }
    List<String> flags = new ArrayList<>(args);
    List<String> places = FLAGS.takeOperands(flags);
    Settings given = FLAGS.read(flags);
    ExporterAccess access = AccessFlags.read(given);
    if (FLAGS.hasProblems(given, err)) {
      return ExitCode.FAILED;
    }
    if (places.size() != 1) {
      return errors.failed(
          "expected one file or the URL of an exporter, got "
              + Flags.shown(places)
              + "; see --help");
    }
    String place = places.getFirst();
    return place.startsWith("http://") || place.startsWith("https://")
        ? explainExporter(place, access)
        : explainFile(place);
  }

  private int explainExporter(String place, ExporterAccess access) {
    URI url;
    try {
      url = URL.parser().parse(withoutReport(place));
    } catch (IllegalArgumentException _) {
      return errors.failed("expected " + URL.expected() + ", not " + place);
    }
    return errors.conversation(url, "cannot get a report from", () -> explainExporter(url, access));
  }

  private int explainExporter(URI url, ExporterAccess access)
      throws IOException, InterruptedException {
    URI shown = ExporterHttp.withoutUser(url);
    try (ReportClient client = new ReportClient(url, access)) {
      return explain(client.fetchExplained(), shown.toString());
    } catch (MalformedException e) {
      return errors.failed(shown + " did not send a recording: " + e.getMessage());
    }
  }

  /** A person copies the address of the report from a browser. */
  private static String withoutReport(String url) {
    return url.replaceFirst("/report(\\?.*)?$", "");
  }

  private int explainFile(String place) {
    try (InputStream file = new BufferedInputStream(Files.newInputStream(Path.of(place)))) {
      return explain(unpacked(file).readNBytes(MAX_BYTES), place);
    } catch (MalformedException e) {
      String where = e.field().isEmpty() ? "" : " at " + e.field();
      return errors.failed(place + " is no recording: " + e.getMessage() + where);
    } catch (NoSuchFileException _) {
      return errors.failed(
          "there is no file " + place + "; the URL of an exporter begins with http:// or https://");
    } catch (InvalidPathException | IOException e) {
      return errors.failed("cannot read " + place + ": " + e.getMessage());
    }
  }

  private static InputStream unpacked(InputStream in) throws IOException {
    in.mark(2);
    int magic = in.read() | in.read() << 8;
    in.reset();
    return magic == GZIPInputStream.GZIP_MAGIC ? new GZIPInputStream(in) : in;
  }

  private int explain(byte[] json, String place) throws MalformedException {
    List<RecordedSituation> recording = SituationJson.read(json);
    if (recording.isEmpty()) {
      return errors.failed(
          "there is no recording in " + place + "; expected an answer to GET /report?explain=1");
    }
    out.print(ReplayPage.of(recording, Terminal.palette()));
    out.flush();
    return 0;
  }
}
