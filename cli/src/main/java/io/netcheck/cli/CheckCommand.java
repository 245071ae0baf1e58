// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import io.netcheck.daemon.settings.Setting;
import io.netcheck.daemon.settings.SettingType;
import io.netcheck.daemon.settings.SettingTypes;
import io.netcheck.daemon.settings.Settings;
import io.netcheck.protocol.CheckJson;
import io.netcheck.protocol.CheckLine;
import io.netcheck.protocol.CheckProbe;
import io.netcheck.protocol.CheckProgress;
import io.netcheck.protocol.CheckQuestion;
import io.netcheck.protocol.CheckRequest;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Names;
import io.netcheck.protocol.Network;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Lets the agents of two nodes check the links between them now, and prints what they found. */
final class CheckCommand {
  private static final Setting<List<CheckProbe>> PROBE =
      new Setting<>(
          "NETCHECK_PROBE",
          "icmp,udp,tcp,mtu",
          list("icmp, udp, tcp, mtu or trace, separated by commas", CheckProbe::of),
          "What is sent; trace shows the hops on the way.");

  private static final Setting<List<Integer>> SIZE =
      new Setting<>(
          "NETCHECK_SIZE",
          "",
          numbers(
              CheckQuestion.MOST_SIZES,
              CheckQuestion.SMALLEST_SIZE,
              CheckQuestion.LARGEST_SIZE,
              "sizes"),
          "The packets of mtu in bytes, with their IP header. Default: what the route promises.");

  private static final Setting<List<Integer>> PORT =
      new Setting<>(
          "NETCHECK_PORT",
          "",
          numbers(CheckQuestion.MOST_PORTS, 1, 65_535, "ports"),
          "The ports to which tcp connects. Default: that of the agent.");

  private static final Setting<Integer> COUNT =
      new Setting<>(
          "NETCHECK_COUNT",
          Integer.toString(CheckQuestion.DEFAULT_COUNT),
          SettingTypes.integer(1, CheckQuestion.MOST_COUNT),
          "How often each probe is sent.");

  private static final Setting<Optional<Network>> NETWORK =
      new Setting<>(
          "NETCHECK_NETWORK",
          "",
          SettingTypes.optional("pod, node or host", Network::of),
          "Only links in this network.");

  private static final Setting<Optional<IpFamily>> FAMILY =
      new Setting<>(
          "NETCHECK_IP_FAMILY",
          "",
          SettingTypes.optional("ipv4 or ipv6", IpFamily::of),
          "Only links in this IP family.");

  private static final Setting<Boolean> ONE_WAY =
      new Setting<>(
          "NETCHECK_ONE_WAY",
          "false",
          SettingTypes.bool(),
          "Check only from A to B. Without it, B also checks A.");

  private static final Setting<Boolean> JSON =
      new Setting<>(
          "NETCHECK_JSON",
          "false",
          SettingTypes.bool(),
          "Print the answer of the exporter, as JSON.");

  private static final Flags FLAGS =
      new Flags(
          "check A B",
          "lets the agents on nodes A and B check each other now, and prints what they found. Exits"
              + " with 0 if everything passed, 2 if something failed, 1 if the check or a part of it"
              + " could not be done, 3 if the exporter is unreachable.",
          AccessFlags.after(
              PROBE, SIZE, PORT, COUNT, NETWORK, FAMILY, ONE_WAY, JSON, ReportCommand.URL));

  private static final Duration POLL = Duration.ofMillis(300);

  /** Longer than the exporter waits for a result. */
  private static final Duration PATIENCE = Duration.ofSeconds(75);

  private static final int MOST_NAMED = 20;

  private final PrintStream out;
  private final PrintStream err;
  private final CommandErrors errors;

  CheckCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
    this.errors = new CommandErrors("check", err);
  }

  int run(List<String> args) {
    if (FLAGS.wantsHelp(args)) {
      FLAGS.printHelp(out);
      return 0;
    }
    List<String> flags = new ArrayList<>(args);
    List<String> nodes = FLAGS.takeOperands(flags);
    Settings given = FLAGS.read(flags);
    CheckQuestion question = question(given);
    boolean oneWay = given.get(ONE_WAY);
    boolean json = given.get(JSON);
    URI url = given.get(ReportCommand.URL);
    ExporterAccess access = AccessFlags.read(given);
    if (FLAGS.hasProblems(given, err)) {
      return ExitCode.FAILED;
    }
    if (nodes.size() != 2 || !nodes.stream().allMatch(Names::isNode)) {
      return errors.failed(
          "expected the names of two nodes, got " + Flags.shown(nodes) + "; see --help");
    }
    if (nodes.get(0).equals(nodes.get(1))) {
      return errors.failed(
          "expected the names of two different nodes, got " + nodes.get(0) + " twice");
    }
    CheckRequest request = new CheckRequest(nodes.get(0), nodes.get(1), oneWay, question);
    return errors.conversation(
        url,
        "no answer from",
        () -> {
          try (CheckClient client = new CheckClient(url, access)) {
            return check(client, request, json);
          }
        });
  }

  private static CheckQuestion question(Settings given) {
    List<CheckProbe> probes = new ArrayList<>(given.get(PROBE));
    if (given.isGiven(SIZE) && !given.isGiven(PROBE)) {
      probes = List.of(CheckProbe.MTU);
    } else if (given.isGiven(PORT) && !given.isGiven(PROBE)) {
      probes = List.of(CheckProbe.TCP);
    }
    return new CheckQuestion(
        given.get(NETWORK),
        given.get(FAMILY),
        probes,
        given.get(SIZE),
        given.get(PORT),
        given.get(COUNT));
  }

  private int check(CheckClient client, CheckRequest request, boolean json)
      throws IOException, InterruptedException {
    CheckProgress begun;
    try {
      begun = client.begin(request);
    } catch (CheckClient.CheckRefusedException e) {
      return errors.failed(
          switch (e.field()) {
            case "/source" -> unknown(request.source(), e, client);
            case "/target" -> unknown(request.target(), e, client);
            default -> String.valueOf(e.getMessage());
          });
    }
    CheckProgress progress = begun;
    byte[] answer = CheckJson.write(begun);
    tell(List.of(), begun.directions());
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!progress.isDone() && System.nanoTime() - deadline < 0) {
      Thread.sleep(POLL);
      List<CheckProgress.Direction> before = progress.directions();
      answer = client.fetch(begun.id());
      progress = CheckJson.readProgress(answer);
      tell(before, progress.directions());
    }
    if (json) {
      out.writeBytes(answer);
      out.println();
    } else {
      out.print(CheckTable.of(progress, Terminal.palette()));
    }
    out.flush();
    return code(progress);
  }

  /** Says what has changed. */
  private void tell(List<CheckProgress.Direction> before, List<CheckProgress.Direction> now) {
    for (int i = 0; i < now.size(); i++) {
      CheckProgress.Direction direction = now.get(i);
      if (i >= before.size() || before.get(i).state() != direction.state()) {
        err.println(CheckTable.title(direction) + ": " + CheckTable.state(direction));
      }
    }
  }

  static int code(CheckProgress progress) {
    List<CheckLine> lines =
        progress.directions().stream().flatMap(direction -> direction.lines().stream()).toList();
    if (lines.stream().anyMatch(CheckLine::isFailed)) {
      return ExitCode.UNHEALTHY;
    }
    boolean done =
        progress.directions().stream()
            .allMatch(direction ->
                direction.state() == CheckProgress.State.DONE
                    && direction.lines().stream()
                        .anyMatch(line -> !(line instanceof CheckLine.Skipped)));
    return done ? ExitCode.HEALTHY : ExitCode.FAILED;
  }

  private static String unknown(
      String node, CheckClient.CheckRefusedException why, CheckClient client)
      throws IOException, InterruptedException {
    List<String> known = client.nodes();
    if (known.contains(node)) {
      return node + ": " + why.getMessage();
    }
    String more = known.size() > MOST_NAMED ? " and " + (known.size() - MOST_NAMED) + " more" : "";
    return "there is no agent on node "
        + node
        + "; known nodes: "
        + (known.isEmpty()
            ? "none"
            : String.join(", ", known.subList(0, Math.min(MOST_NAMED, known.size()))))
        + more;
  }

  private static <T> SettingType<List<T>> list(
      String expected, Function<String, Optional<T>> meaning) {
    return new SettingType<>(
        expected,
        text ->
            SettingTypes.split(text).stream()
                .map(part ->
                    meaning
                        .apply(part.strip().toLowerCase(Locale.ROOT))
                        .orElseThrow(IllegalArgumentException::new))
                .toList());
  }

  private static SettingType<List<Integer>> numbers(int most, int low, int high, String what) {
    return new SettingType<>(
        "at most " + most + " " + what + " from " + low + " to " + high + ", separated by commas",
        text -> {
          List<Integer> numbers = new ArrayList<>();
          for (String part : SettingTypes.split(text)) {
            int number = Integer.parseInt(part.strip());
            if (number < low || number > high || numbers.size() == most) {
              throw new IllegalArgumentException();
            }
            numbers.add(number);
          }
          return List.copyOf(numbers);
        });
  }
}
