// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.report.Report;
import io.netcheck.report.ReportStatus;
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

/** Four hosts with both IP families, and what a fault between them comes to in the report. */
@MachineTest
@ResourceLock(TestNetwork.ADDRESSES)
class NamespaceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int HOSTS = 4;

  /**
   * By what they are, not by connection tracking: it lets flows pass that it saw before its rule.
   */
  private static final List<String> REQUESTS =
      List.of("udp --dport 6100", "tcp --dport 6100", "icmp --icmp-type echo-request");

  private final List<AutoCloseable> parts = new ArrayList<>();
  private TestNetwork network;
  private TestExporter exporter;

  @BeforeEach
  void startACluster() throws Exception {
    TestRequirements.tools("ip", "iptables", "sysctl");
    TestRequirements.root();
    network = new TestNetwork(HOSTS);
    parts.add(network);
    exporter = new TestExporter(TestNetwork.own(), 0, "--cache-key-second=6");
    parts.add(exporter);
    for (int host = 1; host <= HOSTS; host++) {
      parts.add(agent(host));
    }
    await().atMost(PATIENCE).until(() -> exporter.isHealthy(HOSTS, 2));
  }

  private AgentProcess agent(int host) throws IOException {
    return AgentProcess.start(
        TestNetwork.prefix(host),
        exporter.url(),
        List.of(
            "--node-name=n" + host,
            "--node-ip=" + TestNetwork.ipv4(host) + "," + TestNetwork.ipv6(host),
            "--heartbeat-interval=1s"));
  }

  @AfterEach
  void endAll() throws Exception {
    for (AutoCloseable part : parts.reversed()) {
      part.close();
    }
  }

  private Scrape scrape(int host) throws IOException, InterruptedException {
    return Scrape.of("http://" + TestNetwork.ipv4(host) + ":6100");
  }

  @Test
  void aNodeThatGoesOffIsOneFaultAndHealsByItself() throws Exception {
    network.linkDown(4);

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertEquals(List.of("node_unreachable n4"), exporter.faults()));
    assertEquals(0.0, scrape(1).sum("netcheck_peer_up", "target_node=\"n4\""), "in both families");
    assertEquals(4.0, scrape(1).sum("netcheck_peer_up"), "the other two peers in two families");
    Report report = exporter.report();
    assertEquals(ReportStatus.DEGRADED, report.status());
    assertTrue(report.summary().contains("node n4 is unreachable"), report.summary());
    // What the others say of an agent counts ten seconds after it started.
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          String evidence = exporter.report().faults().getFirst().evidence().toString();
          assertTrue(evidence.contains("of 3 observers"), evidence);
        });
    await().atMost(PATIENCE).until(() -> exporter.report().clients().stale() == 1);
    assertEquals(List.of("node_unreachable n4"), exporter.faults(), "its silence is no second one");

    network.linkUp(4);

    await().atMost(PATIENCE).until(() -> exporter.isHealthy(HOSTS, 2));
  }

  @Test
  void anExporterThatStartsInTheMiddleOfAnOutageLearnsOfTheDeadFromTheLiving() throws Exception {
    network.linkDown(4);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertEquals(List.of("node_unreachable n4"), exporter.faults()));
    int port = exporter.url().getPort();

    exporter.close();
    exporter = new TestExporter(TestNetwork.own(), port, "--cache-key-second=6");
    parts.add(exporter);

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertEquals(List.of("node_unreachable n4"), exporter.faults()));
    assertEquals(3.0, scrape(1).sum("netcheck_peers"), "nobody dropped the silent one");
    network.linkUp(4);
    await().atMost(PATIENCE).until(() -> exporter.isHealthy(HOSTS, 2));
  }

  @Test
  void aCutBetweenTwoNodesIsOneFaultThatNamesBoth() throws Exception {
    network.run(2, "iptables -I INPUT -s " + TestNetwork.ipv4(1) + " -j DROP");
    network.run(2, "ip6tables -I INPUT -s " + TestNetwork.ipv6(1) + " -j DROP");

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertEquals(List.of("link_down n1 <-> n2"), exporter.faults()));
    assertEquals(ReportStatus.DEGRADED, exporter.report().status());
  }

  @Test
  void aRejectionAtTheSourceIsOneFaultThatNamesIt() throws Exception {
    network.run(1, "iptables -I OUTPUT -d " + TestNetwork.ipv4(3) + " -j REJECT");
    network.run(1, "ip6tables -I OUTPUT -d " + TestNetwork.ipv6(3) + " -j REJECT");

    // It rejects its answers to the other one as well.
    isRejected("n1 <-> n3", "n1");
  }

  @Test
  void aRejectionAtTheTargetIsOneFaultThatNamesIt() throws Exception {
    for (String request : REQUESTS) {
      network.run(HOSTS, "iptables -A INPUT -p " + request + " -j REJECT");
      String sixth = request.replace("icmp", "icmpv6");
      network.run(HOSTS, "ip6tables -A INPUT -p " + sixth + " -j REJECT");
    }

    isRejected("n4", "n4");
  }

  private void isRejected(String subject, String sender) throws Exception {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertEquals(List.of("rejected " + subject), exporter.faults());
          String evidence = exporter.report().faults().getFirst().evidence().toString();
          assertTrue(evidence.contains("(rejected by " + sender + ")"), evidence);
        });
  }

  /** As the proxy of a service mesh does: it takes every connection, whoever it is meant for. */
  @Test
  void aProxyThatTakesEveryConnectionDoesNotHideADeadNode() throws Exception {
    network.linkDown(HOSTS);
    for (int host = 1; host < HOSTS; host++) {
      network.run(
          host,
          "iptables -t nat -A OUTPUT -p tcp -d "
              + TestNetwork.ipv4(HOSTS)
              + " --dport 6100 -j DNAT --to-destination "
              + TestNetwork.ipv4(host));
      network.run(
          host,
          "ip6tables -t nat -A OUTPUT -p tcp -d "
              + TestNetwork.ipv6(HOSTS)
              + " --dport 6100 -j DNAT --to-destination "
              + TestNetwork.ipv6(host));
    }

    await().atMost(PATIENCE).until(() -> exporter.report().clients().stale() == 1);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertEquals(List.of("node_unreachable n4"), exporter.faults());
          assertTrue(
              scrape(1)
                      .sum(
                          "netcheck_probe_failures_by_reason_total",
                          "probe=\"tcp\"",
                          "reason=\"wrong_peer\"")
                  > 5,
              "the proxy was asked who it is");
        });
  }

  @Test
  void aBlockedProbeTakesNoLinkDown() throws Exception {
    for (int host = 1; host <= HOSTS; host++) {
      network.run(host, "iptables -I INPUT -p icmp --icmp-type echo-request -j DROP");
      network.run(host, "ip6tables -I INPUT -p icmpv6 --icmpv6-type echo-request -j DROP");
    }

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertEquals(List.of("probe_blocked icmp"), exporter.faults()));
    assertEquals(0.0, scrape(1).sum("netcheck_peer_probe_up", "probe=\"icmp\""));
    assertEquals(6.0, scrape(1).sum("netcheck_peer_up"));
    assertEquals(0, exporter.report().networks().getFirst().links().down());
  }

  @Test
  void whereOnlyTcpPassesThePeersSayWhoTheyAre() throws Exception {
    for (int host = 1; host <= HOSTS; host++) {
      network.run(host, "iptables -I INPUT -p icmp --icmp-type echo-request -j DROP");
      network.run(host, "ip6tables -I INPUT -p icmpv6 --icmpv6-type echo-request -j DROP");
      network.run(host, "iptables -I INPUT -p udp -j DROP");
      network.run(host, "ip6tables -I INPUT -p udp -j DROP");
    }

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertEquals(List.of("probe_blocked icmp,udp"), exporter.faults()));
    assertEquals(0.0, scrape(1).sum("netcheck_peer_probe_up", "probe=\"udp\""));
    assertEquals(6.0, scrape(1).sum("netcheck_peer_up"));
    assertEquals(0, exporter.report().networks().getFirst().links().down());
  }

  @Test
  void aBlackHoleForLargePacketsShowsOnlyInTheFullSizeProbe() throws Exception {
    for (int host = 1; host <= HOSTS; host++) {
      network.run(host, "iptables -I INPUT -m length --length 1400:65535 -p udp -j DROP");
      network.run(host, "ip6tables -I INPUT -m length --length 1360:65535 -p udp -j DROP");
    }

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertEquals(List.of("mtu_black_hole everywhere"), exporter.faults()));
    Scrape scrape = scrape(1);
    assertEquals(0.0, scrape.sum("netcheck_peer_probe_up", "probe=\"mtu\""));
    assertEquals(6.0, scrape.sum("netcheck_peer_probe_up", "probe=\"udp\""));
    assertEquals(6.0, scrape.sum("netcheck_peer_up"));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertEquals(
                "packets of 1359 to 1399 bytes pass, and none larger",
                exporter.report().faults().getFirst().evidence().getLast()));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertEquals(3 * 1_359.0 + 3 * 1_399, scrape(1).sum("netcheck_peer_path_mtu_bytes")));

    for (int host = 1; host <= HOSTS; host++) {
      network.run(host, "iptables -F INPUT");
      network.run(host, "ip6tables -F INPUT");
    }

    await().atMost(PATIENCE).until(() -> exporter.isHealthy(HOSTS, 2));
    // The finding ends with most of its links; each link then finds its own way back.
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertEquals(0.0, scrape(1).sum("netcheck_peer_path_mtu_bytes")));
  }
}
