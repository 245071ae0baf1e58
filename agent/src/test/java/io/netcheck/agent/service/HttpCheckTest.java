// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.protocol.FailureReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class HttpCheckTest {
  @Test
  void anAnswerIsASuccessWithAllItsPhases() throws IOException {
    CheckOutcome outcome = check("HTTP/1.1 200 OK\r\nServer: x\r\n\r\nHello", CheckFixtures.soon());
    assertEquals(Optional.empty(), outcome.failure());
    assertEquals(
        EnumSet.of(
            CheckPhase.RESOLVE, CheckPhase.CONNECT, CheckPhase.FIRST_BYTE, CheckPhase.TRANSFER),
        outcome.phaseNanos().keySet());
    assertTrue(outcome.phaseNanos().values().stream().allMatch(nanos -> nanos > 0));
  }

  @Test
  void theRequestSaysWhatIsAskedAndByWhom() throws Exception {
    BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    try (LoopbackServer server =
        new LoopbackServer(connection -> requests.add(LoopbackServer.head(connection)))) {
      check(server, "/healthz?full=1", CheckFixtures.soon());
      assertEquals(
          List.of(
              "GET /healthz?full=1 HTTP/1.1",
              "Host: 127.0.0.1:" + server.port(),
              "User-Agent: netcheck/9.9",
              "Accept: */*",
              "Accept-Encoding: identity",
              "Connection: close"),
          requests.poll(5, TimeUnit.SECONDS).lines().filter(line -> !line.isEmpty()).toList());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n",
        "HTTP/1.0 200\r\n\r\n",
        "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 999\r\n\r\n0\r\n\r\n",
      })
  void everyFormOfSuccessIsOne(String answer) throws IOException {
    assertEquals(Optional.empty(), check(answer, CheckFixtures.soon()).failure());
  }

  @ParameterizedTest
  @CsvSource({"200,401,status", "401,401,", "204,200-299,", "302,200-299,status", "503,500|503,"})
  void theStatusMustBeTheExpectedOne(int status, String expected, @Nullable String reason)
      throws IOException {
    String answer = "HTTP/1.1 " + status + " x\r\nContent-Length: 0\r\n\r\n";
    assertEquals(
        Optional.ofNullable(reason).flatMap(FailureReason::of),
        expecting("status=" + expected, answer).failure());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\n\r\n{\"status\": \"all is well\"}",
        "HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n: all is well!",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x\r\nall i\r\n6\r\ns well\r\n0\r\n\r\n",
      })
  void aTextIsFoundInEveryFormOfBody(String answer) throws IOException {
    assertEquals(Optional.empty(), expecting("body=all%20is%20well", answer).failure());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'HTTP/1.1 200 OK\\r\\n\\r\\nall is bad' | body",
        "'HTTP/1.1 204 OK\\r\\n\\r\\nall is well' | body",
        "'HTTP/1.1 500 OK\\r\\n\\r\\nall is well' | status",
        "'HTTP/1.1 200 OK\\r\\nContent-Length: 999\\r\\n\\r\\nall is well' | protocol",
        "'HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nall is well' | protocol",
        "'HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nff\\r\\nall is well' | protocol",
        "'HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n4\\r\\nall is well' | protocol",
      })
  void aBodyWithoutTheTextIsToldApartFromABrokenOne(String answer, String reason)
      throws IOException {
    assertEquals(
        FailureReason.of(reason),
        expecting("body=all%20is%20well", answer.replace("\\r\\n", "\r\n")).failure());
  }

  @Test
  void aTextFarBehindTheStartOfABodyIsNotFound() throws IOException {
    String body = "x".repeat(HttpResponse.MAX_TEXT) + "well";
    assertEquals(
        Optional.of(FailureReason.BODY),
        expecting("body=well", "HTTP/1.1 200 OK\r\n\r\n" + body).failure());
  }

  private static CheckOutcome expecting(String expected, String answer) throws IOException {
    try (LoopbackServer server = new LoopbackServer(LoopbackServer.http(answer))) {
      return check(
          ServiceUrl.parse("web=http://127.0.0.1:" + server.port() + "/#" + expected),
          CheckFixtures.soon());
    }
  }

  @Test
  void aRedirectIsASuccessAndNotFollowed() throws IOException {
    try (LoopbackServer elsewhere =
            new LoopbackServer(LoopbackServer.http("HTTP/1.1 500 x\r\n\r\n"));
        LoopbackServer server =
            new LoopbackServer(
                LoopbackServer.http(
                    "HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:"
                        + elsewhere.port()
                        + "/\r\n\r\n"))) {
      assertEquals(Optional.empty(), check(server, "/", CheckFixtures.soon()).failure());
      assertEquals(1, server.connections());
      assertEquals(0, elsewhere.connections());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 404, 500, 503, 999})
  void anErrorStatusIsAFailureOfThatReason(int status) throws IOException {
    assertFailed(
        FailureReason.STATUS, check("HTTP/1.1 " + status + " x\r\n\r\n", CheckFixtures.soon()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "SSH-2.0-OpenSSH_9.9\r\n",
        "HTTP/1.1 200 OK\r\n",
        "HTTP/2 200\r\n\r\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 099 x\r\n\r\n",
        "\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nHello",
      })
  void whatIsNoHttpIsNoAnswer(String answer) throws IOException {
    assertFailed(FailureReason.PROTOCOL, check(answer, CheckFixtures.soon()));
  }

  @Test
  void nonsenseIsNoAnswer() throws IOException {
    Random random = new Random(11);
    try (LoopbackServer server =
        new LoopbackServer(connection -> {
          LoopbackServer.head(connection);
          byte[] bytes = new byte[random.nextInt(2000)];
          random.nextBytes(bytes);
          connection.getOutputStream().write(bytes);
        })) {
      for (int i = 0; i < 50; i++) {
        assertFailed(FailureReason.PROTOCOL, check(server, "/", CheckFixtures.soon()));
      }
    }
  }

  @Test
  void aHeadWithoutEndIsNoAnswer() throws IOException {
    try (LoopbackServer server =
        new LoopbackServer(connection -> {
          LoopbackServer.head(connection);
          connection
              .getOutputStream()
              .write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII));
          while (true) {
            connection
                .getOutputStream()
                .write("X: yyyyyyyyyyyyyyyy\r\n".getBytes(StandardCharsets.US_ASCII));
          }
        })) {
      assertFailed(FailureReason.PROTOCOL, check(server, "/", CheckFixtures.soon()));
    }
  }

  @Test
  void interimAnswersWithoutEndAreNoAnswer() throws IOException {
    assertFailed(
        FailureReason.PROTOCOL,
        check("HTTP/1.1 102 Processing\r\n\r\n".repeat(1000), CheckFixtures.soon()));
  }

  @Test
  void aBodyWithoutEndIsReadToALimit() throws IOException {
    try (LoopbackServer server =
        new LoopbackServer(connection -> {
          LoopbackServer.head(connection);
          connection
              .getOutputStream()
              .write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
          byte[] block = new byte[8192];
          Arrays.fill(block, (byte) 'x');
          while (true) {
            connection.getOutputStream().write(block);
          }
        })) {
      assertEquals(Optional.empty(), check(server, "/", CheckFixtures.soon()).failure());
    }
  }

  @Test
  void aServerThatKeepsTheConnectionDoesNotHoldTheCheckUp() throws IOException {
    try (LoopbackServer server =
        new LoopbackServer(connection -> {
          LoopbackServer.http("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHello")
              .serve(connection);
          LoopbackServer.silent(connection);
        })) {
      assertEquals(Optional.empty(), check(server, "/", CheckFixtures.soon()).failure());
    }
  }

  @Test
  void aClosedPortIsARefusal() throws IOException {
    CheckOutcome outcome = check(CheckFixtures.closedPort(), "/", CheckFixtures.soon());
    assertFailed(FailureReason.REFUSED, outcome);
    assertEquals(EnumSet.of(CheckPhase.RESOLVE, CheckPhase.CONNECT), outcome.phaseNanos().keySet());
  }

  @Test
  void aResetIsAReset() throws IOException {
    try (LoopbackServer server =
        new LoopbackServer(connection -> {
          LoopbackServer.head(connection);
          connection.setSoLinger(true, 0);
        })) {
      assertFailed(FailureReason.RESET, check(server, "/", CheckFixtures.soon()));
    }
  }

  @Test
  void silenceIsATimeoutWhileWaitingForTheFirstByte() throws IOException {
    try (LoopbackServer server = new LoopbackServer(LoopbackServer::silent)) {
      CheckOutcome outcome = check(server, "/", CheckFixtures.now());
      assertFailed(FailureReason.TIMEOUT, outcome);
      assertEquals(
          EnumSet.of(CheckPhase.RESOLVE, CheckPhase.CONNECT, CheckPhase.FIRST_BYTE),
          outcome.phaseNanos().keySet());
      assertEquals(1, server.connections(), "no retry");
    }
  }

  @Test
  void aServerThatTricklesIsATimeoutToo() throws IOException {
    try (LoopbackServer head =
            new LoopbackServer(connection -> {
              LoopbackServer.http("HTTP/1.1 200 OK\r\nX: ").serve(connection);
              LoopbackServer.trickling(new byte[] {'y'}).serve(connection);
            });
        LoopbackServer body =
            new LoopbackServer(connection -> {
              LoopbackServer.http("HTTP/1.1 200 OK\r\n\r\n").serve(connection);
              LoopbackServer.trickling(new byte[] {'y'}).serve(connection);
            })) {
      assertFailed(FailureReason.TIMEOUT, check(head, "/", CheckFixtures.now()));
      assertFailed(FailureReason.TIMEOUT, check(body, "/", CheckFixtures.now()));
    }
  }

  private static CheckOutcome check(String answer, CheckDeadline deadline) throws IOException {
    try (LoopbackServer server = new LoopbackServer(LoopbackServer.http(answer))) {
      return check(server, "/", deadline);
    }
  }

  private static CheckOutcome check(LoopbackServer server, String path, CheckDeadline deadline) {
    return check(server.port(), path, deadline);
  }

  private static CheckOutcome check(int port, String path, CheckDeadline deadline) {
    return check(new Service("web", Service.Kind.HTTP, "127.0.0.1", port, path), deadline);
  }

  private static CheckOutcome check(Service service, CheckDeadline deadline) {
    HostResolver resolver = CheckFixtures.resolver(new ResolvConf(List.of(), List.of(), 1));
    return new HttpCheck(
            new ServiceAddress(service, resolver, Optional.empty()), ConnectionLayer.NONE, "9.9")
        .run(deadline);
  }

  private static void assertFailed(FailureReason reason, CheckOutcome outcome) {
    assertEquals(Optional.of(reason), outcome.failure());
  }
}
