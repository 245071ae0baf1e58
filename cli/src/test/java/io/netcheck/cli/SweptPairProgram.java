// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import io.netcheck.agent.Agent;
import io.netcheck.agent.AgentConfig;
import io.netcheck.agent.AgentSettings;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.settings.Settings;
import io.netcheck.report.Report;
import io.netcheck.testing.ProgramRun;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Breaks a pair of agents that are no peers, in a network namespace of its own, and prints what the
 * exporter makes of it; see {@link SweptPairTest}.
 */
final class SweptPairProgram {
  private static final PrintStream OUT = System.out;
  private static final int AGENTS = 12;
  private static final int PEERS = 3;

  /** Where agents answer by default. */
  private static final int PORT = 6100;

  private static final Duration WAIT = Duration.ofMinutes(5);

  private final TestExporter exporter;

  private SweptPairProgram(TestExporter exporter) {
    this.exporter = exporter;
  }

  public static void main(String[] arguments) throws Exception {
    List<Agent> agents = new ArrayList<>();
    try (TestExporter exporter =
        new TestExporter("--peer-limit=" + PEERS, "--sweep-time=10s", "--cache-key-second=6")) {
      for (int i = 1; i <= AGENTS; i++) {
        agents.add(agent(i, exporter));
      }
      try {
        new SweptPairProgram(exporter).run();
      } finally {
        agents.forEach(Agent::close);
      }
    }
  }

  private static Agent agent(int number, TestExporter exporter) {
    return new Agent(
        AgentConfig.read(
            new Settings(
                AgentSettings.ALL,
                Map.of(),
                List.of(
                    "--server-url=" + exporter.url(),
                    "--node-name=" + name(number),
                    "--node-ip=" + address(number),
                    "--allowed-cidrs=127.0.0.0/8",
                    "--heartbeat-interval=1s"))),
        ProcessClock.SYSTEM);
  }

  private static String name(int number) {
    return "n%02d".formatted(number);
  }

  private static String address(int number) {
    return "127.0.0." + (10 + number);
  }

  private void run() throws Exception {
    await(() -> coverage() == 1 && exporter.faults().isEmpty());
    OUT.println("all pairs measured");
    int target = swept(1);
    filter("-A", target);
    await(() -> watched(target).isPresent());
    OUT.println("watched");
    List<String> fault = List.of("link_down " + name(1) + " -> " + name(target));
    await(() -> exporter.faults().equals(fault));
    OUT.println("named");
    // Besides its peers, and the agent that watches the pair.
    await(() -> observers(target) > PEERS + 1 && exporter.faults().equals(fault));
    OUT.println("more observers");
    filter("-D", target);
    await(() -> exporter.faults().isEmpty() && sweep().failing() == 0);
    OUT.println("healed");
  }

  /** The answers to the other one pass, so only one direction is broken. */
  private static void filter(String change, int target) throws IOException {
    for (String questions :
        List.of("icmp --icmp-type echo-request", "udp --dport " + PORT, "tcp --syn")) {
      ProgramRun.output(
          List.of(
              "sh",
              "-c",
              "iptables -w %s INPUT -s %s -d %s -p %s -j DROP"
                  .formatted(change, address(1), address(target), questions)));
    }
  }

  /** How many agents have links to the one with {@code number}. */
  private long observers(int number) throws IOException {
    return allLinks().stream().filter(link -> link.target().equals(name(number))).count();
  }

  /** An agent that is no peer of the one with {@code number}. */
  private int swept(int number) throws IOException {
    List<Report.LinkRow> links = allLinks();
    for (int other = 1; other <= AGENTS; other++) {
      String target = name(other);
      if (other != number
          && links.stream()
              .noneMatch(
                  link -> link.source().equals(name(number)) && link.target().equals(target))) {
        return other;
      }
    }
    throw new IllegalStateException("all are peers");
  }

  private List<Report.LinkRow> allLinks() throws IOException {
    URI all = exporter.url().resolve("/report?links=all&format=json");
    try (InputStream in = all.toURL().openStream()) {
      return ReportClient.parse(in.readAllBytes()).links();
    }
  }

  private double coverage() {
    Report report = exporter.report();
    return report.clients().active() < AGENTS ? 0 : sweep().coverageRatio();
  }

  private Report.SweepRow sweep() {
    return exporter.report().sweep().getFirst();
  }

  private Optional<Report.SweptPair> watched(int target) {
    return sweep().failingPairs().stream()
        .filter(pair ->
            pair.watched() && pair.source().equals(name(1)) && pair.target().equals(name(target)))
        .findFirst();
  }

  private void await(Callable<Boolean> condition) {
    try {
      Awaitility.await().ignoreExceptions().atMost(WAIT).until(condition);
    } catch (ConditionTimeoutException e) {
      OUT.println("not seen; faults " + exporter.faults() + ", sweep " + sweep());
      throw e;
    }
  }
}
