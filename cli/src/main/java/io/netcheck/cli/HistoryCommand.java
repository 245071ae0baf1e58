// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.daemon.settings.Setting;
import io.netcheck.daemon.settings.SettingType;
import io.netcheck.daemon.settings.SettingTypes;
import io.netcheck.daemon.settings.Settings;
import io.netcheck.protocol.ErrorAnswer;
import io.netcheck.protocol.MalformedException;
import io.netcheck.protocol.Names;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Prints what one agent saw in the last hours. */
final class HistoryCommand {
  private static final SettingType<URI> URL = SettingTypes.httpUrl();
  private static final int AGENT_PORT = 6100;

  private static final Setting<Optional<String>> PEER =
      new Setting<>(
          "NETCHECK_PEER",
          "",
          SettingTypes.optional(
              "the name of a node", text -> Optional.of(text).filter(Names::isNode)),
          "Only links to this node.");

  private static final Setting<Optional<String>> SINCE =
      new Setting<>(
          "NETCHECK_SINCE",
          "",
          SettingTypes.optional("a duration or a time", Optional::of),
          "The begin: a duration such as 10m or 2h, or a time such as 2026-01-02T03:04:05Z. Default:"
              + " all that the agent has.");

  private static final Setting<Boolean> JSON =
      new Setting<>(
          "NETCHECK_JSON", "false", SettingTypes.bool(), "Print the lines of JSON as they come.");

  private static final Flags FLAGS =
      new Flags(
          "history URL|AGENT",
          "prints what an agent saw: each change of a link and of its probes. AGENT is the address"
              + " or name of its host, with a port if it is not 6100; URL is that of the agent. A"
              + " user and password in the URL are sent as basic authentication. Exits with 0 if"
              + " the agent answered, 1 if it did not understand, 3 if it is unreachable.",
          AccessFlags.after(PEER, SINCE, JSON));

  private final PrintStream out;
  private final PrintStream err;
  private final CommandErrors errors;

  HistoryCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
    this.errors = new CommandErrors("history", err);
  }

  int run(List<String> args) {
    if (FLAGS.wantsHelp(args)) {
      FLAGS.printHelp(out);
      return 0;
    }
    List<String> flags = new ArrayList<>(args);
    List<String> places = FLAGS.takeOperands(flags);
    Settings given = FLAGS.read(flags);
    Optional<String> peer = given.get(PEER);
    Optional<String> since = given.get(SINCE);
    boolean json = given.get(JSON);
    ExporterAccess access = AccessFlags.read(given);
    if (FLAGS.hasProblems(given, err)) {
      return ExitCode.FAILED;
    }
    if (places.size() != 1) {
      return errors.failed(
          "expected one URL or address of an agent, got " + Flags.shown(places) + "; see --help");
    }
    Optional<URI> url = url(places.getFirst());
    if (url.isEmpty()) {
      return errors.failed("expected the URL or the address of an agent, not " + places.getFirst());
    }
    return errors.conversation(
        url.get(), "cannot get the history of", () -> print(url.get(), access, peer, since, json));
  }

  private static Optional<URI> url(String place) {
    String url = place;
    if (!place.contains("://")) {
      boolean ipv6 = place.indexOf(':') != place.lastIndexOf(':') && !place.startsWith("[");
      String host = ipv6 ? "[" + place + "]" : place;
      url =
          "http://"
              + host
              + (host.matches(".*[^\\]:]:[0-9]+|.*\\]:[0-9]+") ? "" : ":" + AGENT_PORT);
    }
    try {
      return Optional.of(URL.parser().parse(url));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private int print(
      URI url, ExporterAccess access, Optional<String> peer, Optional<String> since, boolean json)
      throws IOException, InterruptedException {
    URI shown = ExporterHttp.withoutUser(url);
    Optional<String> from = since;
    try (ExporterHttp http = new ExporterHttp(url, access)) {
      HistoryLines lines = new HistoryLines(out, json);
      do {
        List<String> query = new ArrayList<>();
        peer.ifPresent(name -> query.add("peer=" + URLEncoder.encode(name, UTF_8)));
        from.ifPresent(time -> query.add("since=" + URLEncoder.encode(time, UTF_8)));
        ExporterHttp.HttpAnswer answer = http.get("/debug/history?" + String.join("&", query));
        if (answer.status() == 400) {
          return errors.failed(message(answer.body()));
        }
        if (answer.status() == 404) {
          return errors.failed(shown + " has no history; expected an agent of 0.2 or newer");
        }
        if (answer.status() != 200) {
          throw new IOException("it answered status " + answer.status());
        }
        from = lines.print(answer.body());
      } while (from.isPresent());
      lines.end();
      out.flush();
      return ExitCode.HEALTHY;
    } catch (MalformedException e) {
      return errors.failed(shown + " did not send a history: " + e.getMessage());
    }
  }

  /** What an agent says of a request. A terminal may obey what it sends. */
  private static String message(byte[] error) {
    return ErrorAnswer.read(error)
        .map(ErrorAnswer::message)
        .orElseGet(() -> new String(error, UTF_8))
        .replaceAll("[^ -~]", "?");
  }
}
