// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.report.Report;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * What agents remember of their links, and what an exporter that is new makes of it. It takes some
 * minutes, because a link is new for one minute, and what never worked is urgent after none.
 */
@MachineTest
@ResourceLock(TestNetwork.ADDRESSES)
class NewcomerNamespaceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final int HOSTS = 4;
  private static final String ELSEWHERE = "10.231.77.44";

  private final List<AutoCloseable> parts = new ArrayList<>();
  private TestNetwork network;
  private TestExporter exporter;

  @BeforeEach
  void startAnExporter() throws Exception {
    TestRequirements.tools("ip", "iptables", "sysctl");
    TestRequirements.root();
    network = new TestNetwork(HOSTS);
    parts.add(network);
    exporter = new TestExporter(TestNetwork.own(), 0, "--cache-key-second=6");
    parts.add(exporter);
  }

  @AfterEach
  void endAll() throws Exception {
    for (AutoCloseable part : parts.reversed()) {
      part.close();
    }
  }

  private AgentProcess agent(int host, String address) throws IOException {
    AgentProcess agent =
        AgentProcess.start(
            TestNetwork.prefix(host),
            exporter.url(),
            List.of("--node-name=n" + host, "--node-ip=" + address, "--heartbeat-interval=1s"));
    parts.add(agent);
    return agent;
  }

  private void cut(int host, int other) throws IOException {
    network.run(host, "iptables -I INPUT -s " + TestNetwork.ipv4(other) + " -j DROP");
  }

  @Test
  void aNewExporterTellsWhatNeverWorkedFromWhatBrokeBeforeItCame() throws Exception {
    cut(1, 2);
    cut(2, 1);
    for (int host = 1; host <= HOSTS; host++) {
      agent(host, TestNetwork.ipv4(host));
    }
    await()
        .ignoreExceptions()
        .atMost(PATIENCE)
        .until(() -> exporter.report().networks().stream().anyMatch(it -> it.links().up() == 10));
    cut(3, 4);
    cut(4, 3);
    await()
        .ignoreExceptions()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertEquals(List.of("link_down n3 <-> n4"), exporter.faults()));
    await().ignoreExceptions().atMost(LONG).until(() -> neverUp("n1", "n2") > 65);
    assertEquals(
        2.0, scrape(1).sum("netcheck_links_never_up") + scrape(2).sum("netcheck_links_never_up"));
    int port = exporter.url().getPort();

    exporter.close();
    exporter = new TestExporter(TestNetwork.own(), port, "--cache-key-second=6");
    parts.add(exporter);

    await()
        .ignoreExceptions()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertEquals(List.of("link_down n3 <-> n4"), exporter.faults()));
    await()
        .ignoreExceptions()
        .atMost(LONG)
        .untilAsserted(() ->
            assertEquals(List.of("link_down n3 <-> n4", "never_worked n1, n2"), exporter.faults()));
    assertEquals(-1, neverUp("n3", "n4"), "it was up once");
  }

  @Test
  void aPeerThatIsRestartedAtAnAddressThatDoesNotWorkYetIsJoining() throws Exception {
    for (int host = 1; host < HOSTS; host++) {
      agent(host, TestNetwork.ipv4(host));
    }
    AgentProcess last = agent(HOSTS, TestNetwork.ipv4(HOSTS));
    await().ignoreExceptions().atMost(PATIENCE).until(() -> exporter.isHealthy(HOSTS));
    network.run(HOSTS, "ip addr add " + ELSEWHERE + "/24 dev eth0");
    for (int host = 1; host < HOSTS; host++) {
      network.run(
          HOSTS,
          "iptables -I INPUT -s " + TestNetwork.ipv4(host) + " -d " + ELSEWHERE + " -j DROP");
    }

    last.kill();
    agent(HOSTS, ELSEWHERE);

    await()
        .ignoreExceptions()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertEquals(
              List.of("joining n4"),
              exporter.report().faults().stream()
                  .map(fault -> fault.kind() + " " + fault.subject())
                  .toList());
          double time = neverUp("n1", "n4");
          assertTrue(time > 0 && time < 60, "new at this address: " + time);
        });
    network.run(HOSTS, "iptables -F INPUT");
    await().ignoreExceptions().atMost(PATIENCE).until(() -> exporter.isHealthy(HOSTS));
    assertEquals(-1, neverUp("n1", "n4"));
  }

  /** For how long a link was never up; -1 if it was. */
  private double neverUp(String source, String target) {
    return exporter.report().links().stream()
        .filter(link -> link.source().equals(source) && link.target().equals(target))
        .map(Report.LinkRow::neverUpSeconds)
        .mapToDouble(time -> time == null ? -1 : time)
        .findFirst()
        .orElse(-1);
  }

  private Scrape scrape(int host) throws IOException, InterruptedException {
    return Scrape.of("http://" + TestNetwork.ipv4(host) + ":6100");
  }
}
