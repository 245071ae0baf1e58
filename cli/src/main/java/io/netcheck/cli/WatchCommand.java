// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import io.netcheck.daemon.settings.Setting;
import io.netcheck.daemon.settings.SettingTypes;
import io.netcheck.daemon.settings.Settings;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Shows what an exporter finds, as it changes. */
final class WatchCommand {
  private static final Setting<Boolean> ONCE =
      new Setting<>(
          "NETCHECK_ONCE",
          "false",
          SettingTypes.bool(),
          "Print the state of this moment, and exit as report does.");

  private static final Setting<Duration> INTERVAL =
      new Setting<>(
          "NETCHECK_INTERVAL",
          "2s",
          SettingTypes.duration(Duration.ofMillis(500), Duration.ofMinutes(10)),
          "How often the exporter is asked, if it sends no events.");

  private static final Flags FLAGS =
      new Flags(
          "watch",
          "shows what an exporter finds, as it changes, until Ctrl-C: the state in a sentence, each"
              + " fault with its evidence and the next step, and the nodes that are not up. On a"
              + " terminal it paints over the screen; elsewhere it prints a line for each change. It"
              + " says for how long it has heard nothing, and connects again. With --once it exits"
              + " with 0 if the cluster is healthy, 2 if it is degraded or critical, 3 if its state"
              + " is unknown or the exporter is unreachable.",
          AccessFlags.after(ReportCommand.URL, ONCE, INTERVAL));

  private static final Duration REFRESH = Duration.ofSeconds(1);

  /** An exporter judges every second, and says so every two. */
  private static final Duration STALE_AFTER = Duration.ofSeconds(5);

  private final PrintStream out;
  private final PrintStream err;
  private final CommandErrors errors;

  WatchCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
    this.errors = new CommandErrors("watch", err);
  }

  int run(List<String> args) {
    if (FLAGS.wantsHelp(args)) {
      FLAGS.printHelp(out);
      return 0;
    }
    Settings given = FLAGS.read(args);
    URI url = given.get(ReportCommand.URL);
    boolean once = given.get(ONCE);
    Duration interval = given.get(INTERVAL);
    ExporterAccess access = AccessFlags.read(given);
    if (FLAGS.hasProblems(given, err)) {
      return ExitCode.FAILED;
    }
    return errors.conversation(
        url,
        "cannot get the state from",
        () -> {
          try (ExporterApi api = new ExporterApi(url, access)) {
            return once ? once(api) : watch(api, ExporterHttp.withoutUser(url), interval);
          }
        });
  }

  private int once(ExporterApi api) throws IOException, InterruptedException {
    byte[] answer = api.fetch(ExporterApi.STATE, new ExporterApi.Query());
    ClusterState state = StateJson.read(StateJson.object(answer), ClusterState.class);
    out.print(WatchPage.of(state, "", TerminalSize.now().columns(), Terminal.palette()));
    out.flush();
    return ExitCode.of(state.status());
  }

  private int watch(ExporterApi api, URI shown, Duration interval)
      throws IOException, InterruptedException {
    try (WatchView view = view(shown)) {
      Thread hook = Thread.ofPlatform().unstarted(view::close);
      Runtime.getRuntime().addShutdownHook(hook);
      try (StateFeed feed = new StateFeed(api, interval)) {
        follow(feed, view, staleAfter(interval));
      } finally {
        Terminal.removeHook(hook);
      }
    }
    return ExitCode.FAILED;
  }

  private WatchView view(URI shown) {
    return Terminal.isScreen()
        ? new WatchScreen(out, shown, Terminal.palette(), TerminalSize::now)
        : new WatchLog(out);
  }

  private static Duration staleAfter(Duration interval) {
    Duration three = interval.multipliedBy(3);
    return three.compareTo(STALE_AFTER) > 0 ? three : STALE_AFTER;
  }

  /** Returns only if there will never be anything to see. */
  private static void follow(StateFeed feed, WatchView view, Duration staleAfter)
      throws IOException, InterruptedException {
    Optional<ClusterState> state = Optional.empty();
    String why = "";
    long heard = System.nanoTime();
    while (true) {
      Optional<StateFeed.News> news = feed.next(REFRESH);
      if (news.isPresent()) {
        switch (news.get()) {
          case StateFeed.News.Fresh fresh -> {
            state = Optional.of(fresh.state());
            why = "";
            heard = System.nanoTime();
          }
          case StateFeed.News.Same _ -> {
            why = "";
            heard = System.nanoTime();
          }
          case StateFeed.News.Lost lost -> why = lost.why();
          case StateFeed.News.Refused refused -> throw refused.why();
        }
      }
      Duration age = Duration.ofNanos(System.nanoTime() - heard);
      boolean stale = age.compareTo(staleAfter) >= 0;
      view.show(state, new WatchView.Freshness(stale ? Optional.of(age) : Optional.empty(), why));
    }
  }
}
