// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.daemon.settings.Settings;
import io.netcheck.protocol.FailureReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class HttpsCheckTest {
  private static final String ANSWER = "HTTP/1.1 200 OK\r\n\r\nHello";

  @TempDir private static Path directory;

  private static ServerSocketFactory server;
  private static TlsTrust trusting;
  private static Path hosts;

  private static TestCertificate valid;
  private static TestCertificate expired;

  @BeforeAll
  static void makeCertificates() throws Exception {
    valid = new TestCertificate(directory, "-1d", 3);
    expired = new TestCertificate(directory, "-3d", 2);
    server = valid.server().getServerSocketFactory();
    hosts = Files.writeString(directory.resolve("hosts"), "127.0.0.1 web.test other.test\n");
    trusting = TlsTrust.of(caFile(valid));
  }

  /** Read through the setting. */
  private static List<X509Certificate> caFile(TestCertificate certificate) throws Exception {
    Path file = certificate.authorityPem(directory.resolve("ca.pem"));
    Settings settings =
        new Settings(ServiceSettings.ALL, Map.of("NETCHECK_CA_FILE", file.toString()), List.of());
    List<X509Certificate> authorities =
        ServiceConfig.read(settings, Optional.empty()).authorities();
    assertEquals(List.of(certificate.authority()), authorities);
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
  void theEndOfTheCertificateIsKnownAfterEachHandshake() throws Exception {
    Optional<Instant> end = Optional.of(valid.certificate().getNotAfter().toInstant());
    try (LoopbackServer web = new LoopbackServer(server, 0, LoopbackServer.http(ANSWER))) {
      assertEquals(
          end, check("web.test", web.port(), trusting, CheckFixtures.soon()).tlsNotAfter());
      CheckOutcome handshake = handshake(web.port(), trusting);
      assertEquals(Optional.empty(), handshake.failure());
      assertEquals(end, handshake.tlsNotAfter());
    }
  }

  @Test
  void anExpiredCertificateIsToldApartFromOneThatIsNotTrusted() throws Exception {
    TlsTrust issued = TlsTrust.of(List.of(expired.authority()));
    // The JDK does not look at the dates of a certificate that is trusted itself.
    TlsTrust pinned = TlsTrust.of(List.of(expired.certificate()));
    try (LoopbackServer web =
        new LoopbackServer(
            expired.server().getServerSocketFactory(), 0, LoopbackServer.http(ANSWER))) {
      for (CheckOutcome outcome :
          List.of(
              check("web.test", web.port(), issued, CheckFixtures.soon()),
              handshake(web.port(), issued),
              handshake(web.port(), pinned))) {
        assertEquals(CheckFixtures.failed(FailureReason.EXPIRED), outcome.failure());
        assertEquals(
            Optional.of(expired.certificate().getNotAfter().toInstant()), outcome.tlsNotAfter());
      }
      assertEquals(
          CheckFixtures.failed(FailureReason.TLS),
          handshake(web.port(), TlsTrust.of(List.of())).failure());
    }
  }

  private static CheckOutcome handshake(int port, TlsTrust trust) {
    Service service = new Service("web", Service.Kind.TLS, "web.test", port, "");
    return new TlsCheck(
            new ServiceAddress(service, CheckFixtures.resolver(hosts), Optional.empty()),
            new TlsLayer(() -> trust, service))
        .run(CheckFixtures.soon());
  }

  @Test
  void anUnknownAuthorityIsAFailureOfTls() throws IOException {
    try (LoopbackServer web = new LoopbackServer(server, 0, LoopbackServer.http(ANSWER))) {
      CheckOutcome outcome =
          check("web.test", web.port(), TlsTrust.of(List.of()), CheckFixtures.soon());
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

  private static CheckOutcome check(String host, int port, TlsTrust trust, CheckDeadline deadline) {
    Service service = new Service("web", Service.Kind.HTTPS, host, port, "/");
    return new HttpCheck(
            new ServiceAddress(service, CheckFixtures.resolver(hosts), Optional.empty()),
            new TlsLayer(() -> trust, service),
            "9.9")
        .run(deadline);
  }
}
