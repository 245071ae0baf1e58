// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.agent.Agent;
import io.netcheck.agent.AgentConfig;
import io.netcheck.agent.AgentSettings;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.files.ReadFiles;
import io.netcheck.daemon.settings.Settings;
import io.netcheck.daemon.tls.ClientTls;
import io.netcheck.exporter.Exporter;
import io.netcheck.testing.FreePort;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.StalledClients;
import io.netcheck.testing.TestRequirements;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.HttpsURLConnection;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Agents, exporter and report with TLS between them, the real ones. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@MachineTest
class TransportTest {
  /** Of "secret", with the lowest cost. */
  private static final String HASH = "$2y$04$dwWQp6Rr7OV2GO.IfouX7eIHgtWuq.EArJ.lFjE3frZ4zgZs2hKG6";

  private Path folder;
  private Certificates ours;
  private Certificates others;

  @BeforeAll
  void make(@TempDir Path temporary) throws IOException {
    TestRequirements.tools("openssl");
    folder = temporary;
    ours = new Certificates(Files.createDirectory(folder.resolve("ours")));
    others = new Certificates(Files.createDirectory(folder.resolve("others")));
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  /** Puts certificates where the programs read theirs, each whole. */
  private void install(Certificates from) throws IOException {
    replace(from.ca(), "ca.pem");
    for (String who : List.of("server", "client")) {
      replace(from.of(who, "key"), who + ".key");
      replace(from.of(who, "cert"), who + ".pem");
    }
  }

  private void replace(String from, String name) throws IOException {
    Path next = folder.resolve(name + ".next");
    Files.copy(Path.of(from), next, StandardCopyOption.REPLACE_EXISTING);
    Files.move(next, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private String webConfig(String more) throws IOException {
    Path file = folder.resolve("web.yml");
    Files.writeString(
        file, "tls_server_config:\n  cert_file: server.pem\n  key_file: server.key\n" + more);
    return file.toString();
  }

  private String mutual() throws IOException {
    return webConfig("  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.pem\n");
  }

  private static Exporter exporter(String... flags) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--http-address=127.0.0.1",
                "--http-port=0",
                "--allowed-cidrs=127.0.0.0/8",
                "--report-interval=0"));
    all.addAll(List.of(flags));
    return TestExporter.start(all);
  }

  private static Agent agent(String server, String address, String... flags) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--server-url=" + server,
                "--node-ip=" + address,
                "--node-name=tls-1",
                "--heartbeat-interval=2s",
                "--client-port=" + FreePort.get()));
    all.addAll(List.of(flags));
    Settings settings = new Settings(AgentSettings.ALL, Map.of(), all);
    AgentConfig config = AgentConfig.read(settings);
    assertEquals(List.of(), settings.problems());
    return new Agent(config, ProcessClock.SYSTEM);
  }

  private String[] identity() {
    return new String[] {
      "--server-ca-file=" + path("ca.pem"),
      "--server-cert-file=" + path("client.pem"),
      "--server-key-file=" + path("client.key")
    };
  }

  private static String url(String scheme, InetSocketAddress address) {
    return scheme + "://127.0.0.1:" + address.getPort();
  }

  private ReportClient reports(Exporter exporter) {
    return new ReportClient(
        URI.create(url("https", exporter.address())),
        ExporterAccess.of(
            new ClientTls(
                Optional.of(folder.resolve("ca.pem")),
                Optional.of(folder.resolve("client.pem")),
                Optional.of(folder.resolve("client.key")))));
  }

  private static long heartbeats(ReportClient client) throws Exception {
    return ReportClient.parse(client.fetch()).clients().active();
  }

  @Test
  void anAgentIsHeardOverMutualTlsAndGoesOnWhenAllCertificatesAreReplaced() throws Exception {
    install(ours);
    try (Exporter exporter = exporter("--web-config-file=" + mutual(), "--cache-key-second=6s");
        Agent _ = agent(url("https", exporter.address()), "127.0.0.91", identity())) {
      try (ReportClient client = reports(exporter)) {
        await().atMost(60, SECONDS).until(() -> heartbeats(client) == 1);
      }
      install(others);
      // A client that knows only the new authority retries until the exporter has read it.
      try (ReportClient client = reports(exporter)) {
        await().atMost(60, SECONDS).ignoreExceptions().until(() -> heartbeats(client) == 1);
        // Longer than an agent counts that was last heard with its old certificate.
        await()
            .during(8, SECONDS)
            .atMost(60, SECONDS)
            .ignoreExceptions()
            .until(() -> heartbeats(client) == 1);
      }
    }
  }

  @Test
  void anExporterWithAnExpiredCertificateIsNotTrustedUntilItIsReplaced() throws Exception {
    install(ours);
    replace(ours.expired("server"), "server.pem");
    try (Exporter exporter = exporter("--web-config-file=" + webConfig(""));
        ReportClient client = reports(exporter);
        Agent agent =
            agent(
                url("https", exporter.address()),
                "127.0.0.99",
                "--server-ca-file=" + path("ca.pem"),
                "--metrics-port=0",
                "--metrics-address=127.0.0.1")) {
      assertFailing(agent);
      replace(ours.of("server", "cert"), "server.pem");
      await().atMost(60, SECONDS).ignoreExceptions().until(() -> heartbeats(client) == 1);
    }
  }

  @Test
  void anAgentThatProvesNothingIsNotHeard() throws Exception {
    install(ours);
    try (Exporter exporter = exporter("--web-config-file=" + mutual());
        ReportClient client = reports(exporter);
        Agent agent =
            agent(
                url("https", exporter.address()),
                "127.0.0.92",
                "--server-ca-file=" + path("ca.pem"),
                "--metrics-port=0",
                "--metrics-address=127.0.0.1")) {
      assertFailing(agent);
      assertEquals(0, heartbeats(client));
    }
  }

  /**
   * Of the client's certificate the exporter believes the name that it was made for, and no other.
   */
  @Test
  void anAgentSpeaksOnlyForTheNodeOfItsCertificate() throws Exception {
    install(ours);
    String optional =
        webConfig("  client_auth_type: VerifyClientCertIfGiven\n  client_ca_file: ca.pem\n");
    try (Exporter exporter =
            exporter(
                "--web-config-file=" + optional,
                "--auth=certificate",
                "--metrics-port=" + FreePort.get(),
                "--metrics-address=127.0.0.1");
        ReportClient client = reports(exporter)) {
      String server = url("https", exporter.address());
      try (Agent _ = agent(server, "127.0.0.95", with("--node-name=client", identity()))) {
        await().atMost(60, SECONDS).until(() -> heartbeats(client) == 1);
        assertEquals("client", ReportClient.parse(client.fetch()).nodes().getFirst().node());
        try (Agent _ = agent(server, "127.0.0.96", with("--node-name=server", identity()));
            Agent _ = agent(server, "127.0.0.97", "--server-ca-file=" + path("ca.pem"))) {
          for (String reason : List.of("wrong_node", "certificate_required")) {
            await()
                .atMost(60, SECONDS)
                .until(() -> isRejected(scrape(exporter.metricsAddress().orElseThrow()), reason));
          }
          assertEquals(1, ReportClient.parse(client.fetch()).nodes().size());
        }
      }
    }
  }

  private static String[] with(String flag, String[] more) {
    return Stream.concat(Stream.of(flag), Stream.of(more)).toArray(String[]::new);
  }

  private static boolean isRejected(String metrics, String reason) {
    return metrics
        .lines()
        .anyMatch(line ->
            line.matches(
                "netcheck_heartbeats_rejected_total\\{reason=\"" + reason + "\"} [1-9].*"));
  }

  /** The metrics at {@code address}, read over TLS. */
  private String scrape(InetSocketAddress address) throws Exception {
    HttpsURLConnection connection =
        (HttpsURLConnection)
            URI.create(url("https", address) + "/metrics").toURL().openConnection();
    connection.setSSLSocketFactory(
        new ClientTls(Optional.of(folder.resolve("ca.pem")), Optional.empty(), Optional.empty())
            .context(new ReadFiles())
            .getSocketFactory());
    return new String(connection.getInputStream().readAllBytes(), UTF_8);
  }

  /**
   * A bearer token and a password are the same header: the route that asks for one needs no other.
   */
  @Test
  void anAgentWithATokenNeedsNoPasswordBesides() throws Exception {
    Path users = folder.resolve("both.yml");
    Files.writeString(users, "basic_auth_users:\n  alice: " + HASH + "\n");
    Path token = Files.writeString(folder.resolve("token"), "0123456789abcdef0123\n");
    try (Exporter exporter =
            exporter("--web-config-file=" + users, "--auth=token", "--auth-token-file=" + token);
        ReportClient alice =
            new ReportClient(
                URI.create("http://alice:secret@127.0.0.1:" + exporter.address().getPort()),
                ExporterAccess.OPEN);
        Agent _ = agent(url("http", exporter.address()), "127.0.0.98", "--token-file=" + token)) {
      await().atMost(60, SECONDS).until(() -> heartbeats(alice) == 1);
      assertEquals(401, status(url("http", exporter.address()) + "/report"));
    }
  }

  /** With no other mode, the token of readers is what the heartbeats need as well. */
  @Test
  void anAgentCanSendTheTokenThatReadersNeed() throws Exception {
    Path token = Files.writeString(folder.resolve("readers"), "0123456789abcdef0123\n");
    Path users = folder.resolve("readers.yml");
    Files.writeString(users, "basic_auth_users:\n  alice: " + HASH + "\n");
    try (Exporter exporter = exporter("--web-config-file=" + users, "--web-token-file=" + token);
        ReportClient alice =
            new ReportClient(
                URI.create("http://alice:secret@127.0.0.1:" + exporter.address().getPort()),
                ExporterAccess.OPEN);
        Agent _ = agent(url("http", exporter.address()), "127.0.0.98", "--token-file=" + token)) {
      await().atMost(60, SECONDS).until(() -> heartbeats(alice) == 1);
    }
  }

  @Test
  void aCommandSendsTheTokenOfItsFile() throws Exception {
    Path token = Files.writeString(folder.resolve("command"), "0123456789abcdef0123\n");
    try (Exporter exporter = exporter("--web-token-file=" + token)) {
      String url = url("http", exporter.address());
      assertEquals("", problem("--url=" + url, "--token-file=" + token));
      assertTrue(problem("--url=" + url).contains("status 401"));
      assertTrue(
          problem("--url=" + url.replace("://", "://a:b@"), "--token-file=" + token)
              .contains("expected a token file, or a user and a password in the URL, not both"));
      Path wrong = Files.writeString(folder.resolve("wrong"), "two words\n");
      assertTrue(
          problem("--url=" + url, "--token-file=" + wrong)
              .contains("expected a file whose first line is a token"));
    }
  }

  @Test
  void aCheckNeedsThePasswordOfTheOtherPages() throws Exception {
    Path users = folder.resolve("checks.yml");
    Files.writeString(users, "basic_auth_users:\n  alice: " + HASH + "\n");
    try (Exporter exporter = exporter("--web-config-file=" + users)) {
      String plain = url("http", exporter.address());
      assertEquals(401, status(plain + "/api/v2/checks/anything"));
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      PrintStream err = new PrintStream(said, true, UTF_8);
      assertEquals(1, Main.run(List.of("check", "n1", "n2", "--url=" + plain), err, err));
      assertTrue(said.toString(UTF_8).contains("unauthorized"), said.toString(UTF_8));
      String alice = plain.replace("http://", "http://alice:secret@");
      assertEquals(1, Main.run(List.of("check", "n1", "n2", "--url=" + alice), err, err));
      assertTrue(said.toString(UTF_8).contains("no agent on node n1"), said.toString(UTF_8));
    }
  }

  @Test
  void anAgentTalksToNobodyButItsExporter() throws Exception {
    install(ours);
    try (Exporter exporter = exporter("--web-config-file=" + webConfig(""));
        ReportClient client = reports(exporter)) {
      // Of another authority, and by a name that the certificate does not have.
      String[][] wrong = {
        {url("https", exporter.address()), "--server-ca-file=" + others.ca()},
        {"https://localhost:" + exporter.address().getPort(), "--server-ca-file=" + path("ca.pem")}
      };
      for (String[] it : wrong) {
        try (Agent agent =
            agent(it[0], "127.0.0.93", it[1], "--metrics-port=0", "--metrics-address=127.0.0.1")) {
          assertFailing(agent);
        }
        assertEquals(0, heartbeats(client));
      }
    }
  }

  private static void assertFailing(Agent agent) {
    String metrics = url("http", agent.metricsAddress().orElseThrow()) + "/metrics";
    await()
        .atMost(60, SECONDS)
        .ignoreExceptions()
        .until(() ->
            new String(URI.create(metrics).toURL().openStream().readAllBytes(), UTF_8)
                .lines()
                .anyMatch(line -> line.matches("netcheck_heartbeats_failed_total [1-9].*")));
  }

  private static int status(String url) throws IOException {
    return ((HttpURLConnection) URI.create(url).toURL().openConnection()).getResponseCode();
  }

  @Test
  void metricsHaveAPortOfTheirOwn() throws IOException {
    try (Exporter exporter = exporter("--metrics-port=0")) {
      String main = url("http", exporter.address());
      String metrics = url("http", exporter.metricsAddress().orElseThrow());
      assertEquals(404, status(main + "/metrics"));
      assertEquals(200, status(main + "/report"));
      assertEquals(200, status(main + "/-/ready"));
      for (String path : List.of("/metrics", "/-/healthy", "/-/ready", "/")) {
        assertEquals(200, status(metrics + path), path);
      }
      for (String path : List.of("/report", "/api/v2/heartbeat", "/api/v1/agents/")) {
        assertEquals(404, status(metrics + path), path);
      }
      String page = new String(URI.create(main + "/").toURL().openStream().readAllBytes(), UTF_8);
      assertFalse(page.contains("/metrics"));
    }
    try (Agent agent =
        agent(
            "http://127.0.0.1:9",
            "127.0.0.94",
            "--metrics-port=0",
            "--metrics-address=127.0.0.1")) {
      String metrics = url("http", agent.metricsAddress().orElseThrow());
      assertEquals(200, status(metrics + "/metrics"));
      assertEquals(404, status(metrics + "/health"));
    }
  }

  @Test
  void theMetricsOfAWebConfigurationAreThoseOfThePage() throws Exception {
    install(ours);
    String page =
        Files.readString(Path.of(System.getProperty("netcheck.root", ".."), "docs", "metrics.md"));
    try (Exporter exporter = exporter("--web-config-file=" + webConfig(""), "--metrics-port=0")) {
      String scraped = scrape(exporter.metricsAddress().orElseThrow());
      assertEquals(names(page.substring(page.indexOf("## Web configuration"))), names(scraped));
    }
  }

  private static Set<String> names(String text) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = Pattern.compile("netcheck_web_[a-z_]+").matcher(text);
    while (matcher.find()) {
      names.add(matcher.group());
    }
    return names;
  }

  @Test
  void theReportIsFetchedWithAPasswordAndByTheRightAuthority() throws Exception {
    install(ours);
    String config = webConfig("basic_auth_users:\n  alice: " + HASH + "\n");
    try (Exporter exporter = exporter("--web-config-file=" + config)) {
      String url = url("https", exporter.address());
      String withUser = url.replace("//", "//alice:secret@");
      assertEquals("", problem("--url=" + withUser, "--ca-file=" + ours.ca()));
      assertTrue(problem("--url=" + url, "--ca-file=" + ours.ca()).contains("status 401"));
      String untrusted = problem("--url=" + withUser, "--ca-file=" + others.ca());
      assertTrue(
          untrusted.startsWith("netcheck report: cannot get a report from " + url), untrusted);
      assertFalse(problem("--url=" + withUser).contains("secret"));
      assertTrue(
          problem("--url=" + url, "--cert-file=" + ours.of("client", "cert"))
              .contains("--key-file: expected a certificate and its key, or neither"));
    }
  }

  private static String problem(String... flags) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, UTF_8);
    new ReportCommand(out, new PrintStream(err, true, UTF_8)).run(List.of(flags));
    return err.toString(UTF_8);
  }

  /** The figures of an exporter as it runs, not those of the JVM of the tests. */
  @Test
  void twoHundredUnfinishedHandshakesKeepNobodyOut() throws Exception {
    install(ours);
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), FreePort.get());
    try (ExporterProcess _ =
            new ExporterProcess(
                address.getPort(),
                folder.resolve("exporter.log"),
                "--web-config-file=" + mutual());
        ReportClient client =
            new ReportClient(
                URI.create(url("https", address)),
                ExporterAccess.of(
                    new ClientTls(
                        Optional.of(folder.resolve("ca.pem")),
                        Optional.of(folder.resolve("client.pem")),
                        Optional.of(folder.resolve("client.key")))));
        StalledClients clients = new StalledClients(Duration.ofSeconds(60))) {
      await().atMost(60, SECONDS).ignoreExceptions().until(() -> heartbeats(client) == 0);
      for (int i = 0; i < 200; i++) {
        // A record of 256 bytes, of which one comes.
        clients.connect(address, new byte[] {0x16, 3, 1, 1, 0, 1});
      }
      assertEquals(0, heartbeats(client));
      assertTrue(clients.areCutOff());
      assertEquals(0, heartbeats(client));
    }
  }

  /** The memory of an agent is a feature: what it does not need it does not load. */
  @Test
  void withoutAWebConfigurationNothingOfItIsLoaded() throws Exception {
    assertEquals(List.of(), loaded());
    install(ours);
    assertTrue(loaded("--web-config-file=" + webConfig("")).contains("org.snakeyaml"));
  }

  /** Which of the libraries in question an agent has classes of, once it has served its metrics. */
  private List<String> loaded(String... flags) throws Exception {
    Path log = folder.resolve("classes.log");
    Files.deleteIfExists(log);
    int port = FreePort.get();
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx32m",
                "--enable-native-access=ALL-UNNAMED",
                "-Xlog:class+load:file=" + log,
                "-cp",
                System.getProperty("java.class.path"),
                "io.netcheck.agent.Main",
                "--server-url=http://127.0.0.1:9",
                "--node-name=small",
                "--node-ip=127.0.0.95",
                "--heartbeat-interval=500ms",
                "--client-port=" + port));
    command.addAll(List.of(flags));
    Process agent =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      String scheme = flags.length == 0 ? "http" : "https";
      ClientTls tls =
          flags.length == 0
              ? ClientTls.DEFAULT
              : new ClientTls(
                  Optional.of(folder.resolve("ca.pem")), Optional.empty(), Optional.empty());
      try (ReportClient client =
          new ReportClient(URI.create(scheme + "://127.0.0.95:" + port), ExporterAccess.of(tls))) {
        // There is no report at an agent; but it answers.
        await()
            .atMost(60, SECONDS)
            .until(() -> {
              String said = assertThrows(IOException.class, client::fetch).getMessage();
              return said != null && (said.contains("404") || said.contains("No subject"));
            });
      }
    } finally {
      agent.destroy();
      agent.waitFor();
    }
    try (Stream<String> lines = Files.lines(log)) {
      List<String> classes = lines.toList();
      return Stream.of(
              "org.snakeyaml", "at.favre", "sun.security.ssl", "io.netcheck.daemon.web.WebFront")
          .filter(library -> classes.stream().anyMatch(line -> line.contains(" " + library)))
          .toList();
    }
  }
}
