// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.protocol.CheckJson;
import io.netcheck.protocol.CheckLine;
import io.netcheck.protocol.CheckProbe;
import io.netcheck.protocol.CheckProgress;
import io.netcheck.protocol.FailureReason;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.TestRequirements;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** {@code netcheck check} with a real exporter, real agents, and faults between two hosts. */
@MachineTest
@ResourceLock(TestNetwork.ADDRESSES)
class CheckNamespaceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<AutoCloseable> parts = new ArrayList<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private TestNetwork network;
  private TestExporter exporter;

  @BeforeEach
  void startTwoAgents() throws Exception {
    TestRequirements.tools("ip", "iptables", "sysctl");
    TestRequirements.root();
    network = new TestNetwork(2);
    parts.add(network);
    exporter = new TestExporter(TestNetwork.own(), 0);
    parts.add(exporter);
    for (int host = 1; host <= 2; host++) {
      parts.add(
          AgentProcess.start(
              TestNetwork.prefix(host),
              exporter.url(),
              List.of(
                  "--node-name=n" + host,
                  "--node-ip=" + TestNetwork.ipv4(host) + "," + TestNetwork.ipv6(host))));
    }
    await().atMost(PATIENCE).until(() -> exporter.isHealthy(2, 2));
  }

  @AfterEach
  void endAll() throws Exception {
    for (AutoCloseable part : parts.reversed()) {
      part.close();
    }
  }

  private int check(String... more) {
    out.reset();
    List<String> all = new ArrayList<>(List.of("check", "n1", "n2", "--url=" + exporter.url()));
    all.addAll(List.of(more));
    return Main.run(all, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
  }

  private CheckProgress found() throws IOException {
    return CheckJson.readProgress(out.toByteArray());
  }

  private static Map<CheckProbe, Integer> failed(CheckProgress.Direction direction) {
    return direction.lines().stream()
        .map(CheckLine.Measured.class::cast)
        .collect(
            Collectors.toMap(CheckLine.Measured::probe, CheckLine.Measured::failed, Integer::sum));
  }

  @Test
  void everyProbePassesInBothDirectionsAndFamilies() {
    assertEquals(0, check("--probe=icmp,udp,tcp,mtu,trace"), () -> out + "" + err);
    assertTrue(out.toString(UTF_8).contains("All 20 lines pass."), out.toString(UTF_8));
    assertTrue(err.toString(UTF_8).contains("waiting for the next heartbeat"), err.toString(UTF_8));
  }

  @Test
  void aFaultInOneDirectionShowsInThisDirectionOnly() throws Exception {
    // UDP requests of n1 do not arrive; n2 still gets the answers to its own.
    network.run(2, "iptables -I INPUT -p udp --dport 6100 -j DROP");

    assertEquals(2, check("--json", "--count=3", "--ip-family=ipv4"), () -> out + "" + err);

    CheckProgress.Direction there = found().directions().getFirst();
    CheckProgress.Direction back = found().directions().getLast();
    assertEquals(
        Map.of(CheckProbe.ICMP, 0, CheckProbe.UDP, 3, CheckProbe.TCP, 0, CheckProbe.MTU, 3),
        failed(there));
    assertEquals(
        Map.of(CheckProbe.ICMP, 0, CheckProbe.UDP, 0, CheckProbe.TCP, 0, CheckProbe.MTU, 0),
        failed(back));
    Set<FailureReason> reasons =
        there.lines().stream()
            .map(CheckLine.Measured.class::cast)
            .flatMap(line -> line.reasons().keySet().stream())
            .collect(Collectors.toSet());
    assertEquals(Set.of(FailureReason.TIMEOUT), reasons);
  }

  @Test
  void theLargestSizeThatPassesIsFoundByItsNeighbours() throws Exception {
    network.run(2, "iptables -I INPUT -m length --length 1401:65535 -p udp -j DROP");

    assertEquals(
        2,
        check("--json", "--size=1400,1401", "--one-way", "--ip-family=ipv4"),
        () -> out + "" + err);

    assertEquals(
        List.of("1400 0", "1401 5"),
        found().directions().getFirst().lines().stream()
            .map(CheckLine.Measured.class::cast)
            .map(line -> line.size() + " " + line.failed())
            .toList());
    assertEquals(1, found().directions().size());
  }

  @Test
  void otherPortsOfANodeAreOpenOrRefused() throws Exception {
    assertEquals(
        2,
        check("--json", "--port=6100,6101", "--one-way", "--ip-family=ipv6"),
        () -> out + "" + err);

    List<CheckLine> lines = found().directions().getFirst().lines();
    assertFalse(lines.getFirst().isFailed());
    assertEquals(
        Set.of(FailureReason.REFUSED), ((CheckLine.Measured) lines.getLast()).reasons().keySet());
  }
}
