// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.netcheck.report.Report;
import io.netcheck.testing.EtcdServer;
import io.netcheck.testing.FreePort;
import io.netcheck.testing.MachineTest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two exporters, and a network between them and a real etcd that is slow, or cuts one of them off.
 */
@MachineTest
class EtcdNetworkTest {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @TempDir Path folder;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private int etcdPort;
  private Relay firstWay;
  private Relay secondWay;

  @BeforeEach
  void startEtcd() throws Exception {
    EtcdServer etcd = own(new EtcdServer(folder)).start();
    etcdPort = etcd.port();
    firstWay = own(new Relay(etcdPort));
    secondWay = own(new Relay(etcdPort));
  }

  @AfterEach
  void endAll() throws Exception {
    for (AutoCloseable part : parts) {
      part.close();
    }
  }

  private <T extends AutoCloseable> T own(T part) {
    parts.push(part);
    return part;
  }

  private ExporterProcess exporter(Relay way, String... flags) throws IOException {
    String[] all = new String[flags.length + 1];
    all[0] = "--store=etcd:http://127.0.0.1:" + way.port();
    System.arraycopy(flags, 0, all, 1, flags.length);
    int port = FreePort.get();
    return own(new ExporterProcess(port, folder.resolve("log-" + port), all));
  }

  private AgentProcess agent(URI exporter, String node, int number) throws IOException {
    return own(AgentProcess.onLoopback(exporter, node, "127.0.12." + number));
  }

  private static void until(Callable<Boolean> condition) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptions()
        .until(condition);
  }

  /** It is so all the while. */
  private static void throughout(Duration time, Callable<Boolean> condition) {
    long end = System.nanoTime() + time.toNanos();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> {
          assertEquals(true, condition.call());
          return System.nanoTime() > end;
        });
  }

  private static boolean isUp(ExporterProcess exporter) throws IOException, InterruptedException {
    return exporter.scrape().sum("netcheck_store_up") == 1.0;
  }

  /** The nodes whose agents it knows; others may still be spoken of by these. */
  private static List<String> known(ExporterProcess exporter)
      throws IOException, InterruptedException {
    return exporter.report().nodes().stream()
        .filter(node -> !node.clients().isEmpty())
        .map(Report.NodeRow::node)
        .sorted()
        .toList();
  }

  private static List<String> faults(ExporterProcess exporter)
      throws IOException, InterruptedException {
    return exporter.report().faults().stream()
        .map(fault -> fault.kind() + " " + fault.subject())
        .toList();
  }

  @Test
  void fromASlowEtcdOthersKnowLaterAndNobodyIsMissed() throws Exception {
    ExporterProcess first = exporter(firstWay);
    ExporterProcess second = exporter(secondWay);
    Relay relay = own(new Relay(first.url().getPort(), second.url().getPort()));
    URI service = URI.create("http://127.0.0.1:" + relay.port());
    until(() -> first.answers() && second.answers());
    agent(service, "w1", 1);
    AgentProcess two = agent(service, "w2", 2);
    AgentProcess three = agent(service, "w3", 3);
    until(() -> first.report().clients().active() == 3 && second.report().clients().active() == 3);

    // Each request takes a second, of the three that it may take.
    firstWay.delay(Duration.ofMillis(500));
    secondWay.delay(Duration.ofMillis(500));
    throughout(
        Duration.ofSeconds(20),
        () -> first.report().clients().active() == 3 && second.report().clients().active() == 3);
    until(() -> isUp(first) && isUp(second));
    assertEquals(0, first.logged("client stale") + second.logged("client stale"));
    assertEquals(0, first.logged("Exception") + second.logged("Exception"));

    ExporterProcess third = exporter(secondWay);
    // With its first answer, unless etcd is so slow that it starts without waiting for it any
    // longer.
    until(third::answers);
    until(() -> third.report().clients().active() == 3);

    three.terminate();
    until(
        () -> first.report().clients().leaving() == 1 && second.report().clients().leaving() == 1);
    two.kill();
    until(() -> first.report().clients().stale() == 1 && second.report().clients().stale() == 1);
    until(() -> faults(first).equals(faults(second)) && !faults(first).isEmpty());
    until(() -> isUp(first) && isUp(second));
  }

  @Test
  void whoWasCutOffBringsNobodyBackAndForgetsNobody() throws Exception {
    String flag = "--client-forget-after=16";
    Relay thirdWay = own(new Relay(etcdPort));
    ExporterProcess first = exporter(firstWay, flag);
    ExporterProcess broken = exporter(secondWay, flag);
    ExporterProcess deaf = exporter(thirdWay, flag);
    until(() -> first.answers() && broken.answers() && deaf.answers());
    agent(first.url(), "c1", 11);
    AgentProcess dies = agent(first.url(), "c2", 12);
    agent(broken.url(), "c3", 13);
    agent(deaf.url(), "c4", 14);
    List<String> all = List.of("c1", "c2", "c3", "c4");
    until(() -> isUp(first) && isUp(broken) && isUp(deaf));
    until(() -> known(first).equals(all) && known(broken).equals(all) && known(deaf).equals(all));

    long before = broken.logged("store down") + deaf.logged("store down");
    // One gets resets, of the other everything is swallowed.
    secondWay.cut();
    thirdWay.swallow();
    until(() -> !isUp(broken) && !isUp(deaf));
    dies.kill();
    agent(broken.url(), "c5", 15);
    // 16 s, and the grace of 30 s: the first exporter no longer hears that the others are alive.
    until(() -> known(first).equals(List.of("c1")));
    // No message about a change can reach the exporters that are cut off.
    until(() -> known(broken).equals(List.of("c1", "c2", "c3", "c4", "c5")));
    assertEquals(5, broken.report().clients().active());
    assertEquals(4, deaf.report().clients().active());
    assertEquals(0, broken.logged("client stale") + deaf.logged("client stale"));
    assertEquals(before + 2, broken.logged("store down") + deaf.logged("store down"));

    secondWay.mend();
    thirdWay.mend();
    List<String> living = List.of("c1", "c3", "c4", "c5");
    Callable<Boolean> agreed =
        () -> {
          assertFalse(known(first).contains("c2"), "it was forgotten");
          return known(first).equals(living)
              && known(broken).equals(living)
              && known(deaf).equals(living);
        };
    until(() -> isUp(broken) && isUp(deaf) && agreed.call());
    throughout(Duration.ofSeconds(5), agreed);
    assertEquals(4, first.report().clients().active());
    assertEquals(4, broken.report().clients().active());
    assertEquals(4, deaf.report().clients().active());
  }
}
