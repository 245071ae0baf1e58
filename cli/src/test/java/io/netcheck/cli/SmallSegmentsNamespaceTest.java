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
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A switch port that loses large packets in both directions, between an agent and the exporter. */
@MachineTest
@ResourceLock(TestNetwork.ADDRESSES)
class SmallSegmentsNamespaceTest {
  private static final int HOSTS = 3;
  private static final int HOLE = 700;
  private static final String NAME = "n3";

  private final List<AutoCloseable> parts = new ArrayList<>();
  private TestNetwork network;
  private TestExporter exporter;

  private void start(String probes) throws IOException {
    TestRequirements.tools("ip", "sysctl", "curl");
    TestRequirements.root();
    network = new TestNetwork(HOSTS);
    parts.add(network);
    // A packet of many segments passes everywhere, because no cable ever divides it.
    network.oneSegmentAPacket(HOSTS);
    exporter = new TestExporter(TestNetwork.own(), 0, "--cache-key-second=20");
    parts.add(exporter);
    for (int host = 1; host <= HOSTS; host++) {
      parts.add(
          AgentProcess.start(
              TestNetwork.prefix(host),
              exporter.url(),
              List.of(
                  "--node-name=n" + host,
                  "--node-ip=" + TestNetwork.ipv4(host) + "," + TestNetwork.ipv6(host),
                  "--probes=" + probes)));
    }
    patiently().until(() -> exporter.isHealthy(HOSTS, 2));
  }

  @AfterEach
  void endAll() throws Exception {
    for (AutoCloseable part : parts.reversed()) {
      part.close();
    }
  }

  private static ConditionFactory patiently() {
    return await().ignoreExceptions().atMost(Duration.ofMinutes(3));
  }

  @Test
  void heartbeatsThatDieInAHoleGoOnInSmallSegmentsAndAreEvidenceOfIt() throws Exception {
    start("icmp,udp,tcp,mtu");
    network.portMtu(HOSTS, HOLE);

    patiently()
        .untilAsserted(() -> {
          assertEquals(List.of("mtu_black_hole " + NAME), exporter.faults());
          String evidence = exporter.report().faults().getFirst().evidence().toString();
          assertTrue(evidence.contains("host/n3 reach the exporter only in small"), evidence);
        });
    assertEquals(HOSTS, exporter.report().clients().active(), "nobody fell silent");
    assertEquals(true, lastAgent().smallSegments());

    network.portMtu(HOSTS, 1_500);

    patiently().until(() -> exporter.isHealthy(HOSTS, 2) && lastAgent().smallSegments() == null);
  }

  @Test
  void aHoleThatOnlyHeartbeatsMeetIsAFaultOfItsOwn() throws Exception {
    start("icmp,udp,tcp");
    network.portMtu(HOSTS, HOLE);

    patiently()
        .untilAsserted(() -> {
          assertEquals(List.of("mtu_black_hole to the exporter"), exporter.faults());
          assertEquals(NAME, exporter.report().faults().getFirst().node());
        });
    assertTrue(smallHeartbeats() > 1, "they are counted");

    network.portMtu(HOSTS, 1_500);

    patiently().until(() -> exporter.isHealthy(HOSTS, 2) && exporter.faults().isEmpty());
  }

  private Report.ClientRow lastAgent() {
    return exporter.report().nodes().stream()
        .filter(node -> node.node().equals(NAME))
        .findFirst()
        .orElseThrow()
        .clients()
        .getFirst();
  }

  /** The agent behind the hole cannot be scraped from here. */
  private double smallHeartbeats() throws IOException {
    String metrics =
        network.output(HOSTS, "curl -s http://" + TestNetwork.ipv4(HOSTS) + ":6100/metrics");
    return metrics
        .lines()
        .filter(line -> line.startsWith("netcheck_heartbeats_small_total "))
        .mapToDouble(line -> Double.parseDouble(line.split(" ", 2)[1]))
        .sum();
  }
}
