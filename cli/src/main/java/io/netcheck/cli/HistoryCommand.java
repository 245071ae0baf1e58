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

/** Prints what has changed: what an exporter found, or what one agent saw. */
final class HistoryCommand {
  private static final SettingType<URI> URL = SettingTypes.httpUrl();
  private static final int AGENT_PORT = 6100;

  private static final Setting<Optional<String>> PEER =
      new Setting<>("NETCHECK_PEER", "", node(), "Of an agent: only links to this node.");

  private static final Setting<Optional<String>> NODE =
      new Setting<>("NETCHECK_NODE", "", node(), "Of an exporter: only what concerns this node.");

  private static final Setting<Optional<HistoryLink>> LINK =
      new Setting<>(
          "NETCHECK_LINK",
          "",
          SettingTypes.optional("two names of nodes, such as 'node-a>node-b'", HistoryLink::of),
          "Of an exporter: only the links from one node to another one.");

  private static final Setting<Optional<PastTime>> SINCE =
      new Setting<>(
          "NETCHECK_SINCE",
          "",
          PastTime.orNone(),
          "The begin. Default: all that an agent has, or the last day of an exporter.");

  private static final Setting<Optional<PastTime>> UNTIL =
      new Setting<>(
          "NETCHECK_UNTIL", "", PastTime.orNone(), "Of an exporter: the end. Default: now.");

  private static final Setting<Boolean> JSON =
      new Setting<>(
          "NETCHECK_JSON",
          "false",
          SettingTypes.bool(),
          "Print what comes: lines of JSON from an agent, one document from an exporter.");

  private static final Flags FLAGS =
      new Flags(
          "history [A B | URL|AGENT]",
          "prints what has changed. Without an operand, that is what the exporter at --url found:"
              + " faults, nodes and links, joins, versions. With the names of two nodes, only the"
              + " links from A to B. With the address or name of a host, what the agent there saw:"
              + " each change of a link and of its probes; add its port if it is not 6100, or give"
              + " its URL. A user and password in a URL are sent as basic authentication. Exits with"
              + " 0 if the other side answered, 1 if it did not understand, 3 if it is unreachable.",
          AccessFlags.after(NODE, LINK, PEER, SINCE, UNTIL, JSON, ReportCommand.URL));

  private final PrintStream out;
  private final PrintStream err;
  private final CommandErrors errors;

  HistoryCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
    this.errors = new CommandErrors("history", err);
  }

  private static SettingType<Optional<String>> node() {
    return SettingTypes.optional(
        "the name of a node", text -> Optional.of(text).filter(Names::isNode));
  }

  int run(List<String> args) {
    if (FLAGS.wantsHelp(args)) {
      FLAGS.printHelp(out);
      return 0;
    }
    List<String> flags = new ArrayList<>(args);
    List<String> places = FLAGS.takeOperands(flags);
    Settings given = FLAGS.read(flags);
    boolean ofAgent = places.size() == 1;
    for (Setting<?> other :
        ofAgent ? List.of(NODE, LINK, UNTIL, ReportCommand.URL) : List.of(PEER)) {
      if (given.isGiven(other)) {
        given.problem(
            other,
            ofAgent ? "no address of an agent beside it" : "the address of an agent beside it");
      }
    }
    return ofAgent ? ofAgent(places.getFirst(), given) : ofExporter(places, given);
  }

  private int ofExporter(List<String> nodes, Settings given) {
    Optional<HistoryLink> link = given.get(LINK);
    Optional<String> node = given.get(NODE);
    Optional<PastTime> since = given.get(SINCE);
    Optional<PastTime> until = given.get(UNTIL);
    boolean json = given.get(JSON);
    URI url = given.get(ReportCommand.URL);
    ExporterAccess access = AccessFlags.read(given);
    if (FLAGS.hasProblems(given, err)) {
      return ExitCode.FAILED;
    }
    if (!nodes.isEmpty()) {
      link =
          nodes.size() == 2 ? HistoryLink.of(nodes.get(0) + ">" + nodes.get(1)) : Optional.empty();
      if (link.isEmpty()) {
        return errors.failed(
            "expected nothing, the names of two nodes, or one URL or address of an agent, got "
                + Flags.shown(nodes)
                + "; see --help");
      }
    }
    ExporterApi.Query query =
        new ExporterApi.Query()
            .with("since", since.map(time -> time.at().toString()))
            .with("until", until.map(time -> time.at().toString()))
            .with("node", node)
            .with("source", link.map(HistoryLink::source))
            .with("target", link.map(HistoryLink::target));
    return errors.conversation(
        url,
        "cannot get the history of",
        () -> {
          try (ExporterApi api = new ExporterApi(url, access)) {
            return print(api.fetch(ExporterApi.HISTORY, query), json);
          }
        });
  }

  private int print(byte[] answer, boolean json) throws MalformedException {
    ChangeHistory history = ChangeHistory.read(StateJson.object(answer));
    if (json) {
      out.writeBytes(answer);
      out.println();
    } else {
      history.lines().forEach(out::println);
    }
    out.flush();
    return ExitCode.HEALTHY;
  }

  private int ofAgent(String place, Settings given) {
    Optional<String> peer = given.get(PEER);
    Optional<String> since = given.get(SINCE).map(PastTime::forAnAgent);
    boolean json = given.get(JSON);
    ExporterAccess access = AccessFlags.read(given);
    if (FLAGS.hasProblems(given, err)) {
      return ExitCode.FAILED;
    }
    Optional<URI> url = url(place);
    if (url.isEmpty()) {
      return errors.failed("expected the URL or the address of an agent, not " + place);
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
