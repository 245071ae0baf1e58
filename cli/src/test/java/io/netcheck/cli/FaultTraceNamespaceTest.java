// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
 * The evidence of a fault between two nodes that have two routers between them. The agents reach
 * the exporter over another network.
 *
 * <pre>
 *   n1 10.232.1.2 — 10.232.1.1 near 10.232.2.1 — 10.232.2.2 far 10.232.3.1 — 10.232.3.2 n2
 * </pre>
 */
@MachineTest
@ResourceLock(TestNetwork.ADDRESSES)
class FaultTraceNamespaceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int N1 = 1;
  private static final int NEAR = 2;
  private static final int FAR = 3;
  private static final int N2 = 4;

  private final List<AutoCloseable> parts = new ArrayList<>();
  private TestNetwork network;
  private TestExporter exporter;

  @BeforeEach
  void startTwoAgents() throws Exception {
    TestRequirements.tools("ip", "iptables", "ip6tables", "sysctl");
    TestRequirements.root();
    network = new TestNetwork(4);
    parts.add(network);
    cable(N1, NEAR, 1);
    cable(NEAR, FAR, 2);
    cable(FAR, N2, 3);
    address(N1, 1, "10.232.1.2", "fd00:232:1::2");
    address(NEAR, 1, "10.232.1.1", "fd00:232:1::1");
    address(NEAR, 2, "10.232.2.1", "fd00:232:2::1");
    address(FAR, 2, "10.232.2.2", "fd00:232:2::2");
    address(FAR, 3, "10.232.3.1", "fd00:232:3::1");
    address(N2, 3, "10.232.3.2", "fd00:232:3::2");
    for (int router : List.of(NEAR, FAR)) {
      network.run(router, "sysctl -q -w net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1");
      // The rejections of regular probes would use up what a router may send.
      network.run(router, "sysctl -q -w net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0");
    }
    route(N1, "10.232.0.0/16", "10.232.1.1", "fd00:232::/32", "fd00:232:1::1");
    route(NEAR, "10.232.3.0/24", "10.232.2.2", "fd00:232:3::/64", "fd00:232:2::2");
    route(FAR, "10.232.1.0/24", "10.232.2.1", "fd00:232:1::/64", "fd00:232:2::1");
    route(N2, "10.232.0.0/16", "10.232.3.1", "fd00:232::/32", "fd00:232:3::1");
    exporter = new TestExporter(TestNetwork.own(), 0);
    parts.add(exporter);
    agent(N1, "n1", "10.232.1.2,fd00:232:1::2");
    agent(N2, "n2", "10.232.3.2,fd00:232:3::2");
    await().atMost(PATIENCE).until(() -> exporter.isHealthy(2, 2));
  }

  private void cable(int from, int to, int number) throws IOException {
    network.run(
        from,
        "ip link add net%d type veth peer name net%d netns %s"
            .formatted(number, number, TestNetwork.name(to)));
  }

  private void address(int host, int number, String ipv4, String ipv6) throws IOException {
    network.run(host, "ip addr add %s/24 dev net%d".formatted(ipv4, number));
    network.run(host, "ip -6 addr add %s/64 dev net%d nodad".formatted(ipv6, number));
    network.run(host, "ip link set net%d up".formatted(number));
  }

  private void route(int host, String to, String via, String to6, String via6) throws IOException {
    network.run(host, "ip route add " + to + " via " + via);
    network.run(host, "ip -6 route add " + to6 + " via " + via6);
  }

  private void agent(int host, String name, String addresses) throws IOException {
    parts.add(
        AgentProcess.start(
            TestNetwork.prefix(host),
            exporter.url(),
            List.of("--node-name=" + name, "--node-ip=" + addresses, "--heartbeat-interval=1s")));
  }

  @AfterEach
  void endAll() throws Exception {
    for (AutoCloseable part : parts.reversed()) {
      part.close();
    }
  }

  private void evidenceHas(String... lines) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertEquals(1, exporter.faults().size(), () -> exporter.faults().toString());
          List<String> evidence = exporter.report().faults().getFirst().evidence();
          for (String line : lines) {
            // It ends with how the path was before, if that is known by then.
            assertTrue(evidence.stream().anyMatch(has -> has.startsWith(line)), evidence::toString);
          }
        });
  }

  @Test
  void theEvidenceNamesTheLastHopThatAnswers() throws Exception {
    network.run(FAR, "iptables -I FORWARD -o net3 -j DROP");

    evidenceHas(
        "trace from n1 to n2 (10.232.3.2): the last hop that answered is 10.232.2.2, at hop 2",
        "trace from n2 to n1 (10.232.1.2): the last hop that answered is 10.232.3.1, at hop 1");

    network.run(FAR, "iptables -F FORWARD");
    await().atMost(PATIENCE).until(() -> exporter.isHealthy(2, 2));
    network.run(FAR, "ip6tables -I FORWARD -o net3 -j DROP");

    evidenceHas(
        "trace from n1 to n2 (fd00:232:3:0:0:0:0:2): the last hop that answered is"
            + " fd00:232:2:0:0:0:0:2, at hop 2");
  }

  @Test
  void aRouterThatRejectsIsNamedToo() throws Exception {
    network.run(NEAR, "iptables -I FORWARD -i net1 -j REJECT");

    evidenceHas(
        "trace from n1 to n2 (10.232.3.2): the last hop that answered is 10.232.1.1, at hop 1,"
            + " which says rejected");
  }

  /** With one path in a minute, a link that is traced in turn has no earlier path for minutes. */
  @Test
  void aPathThatGetsShorterIsTracedNext() throws Exception {
    int port = exporter.url().getPort();
    exporter.close();
    exporter = new TestExporter(TestNetwork.own(), port, "--traces-per-minute=2");
    parts.add(exporter);
    await().atMost(PATIENCE).until(() -> exporter.isHealthy(2, 2));
    // The trace that is ordered at the start would otherwise see the new path as the only one.
    await()
        .atMost(PATIENCE)
        .until(() -> Scrape.of(exporter.url().toString()).sum("netcheck_orders_total") >= 1);

    cable(FAR, N1, 4);
    address(FAR, 4, "10.232.4.1", "fd00:232:4::1");
    address(N1, 4, "10.232.4.2", "fd00:232:4::2");
    network.run(N1, "sysctl -q -w net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.net4.rp_filter=0");
    network.run(FAR, "ip route add 10.232.1.2/32 via 10.232.4.2");

    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertEquals(
                1.0, Scrape.of(exporter.url().toString()).sum("netcheck_path_changes_total")));
  }
}
