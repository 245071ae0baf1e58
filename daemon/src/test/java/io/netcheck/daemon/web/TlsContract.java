// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.StartException;
import io.netcheck.daemon.http.AllowedHosts;
import io.netcheck.daemon.http.HttpListener;
import io.netcheck.daemon.tls.TestCertificates;
import io.netcheck.daemon.tls.TestClient;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.StalledClients;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS as a web configuration file asks for it, between real sockets, with every listener. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class TlsContract {
  private static final String TLS =
      "tls_server_config:\n  cert_file: now.pem\n  key_file: now.key\n";

  private final HttpListener.Server server;
  private Path folder;
  private Path strangers;

  /**
   * @param server opens the listeners to be tested
   */
  protected TlsContract(HttpListener.Server server) {
    this.server = server;
  }

  @BeforeAll
  void make(@TempDir Path ours, @TempDir Path others) throws IOException {
    folder = ours;
    strangers = others;
    new TestCertificates(ours)
        .issue("server", "ip:127.0.0.1")
        .issue("next", "ip:127.0.0.1")
        .issue("agent", "dns:agent.example,ip:fd00::1,uri:spiffe://netcheck/agent,email:a@example")
        .issueExpired("expired", "dns:agent.example")
        .selfSigned("alone", "dns:agent.example");
    new TestCertificates(others).issue("stranger", "dns:agent.example");
    // The first handshakes of a JVM can take longer than the deadline that the tests have.
    try (Site site = site("")) {
      for (int i = 0; i < 5; i++) {
        await().atMost(60, SECONDS).until(() -> client(site).status("/") == 200);
      }
    }
  }

  /** Where the key is changed first, both do not fit together for a moment. */
  private void serve(String name) throws IOException {
    Files.copy(
        folder.resolve(name + ".key"),
        folder.resolve("now.key"),
        StandardCopyOption.REPLACE_EXISTING);
    Files.copy(
        folder.resolve(name + ".pem"),
        folder.resolve("now.pem"),
        StandardCopyOption.REPLACE_EXISTING);
  }

  private Site site(String more) throws IOException {
    serve("server");
    return new Site(server, folder.resolve("web.yml"), TLS + more);
  }

  private TestClient client(Site site) {
    return TestClient.of(site.address(), folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void bothVersionsAreSpoken(String version) throws IOException {
    try (Site site = site("");
        TestClient.Connection connection = client(site).speaking(version).connect()) {
      assertEquals(version, connection.protocol());
      assertTrue(connection.get("/").startsWith("HTTP/1.1 200 "));
    }
  }

  /** It would let one client make the server sign again and again. */
  @Test
  void aClientDoesNotRenegotiate() throws IOException {
    try (Site site = site("");
        TestClient.Connection connection = client(site).speaking("TLSv1.2").connect()) {
      assertEquals(200, TestClient.code(connection.get("/")));
      assertFalse(connection.renegotiates());
      assertEquals(200, client(site).status("/"));
    }
  }

  @Test
  void theVersionIsWithinWhatIsAllowed() throws IOException {
    try (Site site = site("  min_version: TLS13\n")) {
      assertEquals(0, client(site).speaking("TLSv1.2").status("/"));
      assertEquals(200, client(site).status("/"));
    }
    try (Site site = site("  max_version: TLS12\n");
        TestClient.Connection connection = client(site).connect()) {
      assertEquals("TLSv1.2", connection.protocol());
    }
  }

  /** By hand, because no client here speaks it any more; {@code 16} would be the server's hello. */
  @Test
  void tls11IsNeverSpoken() throws IOException {
    try (Site site = site("  min_version: TLS10\n")) {
      assertEquals(0x16, firstByteOfTheAnswerTo(site, "0303"));
      assertNotEquals(0x16, firstByteOfTheAnswerTo(site, "0302"));
      assertNotEquals(0x16, firstByteOfTheAnswerTo(site, "0301"));
    }
  }

  private static int firstByteOfTheAnswerTo(Site site, String version) throws IOException {
    String extensions =
        "000a00040002"
            + "0017" // supported_groups: secp256r1
            + "000b00020100" // ec_point_formats: uncompressed
            + "000d0006000404030401"; // signature_algorithms: with ECDSA and RSA
    String hello =
        version
            + "11".repeat(32)
            + "00" // no session
            + "0006c02bc009c00a" // ECDHE_ECDSA with AES
            + "0100" // no compression
            + "%04x".formatted(extensions.length() / 2)
            + extensions;
    String message = "01%06x".formatted(hello.length() / 2) + hello;
    String record = "160301%04x".formatted(message.length() / 2) + message;
    try (Socket socket = new Socket(site.address().getAddress(), site.address().getPort())) {
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      out.write(HexFormat.of().parseHex(record));
      InputStream in = socket.getInputStream();
      return in.read();
    }
  }

  @Test
  void suitesAndCurvesAreThoseOfTheFile() throws IOException {
    String suites = "  cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384]\n";
    try (Site site = site(suites + "  max_version: TLS12\n")) {
      assertEquals(200, client(site).status("/"));
    }
    try (Site site = site("  curve_preferences: [CurveP384]\n")) {
      assertEquals(200, client(site).withGroups("secp384r1").status("/"));
      assertEquals(0, client(site).withGroups("x25519", "secp256r1").status("/"));
    }
    try (Site site = site("  cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]\n")) {
      assertEquals(0, client(site).speaking("TLSv1.2").status("/"), "it has no RSA certificate");
      assertEquals(200, client(site).status("/"), "TLS 1.3 has suites of its own");
    }
  }

  /**
   * Columns: without a certificate, with a good one, a stranger's, an expired, a self-signed one.
   */
  @ParameterizedTest
  @CsvSource({
    "NoClientCert,               nobody,  nobody,   nobody,  nobody,  nobody",
    "RequestClientCert,          nobody,  nobody,   nobody,  nobody,  nobody",
    "RequireAnyClientCert,       refused, nobody,   nobody,  nobody,  nobody",
    "VerifyClientCertIfGiven,    nobody,  CN=agent, refused, refused, refused",
    "RequireAndVerifyClientCert, refused, CN=agent, refused, refused, refused",
  })
  void clientsAreToldApart(
      String type, String none, String good, String stranger, String expired, String alone)
      throws IOException {
    String authorities = type.equals("NoClientCert") ? "" : "  client_ca_file: ca.pem\n";
    try (Site site = site("  client_auth_type: " + type + "\n" + authorities)) {
      assertEquals(none, who(client(site)));
      assertEquals(good, who(client(site).showing(folder, "agent")));
      assertEquals(expired, who(client(site).showing(folder, "expired")));
      assertEquals(alone, who(client(site).showing(folder, "alone")));
      assertEquals(stranger, who(client(site).showing(strangers, "stranger")));
      Optional<Path> file = Optional.of(folder.resolve("web.yml"));
      ServingConfig serving =
          new ServingConfig(
              file, Optional.empty(), Optional.empty(), Optional.empty(), AllowedHosts.PRIVATE);
      assertEquals(type.contains("Verify"), serving.verifiesClients());
      assertTrue(serving.isEncrypted());
    }
  }

  /** What the site says who asks. */
  private static String who(TestClient client) {
    try {
      String answer = client.get("/");
      return answer.startsWith("HTTP/1.1 200 ")
          ? answer.substring(answer.indexOf("\r\n\r\n") + 4)
          : "refused";
    } catch (IOException _) {
      return "refused";
    }
  }

  @ParameterizedTest
  @CsvSource({
    "agent.example, true",
    "fd00::1, true",
    "fd00:0:0:0:0:0:0:1, true",
    "spiffe://netcheck/agent, true",
    "a@example, true",
    "AGENT.example, false",
    "*.example, false",
    "example, false",
    "fd00::2, false",
    "agent, false",
  })
  void aCertificatesNameIsOneOfThoseAllowed(String allowed, boolean admitted) throws IOException {
    String sans = "  client_allowed_sans: ['other.example', '" + allowed + "']\n";
    try (Site site =
        site("  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.pem\n" + sans)) {
      assertEquals(admitted ? "CN=agent" : "refused", who(client(site).showing(folder, "agent")));
    }
  }

  @Test
  @MachineTest
  void aNewConfigurationIsTakenAndABrokenOneIsNot() throws IOException {
    try (Site site = site("")) {
      assertEquals(200, client(site).status("/"));
      site.say(TLS + "  min_version: TLS14\n");
      untilReloaded(site, 0);
      assertEquals(200, client(site).status("/"));
      site.say(TLS + "  min_version: TLS13\n");
      untilReloaded(site, 1);
      assertEquals(0, client(site).speaking("TLSv1.2").status("/"));
      site.say("");
      untilReloaded(site, 0);
      assertEquals(200, client(site).status("/"), "TLS is not switched off");
    }
  }

  private static void untilReloaded(Site site, int successful) {
    await()
        .atMost(20, SECONDS)
        .until(() ->
            site.metrics()
                .contains("netcheck_web_config_last_reload_successful " + successful + ".0"));
  }

  @Test
  @MachineTest
  void aCertificateIsReplacedUnderLoadAndNoRequestFails() throws Exception {
    try (Site site = site("");
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      AtomicBoolean enough = new AtomicBoolean();
      AtomicInteger answered = new AtomicInteger();
      List<Future<?>> clients = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        boolean kept = i % 2 == 0;
        clients.add(
            threads.submit(() -> {
              TestClient client = client(site);
              try (TestClient.Connection connection = client.connect()) {
                while (!enough.get()) {
                  String answer = kept ? connection.get("/own") : client.get("/own");
                  assertEquals(200, TestClient.code(answer));
                  answered.incrementAndGet();
                }
              }
              return null;
            }));
      }
      try {
        await().atMost(20, SECONDS).until(() -> answered.get() > 20);
        serve("next");
        await()
            .atMost(20, SECONDS)
            .until(() -> {
              try (TestClient.Connection connection = client(site).connect()) {
                return connection
                    .certificate()
                    .getSubjectX500Principal()
                    .getName()
                    .equals("CN=next");
              }
            });
        int before = answered.get();
        await().atMost(20, SECONDS).until(() -> answered.get() > before + 20);
      } finally {
        enough.set(true);
      }
      for (Future<?> client : clients) {
        client.get(20, SECONDS);
      }
    }
  }

  @Test
  @MachineTest
  void anOpenConnectionIsHeldToTheNewConfiguration() throws IOException {
    String verified =
        "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: trusted.pem\n";
    Files.copy(
        folder.resolve("ca.pem"),
        folder.resolve("trusted.pem"),
        StandardCopyOption.REPLACE_EXISTING);
    try (Site site = site(verified);
        TestClient.Connection connection = client(site).showing(folder, "agent").connect()) {
      assertEquals(200, TestClient.code(connection.get("/")));
      Files.copy(
          folder.resolve("alone.pem"),
          folder.resolve("trusted.pem"),
          StandardCopyOption.REPLACE_EXISTING);
      await()
          .atMost(20, SECONDS)
          .until(() -> site.metrics().contains("reload_successful 1.0") && refused(connection));
      assertTrue(
          site.metrics()
              .contains(
                  "netcheck_web_requests_refused_total{reason=\"certificate_not_accepted\"} 1.0"));
    }
  }

  @Test
  @MachineTest
  void anOpenConnectionWithoutACertificateIsRefusedOnceOneIsWanted() throws IOException {
    try (Site site = site("");
        TestClient.Connection connection = client(site).connect()) {
      assertEquals(200, TestClient.code(connection.get("/")));
      site.say(TLS + "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.pem\n");
      await().atMost(20, SECONDS).until(() -> refused(connection));
    }
  }

  private static boolean refused(TestClient.Connection connection) throws IOException {
    return TestClient.code(connection.get("/")) == 403;
  }

  /** A handshake that is begun and left alone, one that is not begun, and one of garbage. */
  @Test
  @MachineTest
  void whoDoesNotFinishItsHandshakeIsCutOffAndKeepsNobodyOut() throws IOException {
    try (Site site = site("");
        StalledClients clients = new StalledClients(Duration.ofSeconds(20))) {
      for (int i = 0; i < 30; i++) {
        byte[] said =
            switch (i % 3) {
              case 0 -> new byte[] {0x16, 3, 1, 1, 0, 1};
              case 1 -> "GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII);
              default -> new byte[0];
            };
        clients.connect(site.address(), said);
      }
      assertEquals(200, client(site).status("/"));
      assertTrue(clients.areCutOff());
    }
  }

  /** Ten that ask for much and do not read, and then one whose deadline the JDK's timer keeps. */
  @Test
  @MachineTest
  void whoDoesNotReadHoldsUpNobodysDeadline() throws IOException {
    List<TestClient.Connection> deaf = new ArrayList<>();
    try (Site site = site("")) {
      for (int i = 0; i < 10; i++) {
        TestClient.Connection connection = client(site).connect();
        deaf.add(connection);
        connection.ask("/large");
      }
      try (StalledClients silent = new StalledClients(Duration.ofSeconds(20))) {
        silent.connect(site.address(), (byte) 0x16);
        assertTrue(silent.areCutOff());
      }
      // A connection that is read before it is cut off delivers everything, so wait without
      // reading.
      for (TestClient.Connection connection : deaf) {
        await().atMost(60, SECONDS).until(connection::isReset);
        assertTrue(connection.isCutShort(Site.LARGE_BYTES));
      }
    } finally {
      for (TestClient.Connection connection : deaf) {
        connection.close();
      }
    }
  }

  @Test
  void aFileThatIsNotGoodAtTheStartIsSaid() throws IOException {
    serve("server");
    StartException problem =
        assertThrows(
            StartException.class,
            () -> new Site(server, folder.resolve("web.yml"), TLS + "  nothing: 1\n"));
    assertTrue(problem.getMessage().contains("web.yml: line 4: tls_server_config.nothing"));
  }

  @Test
  void theCertificatesEndIsAMetric() throws IOException {
    try (Site site = site("")) {
      assertTrue(site.metrics().contains("netcheck_web_certificate_expiry_timestamp_seconds "));
    }
  }
}
