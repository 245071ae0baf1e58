// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.exporter.Exporter;
import io.netcheck.report.Report;
import io.netcheck.testing.FreePort;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two exporters behind one name, each with its own memory, and agents that report to both. */
@MachineTest
class TwoExportersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String NAME = "server";
  private static final String ONE = "127.0.68.1";
  private static final String TWO = "127.0.68.2";
  private static final int AGENTS = 3;

  @TempDir Path folder;

  private final List<AgentProcess> agents = new ArrayList<>();
  private int port;

  @BeforeEach
  void prepare() throws IOException {
    TestRequirements.root();
    TestRequirements.tools("unshare", "mount");
    hosts(ONE, TWO);
    port = FreePort.on(ONE);
  }

  @AfterEach
  void end() {
    agents.forEach(AgentProcess::close);
  }

  /** What the name of the exporters leads to. */
  private void hosts(String... addresses) throws IOException {
    StringBuilder lines = new StringBuilder("127.0.0.1 localhost\n");
    for (String address : addresses) {
      lines.append(address).append(" exporters.netcheck.test ").append(NAME).append('\n');
    }
    // In place, because the agents have this file mounted.
    Files.writeString(folder.resolve("hosts"), lines.toString());
  }

  private TestExporter exporter(String address) {
    return new TestExporter(address, port);
  }

  private void agent(int number) throws IOException {
    agent(number, "http://" + NAME + ":" + port);
  }

  private void agent(int number, String url, String... more) throws IOException {
    List<String> flags =
        new ArrayList<>(
            List.of(
                "--exporters=exporters.netcheck.test",
                "--node-name=t" + number,
                "--node-ip=127.0.69." + number,
                "--allowed-cidrs=127.0.0.0/8",
                "--heartbeat-interval=1s"));
    flags.addAll(List.of(more));
    agents.add(
        AgentProcess.start(
            List.of(
                "unshare",
                "--mount",
                "sh",
                "-ec",
                "mount --bind '" + folder.resolve("hosts") + "' /etc/hosts; exec \"$@\"",
                "sh"),
            URI.create(url),
            flags));
  }

  private static boolean isWhole(TestExporter exporter) {
    return exporter.isHealthy(AGENTS);
  }

  @Test
  void eachHasTheWholeReportAndOneAloneIsEnough() throws Exception {
    try (TestExporter first = exporter(ONE)) {
      TestExporter second = exporter(TWO);
      for (int number = 1; number <= AGENTS; number++) {
        agent(number);
      }
      await().atMost(PATIENCE).until(() -> isWhole(first) && isWhole(second));
      assertEquals(
          first.report().nodes().stream().map(Report.NodeRow::node).toList(),
          second.report().nodes().stream().map(Report.NodeRow::node).toList());
      Scrape before = Scrape.of("http://127.0.69.1:6100");

      second.close();
      // The one that is left needs nothing for that: its report was whole before.
      assertTrue(isWhole(first));
      await()
          .during(Duration.ofSeconds(15))
          .atMost(Duration.ofSeconds(40))
          .until(() -> isWhole(first) && first.faults().isEmpty());

      // A fault is found by the one that is left.
      agents.getLast().kill();
      await().atMost(PATIENCE).until(() -> !first.faults().isEmpty());

      // The other one is back, knows nothing at first, and never heard of the dead agent.
      try (TestExporter back = exporter(TWO)) {
        await().atMost(PATIENCE).until(() -> back.report().clients().active() == AGENTS - 1);
        await()
            .during(Duration.ofSeconds(20))
            .atMost(Duration.ofSeconds(60))
            .until(() -> Scrape.of("http://127.0.69.1:6100").sum("netcheck_peers") == AGENTS - 1);
        // It never heard of that agent, so it can only say what others meet at its address.
        List<String> named = back.faults();
        assertTrue(named.size() == 1 && named.getFirst().endsWith("t" + AGENTS), named::toString);
        assertEquals(1, first.faults().size(), () -> first.faults().toString());
        assertEquals(
            AGENTS - 1,
            Scrape.of("http://127.0.69.1:6100").sum("netcheck_peers"),
            "nobody lost a peer");
        assertTrue(
            Scrape.of("http://127.0.69.1:6100").sum("netcheck_heartbeats_sent_total")
                > before.sum("netcheck_heartbeats_sent_total"));
      }
    }
  }

  @Test
  void exportersThatReplaceOthersAreFoundWithoutAGap() throws Exception {
    String three = "127.0.68.3";
    TestExporter first = exporter(ONE);
    try (TestExporter second = exporter(TWO)) {
      for (int number = 1; number <= AGENTS; number++) {
        agent(number);
      }
      await().atMost(PATIENCE).until(() -> isWhole(first) && isWhole(second));
      try (TestExporter third = exporter(three)) {
        hosts(ONE, TWO, three);
        await().atMost(PATIENCE).until(() -> isWhole(third));
        assertTrue(isWhole(first) && isWhole(second));
        hosts(TWO, three);
        first.close();
        await()
            .during(Duration.ofSeconds(10))
            .atMost(Duration.ofSeconds(30))
            .until(() -> isWhole(second) && isWhole(third));
        agents.getLast().terminate();
        await()
            .atMost(PATIENCE)
            .until(() ->
                second.report().clients().active() == AGENTS - 1
                    && third.report().clients().active() == AGENTS - 1);
        assertEquals(List.of(), second.faults(), "it said goodbye to both");
        assertEquals(List.of(), third.faults(), "it said goodbye to both");
      }
    } finally {
      first.close();
    }
  }

  /** The certificate is for the name in the URL, and for neither of the addresses. */
  @Test
  void tlsChecksTheNameOfTheUrlAtEachAddress() throws Exception {
    TestRequirements.tools("openssl");
    Certificates made = new Certificates(Files.createDirectory(folder.resolve("certificates")));
    Path web =
        Files.writeString(
            folder.resolve("web.yml"),
            "tls_server_config:\n  cert_file: %s\n  key_file: %s\n"
                .formatted(made.of("server", "cert"), made.of("server", "key")));
    String agent = "http://127.0.69.1:6100";
    String otherAgent = "http://127.0.69.2:6100";
    try (Exporter first = encrypted(ONE, web);
        Exporter second = encrypted(TWO, web)) {
      assertEquals(first.address().getPort(), second.address().getPort());
      agent(1, "https://" + NAME + ":" + port, "--server-ca-file=" + made.ca());
      agent(2, "https://another:" + port, "--server-ca-file=" + made.ca());
      await()
          .atMost(PATIENCE)
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(() -> {
            // The first handshakes can take longer than an answer may. If one of the two exporters
            // were never reached, as many would fail as are sent.
            Scrape now = Scrape.of(agent);
            return now.sum("netcheck_heartbeats_sent_total")
                    - 2 * now.sum("netcheck_heartbeats_failed_total")
                >= 12;
          });
      await()
          .atMost(PATIENCE)
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(() -> Scrape.of(otherAgent).sum("netcheck_heartbeats_failed_total") >= 4);
      assertEquals(0.0, Scrape.of(otherAgent).sum("netcheck_heartbeats_sent_total"));
    }
  }

  private Exporter encrypted(String address, Path web) {
    return TestExporter.start(
        List.of(
            "--http-address=" + address,
            "--http-port=" + port,
            "--allowed-cidrs=127.0.0.0/8",
            "--report-interval=0",
            "--web-config-file=" + web));
  }
}
