// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import io.netcheck.daemon.settings.Setting;
import io.netcheck.daemon.settings.SettingTypes;
import io.netcheck.daemon.settings.Settings;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.ProbeKind;
import io.netcheck.report.TextStyle;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.CharsetEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Prints who reaches whom. */
final class MatrixCommand {
  private static final Setting<Optional<Network>> NETWORK =
      new Setting<>(
          "NETCHECK_NETWORK",
          "",
          SettingTypes.optional("pod, node or host", Network::of),
          "Only this network. Default: all that are measured, one below the other.");

  private static final Setting<Optional<IpFamily>> FAMILY =
      new Setting<>(
          "NETCHECK_FAMILY",
          "",
          SettingTypes.optional("ipv4 or ipv6", IpFamily::of),
          "Only this IP family. Default: all that are measured.");

  private static final Setting<Optional<ProbeKind>> PROBE =
      new Setting<>(
          "NETCHECK_PROBE",
          "",
          SettingTypes.optional("icmp, udp, tcp or mtu", ProbeKind::of),
          "Only what this probe says. Default: the state of the links.");

  private static final Setting<Optional<String>> SOURCE_ZONE =
      new Setting<>(
          "NETCHECK_SOURCE_ZONE",
          "",
          SettingTypes.optionalText(),
          "Only from this zone. Needs --target-zone.");

  private static final Setting<Optional<String>> TARGET_ZONE =
      new Setting<>(
          "NETCHECK_TARGET_ZONE",
          "",
          SettingTypes.optionalText(),
          "Only to this zone. Needs --source-zone.");

  private static final Setting<Optional<PastTime>> AT =
      new Setting<>("NETCHECK_AT", "", PastTime.orNone(), "As it was then. Default: as it is now.");

  private static final Setting<Boolean> JSON =
      new Setting<>(
          "NETCHECK_JSON",
          "false",
          SettingTypes.bool(),
          "Print each answer of the exporter, as a line of JSON.");

  private static final Flags FLAGS =
      new Flags(
          "matrix",
          "prints who reaches whom: a row for each node, a column for each node that it probes. With"
              + " more than 200 nodes it prints zones, and two zones by their names. Shapes and"
              + " colours tell the states apart; what was not measured is blank. Exits with 0 if it"
              + " was printed, 1 if the exporter did not understand, 3 if it is unreachable.",
          AccessFlags.after(
              NETWORK, FAMILY, PROBE, SOURCE_ZONE, TARGET_ZONE, AT, JSON, ReportCommand.URL));

  private final PrintStream out;
  private final PrintStream err;
  private final CommandErrors errors;

  MatrixCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
    this.errors = new CommandErrors("matrix", err);
  }

  /** Which matrix is wanted, as the exporter is asked for it. */
  private record Wanted(
      Optional<Network> network,
      Optional<IpFamily> family,
      Optional<ProbeKind> probe,
      Optional<String> sourceZone,
      Optional<String> targetZone,
      Optional<PastTime> at) {
    boolean includes(ClusterState.Plane plane) {
      return network.map(Network::label).orElse(plane.network()).equals(plane.network())
          && family.map(IpFamily::label).orElse(plane.ipFamily()).equals(plane.ipFamily());
    }

    Optional<String> time() {
      return at.map(time -> time.at().toString());
    }

    ExporterApi.Query of(ClusterState.Plane plane) {
      return new ExporterApi.Query()
          .with("network", Optional.of(plane.network()))
          .with("family", Optional.of(plane.ipFamily()))
          .with("probe", probe.map(ProbeKind::label))
          .with("source-zone", sourceZone)
          .with("target-zone", targetZone)
          .with("at", time());
    }
  }

  int run(List<String> args) {
    if (FLAGS.wantsHelp(args)) {
      FLAGS.printHelp(out);
      return 0;
    }
    Settings given = FLAGS.read(args);
    Wanted wanted =
        new Wanted(
            given.get(NETWORK),
            given.get(FAMILY),
            given.get(PROBE),
            given.get(SOURCE_ZONE),
            given.get(TARGET_ZONE),
            given.get(AT));
    boolean json = given.get(JSON);
    URI url = given.get(ReportCommand.URL);
    ExporterAccess access = AccessFlags.read(given);
    if (wanted.sourceZone.isPresent() != wanted.targetZone.isPresent()) {
      given.problem(
          wanted.sourceZone.isPresent() ? SOURCE_ZONE : TARGET_ZONE,
          "--source-zone and --target-zone together");
    }
    if (FLAGS.hasProblems(given, err)) {
      return ExitCode.FAILED;
    }
    return errors.conversation(
        url,
        "cannot get the matrix of",
        () -> {
          try (ExporterApi api = new ExporterApi(url, access)) {
            return print(api, wanted, json);
          }
        });
  }

  private int print(ExporterApi api, Wanted wanted, boolean json)
      throws IOException, InterruptedException {
    byte[] answer = api.fetch(ExporterApi.STATE, new ExporterApi.Query().with("at", wanted.time()));
    ClusterState state = StateJson.read(StateJson.object(answer), ClusterState.class);
    List<ClusterState.Plane> planes = state.planes().stream().filter(wanted::includes).toList();
    if (planes.isEmpty()) {
      return errors.failed(
          "nothing is measured there; what is measured: " + measured(state.planes()));
    }
    List<String> pages = new ArrayList<>();
    TextStyle style = Terminal.palette();
    boolean shapes = hasShapes(out);
    for (ClusterState.Plane plane : planes) {
      byte[] matrix = api.fetch(ExporterApi.MATRIX, wanted.of(plane));
      if (json) {
        out.writeBytes(matrix);
        out.println();
      } else {
        pages.add(
            MatrixPage.of(
                Matrix.read(StateJson.object(matrix)),
                TerminalSize.now().columns(),
                shapes,
                style));
      }
    }
    if (!json) {
      pages.forEach(page -> out.println(page.replace("\n", System.lineSeparator())));
      out.println(CellState.legend(shapes, style));
    }
    out.flush();
    return ExitCode.HEALTHY;
  }

  private static String measured(List<ClusterState.Plane> planes) {
    return planes.isEmpty()
        ? "nothing yet"
        : String.join(
            ", ", planes.stream().map(plane -> plane.network() + " " + plane.ipFamily()).toList());
  }

  private static boolean hasShapes(PrintStream out) {
    CharsetEncoder encoder = out.charset().newEncoder();
    return CellState.shapes().stream().allMatch(encoder::canEncode);
  }
}
