// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.netcheck.protocol.FailureReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a real gRPC server. */
@Timeout(60)
class GrpcCheckTest {
  private static final int SERVING = 1;
  private static final int NOT_SERVING = 2;

  @TempDir private static Path directory;

  private static TestCertificate certificate;
  private static TlsTrust trust;
  private static Path hosts;

  @BeforeAll
  static void makeCertificate() throws Exception {
    certificate = new TestCertificate(directory, "-1d", 3);
    trust = TlsTrust.of(List.of(certificate.authority()));
    hosts = Files.writeString(directory.resolve("hosts"), "127.0.0.1 web.test\n");
  }

  @Test
  void aServingServerIsASuccess() throws IOException {
    try (HealthServer server = health(name -> name.isEmpty() ? SERVING : NOT_SERVING)) {
      CheckOutcome outcome = check("grpc", server.port(), "");
      assertEquals(Optional.empty(), outcome.failure());
      assertTrue(outcome.phaseNanos().containsKey(CheckPhase.FIRST_BYTE));
    }
  }

  @Test
  void theHealthOfOneServiceIsAskedForByItsName() throws IOException {
    try (HealthServer server =
        health(name -> name.equals("shop.v1.Cart") ? SERVING : NOT_SERVING)) {
      assertEquals(Optional.empty(), check("grpc", server.port(), "/shop.v1.Cart").failure());
      assertFailed(FailureReason.NOT_SERVING, check("grpc", server.port(), "/shop.v1.Stock"));
    }
  }

  @Test
  void anUnknownHealthIsNotAGoodOne() throws IOException {
    try (HealthServer server = health(_ -> 0)) {
      assertFailed(FailureReason.NOT_SERVING, check("grpc", server.port(), ""));
    }
  }

  @Test
  void aServiceThatTheServerDoesNotKnowIsToldApart() throws IOException {
    try (HealthServer server =
        health(_ -> {
          throw HealthServer.status(Status.NOT_FOUND.withDescription("unknown service é"));
        })) {
      assertFailed(FailureReason.UNKNOWN_SERVICE, check("grpc", server.port(), "/none.Such"));
    }
  }

  @Test
  void aServerWithoutHealthChecksIsToldApart() throws IOException {
    try (HealthServer server = new HealthServer()) {
      assertFailed(FailureReason.UNIMPLEMENTED, check("grpc", server.port(), ""));
    }
  }

  @Test
  void everyOtherEndOfTheCallIsAWrongStatus() throws IOException {
    for (Status status :
        List.of(Status.UNAVAILABLE, Status.UNAUTHENTICATED, Status.RESOURCE_EXHAUSTED)) {
      try (HealthServer server =
          health(_ -> {
            throw HealthServer.status(status);
          })) {
        assertFailed(FailureReason.STATUS, check("grpc", server.port(), ""));
      }
    }
  }

  @Test
  void tlsMustAgreeOnHttp2AndTellsTheEndOfTheCertificate() throws Exception {
    Path[] files = {
      certificate.pem(directory.resolve("cert.pem")),
      certificate.keyPem(directory.resolve("key.pem"))
    };
    try (HealthServer server = new HealthServer(_ -> SERVING, Optional.of(files))) {
      CheckOutcome outcome = check("grpcs", server.port(), "");
      assertEquals(Optional.empty(), outcome.failure());
      assertEquals(
          Optional.of(certificate.certificate().getNotAfter().toInstant()), outcome.tlsNotAfter());
      assertTrue(outcome.phaseNanos().containsKey(CheckPhase.TLS));
    }
    try (LoopbackServer http1 =
        new LoopbackServer(
            certificate.server().getServerSocketFactory(), 0, LoopbackServer::silent)) {
      assertFailed(FailureReason.PROTOCOL, check("grpcs", http1.port(), ""));
    }
  }

  @Test
  void aServerOfHttp1IsNoGrpcServer() throws IOException {
    try (LoopbackServer server =
        new LoopbackServer(connection -> {
          connection.getInputStream().readNBytes(24);
          connection
              .getOutputStream()
              .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
          LoopbackServer.silent(connection);
        })) {
      assertFailed(FailureReason.PROTOCOL, check("grpc", server.port(), ""));
    }
  }

  @Test
  void aServerThatNeverAnswersIsATimeout() throws IOException {
    try (LoopbackServer server = new LoopbackServer(LoopbackServer::silent)) {
      assertFailed(FailureReason.TIMEOUT, check("grpc", server.port(), "", CheckFixtures.now()));
    }
  }

  @Test
  void aClosedPortIsARefusal() throws IOException {
    assertFailed(FailureReason.REFUSED, check("grpc", CheckFixtures.closedPort(), ""));
  }

  @Test
  void nonsenseNeverHangsAndNeverPasses() throws IOException {
    Random random = new Random(11);
    for (int i = 0; i < 200; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      // The settings that begin every connection, so that the rest is read.
      byte[] settings = {0, 0, 0, 4, 0, 0, 0, 0, 0};
      try (LoopbackServer server =
          new LoopbackServer(connection -> {
            connection.getOutputStream().write(settings);
            connection.getOutputStream().write(bytes);
            connection.shutdownOutput();
            LoopbackServer.silent(connection);
          })) {
        assertTrue(check("grpc", server.port(), "").failure().isPresent());
      }
    }
  }

  private static HealthServer health(Function<String, Integer> health) throws IOException {
    return new HealthServer(health, Optional.empty());
  }

  private static CheckOutcome check(String scheme, int port, String path) {
    return check(scheme, port, path, CheckFixtures.soon());
  }

  private static CheckOutcome check(String scheme, int port, String path, CheckDeadline deadline) {
    Service service = ServiceUrl.parse("rpc=" + scheme + "://web.test:" + port + path);
    ConnectionLayer layer =
        service.kind().isEncrypted()
            ? new TlsLayer(() -> trust, service, "h2")
            : ConnectionLayer.NONE;
    return new GrpcCheck(
            new ServiceAddress(service, CheckFixtures.resolver(hosts), Optional.empty()),
            layer,
            "9.9")
        .run(deadline);
  }

  private static void assertFailed(FailureReason reason, CheckOutcome outcome) {
    assertEquals(Optional.of(reason), outcome.failure());
  }
}
