// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import io.netcheck.daemon.StartException;
import io.netcheck.daemon.settings.Setting;
import io.netcheck.daemon.settings.SettingTypes;
import io.netcheck.daemon.settings.Settings;
import io.netcheck.log.LogLevels;
import io.netcheck.report.Report;
import io.netcheck.report.TextReport;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.event.Level;

/** Runs a demo cluster and shows its report. */
final class DemoCommand {
  private static final Setting<Integer> AGENTS =
      new Setting<>("NETCHECK_AGENTS", "3", SettingTypes.integer(2, 50), "The number of agents.");

  private static final Setting<Boolean> ONCE =
      new Setting<>(
          "NETCHECK_ONCE",
          "false",
          SettingTypes.bool(),
          "Print one report as soon as every link has been measured, and exit with 0 if the cluster"
              + " is healthy, else with 2.");

  private static final Setting<Boolean> JSON =
      new Setting<>(
          "NETCHECK_JSON",
          "false",
          SettingTypes.bool(),
          "Print each report as one line of JSON, and nothing else on standard output.");

  private static final Setting<Integer> HTTP_PORT =
      new Setting<>(
          "HTTP_PORT",
          "8080",
          SettingTypes.integer(0, 65_535),
          "The exporter's port. 0 takes any free port.");

  private static final Setting<Integer> CLIENT_PORT =
      new Setting<>(
          "CLIENT_PORT",
          "6100",
          SettingTypes.port(),
          "The port of every agent, on its own address.");

  private static final Flags FLAGS =
      new Flags(
          "demo",
          "runs an exporter and some agents on loopback addresses until Ctrl-C.",
          List.of(AGENTS, ONCE, JSON, HTTP_PORT, CLIENT_PORT));

  private static final Duration REFRESH_SCREEN = Duration.ofSeconds(1);
  private static final Duration REFRESH_LOG = Duration.ofSeconds(10);
  private static final Duration REFRESH_ONCE = Duration.ofMillis(200);

  /** Long enough for 50 agents on a slow machine; a demo that needs more is not healthy. */
  private static final Duration MEASURED_WITHIN = Duration.ofSeconds(60);

  private static final String HOME_AND_CLEAR = "\u001b[H\u001b[2J";

  private final PrintStream out;
  private final PrintStream err;
  private final CountDownLatch ended = new CountDownLatch(1);

  DemoCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  int run(List<String> args) {
    if (FLAGS.wantsHelp(args)) {
      FLAGS.printHelp(out);
      return 0;
    }
    Settings given = FLAGS.read(args);
    int agents = given.get(AGENTS);
    boolean once = given.get(ONCE);
    boolean json = given.get(JSON);
    int httpPort = given.get(HTTP_PORT);
    int agentPort = given.get(CLIENT_PORT);
    if (FLAGS.hasProblems(given, err)) {
      return ExitCode.FAILED;
    }
    Optional<String> shortage = DemoFiles.shortage(agents);
    if (shortage.isPresent()) {
      err.println("netcheck demo: " + shortage.get());
      return ExitCode.FAILED;
    }
    // The logs of three agents would hide the lines of the report.
    LogLevels.from(Level.ERROR);
    try (DemoCluster cluster = new DemoCluster(agents, httpPort, agentPort);
        ReportClient client = new ReportClient(cluster.url())) {
      Thread hook = Thread.ofPlatform().unstarted(() -> end(cluster));
      Runtime.getRuntime().addShutdownHook(hook);
      introduce(cluster);
      int code = once ? once(cluster, client, json) : watch(cluster, client, json);
      Terminal.removeHook(hook);
      return code;
    } catch (StartException e) {
      err.println("netcheck demo: " + e.getMessage() + "; see --http-port and --client-port");
      return ExitCode.FAILED;
    } catch (IOException e) {
      err.println("netcheck demo: " + e.getMessage());
      return ExitCode.FAILED;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return ExitCode.FAILED;
    }
  }

  private void end(DemoCluster cluster) {
    ended.countDown();
    cluster.close();
  }

  private void introduce(DemoCluster cluster) {
    int last = cluster.size() - 1;
    err.println("page       " + cluster.url() + "/");
    err.println("exporter   " + cluster.url() + "/report   " + cluster.url() + "/metrics");
    err.println(
        "agents     http://%s:%d/metrics to http://%s:%d/metrics"
            .formatted(
                DemoCluster.address(0),
                cluster.agentPort(),
                DemoCluster.address(last),
                cluster.agentPort()));
    err.println(
        "one more   ./netcheck agent --server-url %s --node-ip %s --node-name %s --allowed-cidrs %s%s"
            .formatted(
                cluster.url(),
                DemoCluster.address(last + 1),
                DemoCluster.name(last + 1),
                DemoCluster.LOOPBACK,
                isDefault(cluster.agentPort()) ? "" : " --client-port " + cluster.agentPort()));
    cluster
        .leftOut()
        .forEach((kind, why) ->
            err.println("skipped    " + kind + ": " + why + "; the links are measured without it"));
    err.println();
  }

  private static boolean isDefault(int agentPort) {
    return CLIENT_PORT.fallback().equals(Integer.toString(agentPort));
  }

  private int once(DemoCluster cluster, ReportClient client, boolean json)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + MEASURED_WITHIN.toNanos();
    while (true) {
      byte[] answer = client.fetch();
      Report report = ReportClient.parse(answer);
      boolean late = System.nanoTime() - deadline > 0;
      if (isMeasured(report, cluster.size()) || late) {
        print(answer, report, json);
        if (late) {
          err.println("netcheck demo: not every link was measured within a minute");
        }
        return !late && ExitCode.of(report.status()) == ExitCode.HEALTHY
            ? ExitCode.HEALTHY
            : ExitCode.UNHEALTHY;
      }
      if (ended.await(REFRESH_ONCE.toMillis(), TimeUnit.MILLISECONDS)) {
        return ExitCode.UNHEALTHY;
      }
    }
  }

  /** In a full mesh every agent has a link to every other one, here in one network and family. */
  private static boolean isMeasured(Report report, int agents) {
    int expected = agents * (agents - 1);
    return report.clients().active() == agents
        && report.networks().stream()
            .anyMatch(
                network -> network.links().total() == expected && network.links().unknown() == 0);
  }

  private int watch(DemoCluster cluster, ReportClient client, boolean json)
      throws IOException, InterruptedException {
    boolean screen = Terminal.isScreen() && !json;
    Duration refresh = screen ? REFRESH_SCREEN : REFRESH_LOG;
    // The first report with something in it is worth more than a prompt one without.
    boolean first = true;
    while (true) {
      byte[] answer = client.fetch();
      Report report = ReportClient.parse(answer);
      if (!first || screen || isMeasured(report, cluster.size())) {
        if (screen) {
          out.print(HOME_AND_CLEAR);
          introduce(cluster);
        }
        print(answer, report, json);
        first = false;
      }
      Duration pause = first ? REFRESH_ONCE : refresh;
      if (ended.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        return ExitCode.HEALTHY;
      }
    }
  }

  private void print(byte[] answer, Report report, boolean json) {
    if (json) {
      out.writeBytes(answer);
      out.println();
    } else {
      out.print(TextReport.of(report, Terminal.palette()));
    }
    out.flush();
  }
}
