// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.daemon.settings.Settings;
import io.netcheck.protocol.FailureReason;
import io.netcheck.testing.Keytool;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class HttpsCheckTest {
  private static final String ANSWER = "HTTP/1.1 200 OK\r\n\r\nHello";
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir private static Path directory;

  private static ServerSocketFactory server;
  private static SSLSocketFactory trusting;
  private static Path hosts;

  /** A certificate for {@code web.test} that only the CA file makes trusted. */
  @BeforeAll
  static void makeCertificate() throws Exception {
    Path store = directory.resolve("server.p12");
    Keytool.run(
        List.of(
            "-genkeypair",
            "-alias",
            "web",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=web.test",
            "-ext",
            "san=dns:web.test",
            "-validity",
            "2",
            "-keystore",
            store.toString(),
            "-storepass",
            new String(PASSWORD)));
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    server = context.getServerSocketFactory();
    hosts = Files.writeString(directory.resolve("hosts"), "127.0.0.1 web.test other.test\n");
    trusting = TlsLayer.trusting(caFile((X509Certificate) keys.getCertificate("web")));
  }

  /** Read through the setting. */
  private static List<X509Certificate> caFile(X509Certificate certificate) throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("ca.pem"),
            "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----\n");
    Settings settings =
        new Settings(ServiceSettings.ALL, Map.of("NETCHECK_CA_FILE", file.toString()), List.of());
    List<X509Certificate> authorities = ServiceConfig.read(settings).authorities();
    assertEquals(List.of(certificate), authorities);
    return authorities;
  }

  @Test
  void aTrustedCertificateIsASuccessWithAllPhases() throws IOException {
    try (LoopbackServer web = new LoopbackServer(server, 0, LoopbackServer.http(ANSWER))) {
      CheckOutcome outcome = check("web.test", web.port(), trusting, CheckFixtures.soon());
      assertEquals(Optional.empty(), outcome.failure());
      assertEquals(EnumSet.allOf(CheckPhase.class), outcome.phaseNanos().keySet());
      assertEquals(
          Optional.empty(),
          check("web.test.", web.port(), trusting, CheckFixtures.soon()).failure());
    }
  }

  @Test
  void anUnknownAuthorityIsAFailureOfTls() throws IOException {
    try (LoopbackServer web = new LoopbackServer(server, 0, LoopbackServer.http(ANSWER))) {
      CheckOutcome outcome =
          check("web.test", web.port(), TlsLayer.trusting(List.of()), CheckFixtures.soon());
      assertEquals(CheckFixtures.failed(FailureReason.TLS), outcome.failure());
      assertEquals(
          EnumSet.of(CheckPhase.RESOLVE, CheckPhase.CONNECT, CheckPhase.TLS),
          outcome.phaseNanos().keySet());
    }
  }

  @Test
  void aCertificateForAnotherNameIsAFailureOfTls() throws IOException {
    try (LoopbackServer web = new LoopbackServer(server, 0, LoopbackServer.http(ANSWER))) {
      for (String host : List.of("other.test", "127.0.0.1")) {
        assertEquals(
            CheckFixtures.failed(FailureReason.TLS),
            check(host, web.port(), trusting, CheckFixtures.soon()).failure());
      }
    }
  }

  @Test
  void aServerWithoutTlsIsAFailureOfTls() throws IOException {
    try (LoopbackServer web =
        new LoopbackServer(connection -> {
          connection
              .getOutputStream()
              .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
          LoopbackServer.silent(connection);
        })) {
      assertEquals(
          CheckFixtures.failed(FailureReason.TLS),
          check("web.test", web.port(), trusting, CheckFixtures.soon()).failure());
    }
  }

  @Test
  void aConnectionClosedInTheHandshakeIsAFailureOfTls() throws IOException {
    try (LoopbackServer web =
        new LoopbackServer(connection -> {
          // Reads first, because closing with unread bytes would send a reset.
          connection.getInputStream().read(new byte[4096]);
        })) {
      assertEquals(
          CheckFixtures.failed(FailureReason.TLS),
          check("web.test", web.port(), trusting, CheckFixtures.soon()).failure());
    }
  }

  @Test
  void aConnectionResetInTheHandshakeIsAReset() throws IOException {
    try (LoopbackServer web =
        new LoopbackServer(connection -> {
          connection.getInputStream().read(new byte[4096]);
          connection.setSoLinger(true, 0);
        })) {
      assertEquals(
          CheckFixtures.failed(FailureReason.RESET),
          check("web.test", web.port(), trusting, CheckFixtures.soon()).failure());
    }
  }

  @Test
  void aHandshakeThatNeverEndsIsATimeout() throws IOException {
    try (LoopbackServer silent = new LoopbackServer(LoopbackServer::silent);
        LoopbackServer trickling =
            new LoopbackServer(connection -> {
              // A record of 16 KiB (RFC 8446 §5.1), sent byte by byte with pauses.
              connection.getOutputStream().write(new byte[] {22, 3, 3, 64, 0});
              LoopbackServer.trickling(new byte[] {2}).serve(connection);
            })) {
      assertEquals(
          CheckFixtures.failed(FailureReason.TIMEOUT),
          check("web.test", silent.port(), trusting, CheckFixtures.now()).failure());
      assertEquals(
          CheckFixtures.failed(FailureReason.TIMEOUT),
          check("web.test", trickling.port(), trusting, CheckFixtures.now()).failure());
    }
  }

  @Test
  void aBodyThatTricklesThroughTlsIsATimeout() throws IOException {
    try (LoopbackServer web =
        new LoopbackServer(
            server,
            0,
            connection -> {
              LoopbackServer.http(ANSWER).serve(connection);
              LoopbackServer.trickling(new byte[] {'y'}).serve(connection);
            })) {
      CheckOutcome outcome = check("web.test", web.port(), trusting, CheckFixtures.now());
      assertEquals(CheckFixtures.failed(FailureReason.TIMEOUT), outcome.failure());
    }
  }

  private static CheckOutcome check(
      String host, int port, SSLSocketFactory factory, CheckDeadline deadline) {
    Service service = new Service("web", Service.Kind.HTTPS, host, port, "/");
    return new HttpCheck(
            service, CheckFixtures.resolver(hosts), new TlsLayer(factory, service), "9.9")
        .run(deadline);
  }
}
