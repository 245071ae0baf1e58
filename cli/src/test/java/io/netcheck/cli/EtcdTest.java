// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.report.Report;
import io.netcheck.testing.EtcdServer;
import io.netcheck.testing.FreePort;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.ProgramRun;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two exporters in processes of their own, behind one address, with a real etcd between them. */
@MachineTest
class EtcdTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String FRESHNESS = "--cache-key-second=6";

  @TempDir Path folder;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

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

  private EtcdServer etcd(String... flags) throws Exception {
    return own(new EtcdServer(folder, flags)).start();
  }

  private ExporterProcess exporter(EtcdServer etcd, String... flags) throws IOException {
    return exporter(etcd, FreePort.get(), flags);
  }

  private ExporterProcess exporter(EtcdServer etcd, int port, String... flags) throws IOException {
    String[] all = new String[flags.length + 2];
    all[0] = "--store=" + etcd.setting();
    all[1] = FRESHNESS;
    System.arraycopy(flags, 0, all, 2, flags.length);
    return own(new ExporterProcess(port, folder.resolve("log-" + port), all));
  }

  private static void until(Callable<Boolean> condition) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptions()
        .until(condition);
  }

  private static double up(ExporterProcess exporter) throws IOException, InterruptedException {
    return exporter.scrape().sum("netcheck_store_up");
  }

  private static double lost(ExporterProcess exporter) throws IOException, InterruptedException {
    return exporter.scrape().sum("netcheck_heartbeats_lost_total");
  }

  @Test
  void oneOfTwoIsKilledAndNobodyIsMissed() throws Exception {
    EtcdServer etcd = etcd();
    ExporterProcess first = exporter(etcd);
    ExporterProcess second = exporter(etcd);
    Relay relay = own(new Relay(first.url().getPort(), second.url().getPort()));
    URI service = URI.create("http://127.0.0.1:" + relay.port());
    until(() -> first.answers() && second.answers());
    AgentProcess one = own(AgentProcess.onLoopback(service, "t1", "127.0.6.1"));
    AgentProcess two = own(AgentProcess.onLoopback(service, "t2", "127.0.6.2"));
    AgentProcess three = own(AgentProcess.onLoopback(service, "t3", "127.0.6.3"));
    until(() -> isHealthy(first.report(), 3) && isHealthy(second.report(), 3));
    // An agent learns of the last peer with its next heartbeat.
    until(() -> Scrape.of("http://127.0.6.1:6100").sum("netcheck_peers") == 2.0);

    first.kill();

    // Longer than a client stays fresh without a heartbeat.
    long end = System.nanoTime() + Duration.ofSeconds(9).toNanos();
    until(() -> {
      assertEquals(3, second.report().clients().active(), "nobody flaps");
      return System.nanoTime() > end;
    });
    assertEquals(0, second.logged("client stale"));

    ExporterProcess again = exporter(etcd, first.url().getPort());
    until(again::answers);
    assertEquals(3, again.report().clients().active(), "before anybody was heard");
    assertEquals(0, second.logged("client stale"));

    // A goodbye reaches all exporters, although only one received it.
    three.terminate();
    until(() -> again.report().clients().leaving() == 1);
    until(() -> second.report().clients().leaving() == 1);
    // And so does a death.
    two.kill();
    until(() -> again.report().clients().stale() == 1 && second.report().clients().stale() == 1);
    until(() -> faults(again).equals(faults(second)) && !faults(again).isEmpty());
    one.terminate();
  }

  @Test
  void theOnlyOneIsKilledAndKnowsEverybodyAfterwards() throws Exception {
    EtcdServer etcd = etcd();
    ExporterProcess first = exporter(etcd);
    until(first::answers);
    own(AgentProcess.onLoopback(first.url(), "o1", "127.0.7.1"));
    AgentProcess two = own(AgentProcess.onLoopback(first.url(), "o2", "127.0.7.2"));
    until(() -> isHealthy(first.report(), 2));
    // What it is told in its last second is not in etcd yet.
    until(() -> first.scrape().sum("netcheck_store_records_total") >= 2);

    first.kill();
    two.kill();
    ExporterProcess again = exporter(etcd, first.url().getPort());
    until(again::answers);
    assertEquals(2, again.report().clients().active());
    until(() -> again.report().clients().stale() == 1);
    assertEquals(1.0, Scrape.of("http://127.0.7.1:6100").sum("netcheck_peers"));
    assertEquals(0.0, lost(again));
  }

  private static boolean isHealthy(Report report, int agents) {
    return report.clients().active() == agents
        && report.networks().stream()
            .allMatch(network -> network.links().up() == agents * (agents - 1));
  }

  private static List<String> faults(ExporterProcess exporter)
      throws IOException, InterruptedException {
    return exporter.report().faults().stream()
        .map(fault -> fault.kind() + " " + fault.subject())
        .toList();
  }

  @Test
  void anEtcdWithoutSpaceIsSaidAndCaughtUpWith() throws Exception {
    EtcdServer etcd = etcd("--quota-backend-bytes=2097152");
    ExporterProcess first = exporter(etcd);
    ExporterProcess second = exporter(etcd);
    until(() -> up(first) == 1.0 && up(second) == 1.0);
    own(AgentProcess.onLoopback(first.url(), "q1", "127.0.8.1"));
    until(() -> second.report().clients().active() == 1);

    etcd.fill();
    until(() -> up(first) == 0.0 && up(second) == 0.0);
    // A busy machine may have been too slow for it before: what counts are the lines from now on.
    long downs = first.logged("store down");
    assertTrue(
        first.logged("database space exceeded") >= 1, "the log says what is wrong with etcd");
    own(AgentProcess.onLoopback(first.url(), "q2", "127.0.8.2"));
    until(() -> first.report().clients().active() == 2);
    assertEquals(1, second.report().clients().active());
    assertEquals(downs, first.logged("store down"), "a line for each change, not for each attempt");

    etcd.makeSpace();
    until(() -> up(first) == 1.0 && up(second) == 1.0);
    until(() -> second.report().clients().active() == 2);
    until(() -> first.logged("store up") == first.logged("store down") + 1);
    assertEquals(0, first.logged("Exception"));
  }

  @Test
  void anEtcdThatIsNotThereAtTheStartIsNoReasonNotToStart() throws Exception {
    EtcdServer etcd = own(new EtcdServer(folder));
    ExporterProcess exporter = exporter(etcd);
    until(() -> up(exporter) == 0.0);
    own(AgentProcess.onLoopback(exporter.url(), "n1", "127.0.9.1"));
    until(() -> exporter.report().clients().active() == 1);
    etcd.start();
    until(() -> up(exporter) == 1.0);
    until(() -> etcd.ctl("get", "/netcheck/clients/", "--prefix", "--keys-only").contains("n1"));
    assertEquals(1, exporter.logged("store down"));
  }

  @Test
  void withoutEtcdNothingOfItsLibraryIsLoaded() throws Exception {
    ExporterProcess exporter = own(new ExporterProcess(FreePort.get(), folder.resolve("log")));
    until(exporter::answers);
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    String classes =
        ProgramRun.output(List.of(jcmd, Long.toString(exporter.pid()), "VM.class_hierarchy"));
    assertTrue(classes.contains("io.netcheck.exporter.Exporter"), classes);
    for (String part : List.of("io.etcd.", "io.grpc.", "io.vertx.", "com.google.")) {
      assertTrue(!classes.contains(part), part);
    }
  }

  @Test
  void certificatesAUserAndAPrefixLetItIn() throws Exception {
    TestRequirements.tools("openssl");
    Certificates certificates = new Certificates(folder);
    EtcdServer etcd =
        own(
            new EtcdServer(
                folder,
                "https",
                List.of(
                    "--cert-file=" + certificates.of("server", "cert"),
                    "--key-file=" + certificates.of("server", "key"),
                    "--trusted-ca-file=" + certificates.ca(),
                    "--client-cert-auth=true")));
    etcd.ctlFlags(
        "--cacert=" + certificates.ca(),
        "--cert=" + certificates.of("client", "cert"),
        "--key=" + certificates.of("client", "key"));
    etcd.start();
    etcd.ctl("user", "add", "root:secret");
    etcd.ctl("user", "grant-role", "root", "root");
    etcd.ctl("role", "add", "netcheck");
    etcd.ctl("role", "grant-permission", "netcheck", "--prefix=true", "readwrite", "/east/net/");
    etcd.ctl("user", "add", "netcheck:pass:word");
    etcd.ctl("user", "grant-role", "netcheck", "netcheck");
    etcd.ctl("auth", "enable");
    Path login = folder.resolve("login");
    Files.createFile(
        login, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(login, "netcheck:pass:word\n");
    String[] flags = {
      "--etcd-ca-file=" + certificates.ca(),
      "--etcd-cert-file=" + certificates.of("client", "cert"),
      "--etcd-key-file=" + certificates.of("client", "key"),
      "--etcd-auth-file=" + login,
      "--etcd-prefix=/east/net/"
    };
    ExporterProcess first = exporter(etcd, flags);
    ExporterProcess second = exporter(etcd, flags);
    until(() -> up(first) == 1.0 && up(second) == 1.0);
    own(AgentProcess.onLoopback(first.url(), "s1", "127.0.10.1"));
    until(() -> second.report().clients().active() == 1);

    // Without a certificate, and under a prefix that the user has no right to, it is not let in.
    ExporterProcess stranger =
        exporter(etcd, "--etcd-ca-file=" + certificates.ca(), "--etcd-auth-file=" + login);
    ExporterProcess elsewhere = exporter(etcd, flags[0], flags[1], flags[2], flags[3]);
    until(() -> up(stranger) == 0.0 && stranger.logged("store down") == 1);
    until(() -> up(elsewhere) == 0.0 && elsewhere.logged("store down") == 1);
    assertTrue(elsewhere.logged("permission denied") > 0);
  }
}
