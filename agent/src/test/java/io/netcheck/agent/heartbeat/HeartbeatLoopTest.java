// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.heartbeat;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.HttpLimits;
import io.netcheck.daemon.http.HttpListener;
import io.netcheck.daemon.http.Request;
import io.netcheck.daemon.http.Response;
import io.netcheck.daemon.http.Routes;
import io.netcheck.daemon.http.jdk.JdkHttpListener;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.HeartbeatAnswer;
import io.netcheck.protocol.HeartbeatJson;
import io.netcheck.protocol.IntervalStretch;
import io.netcheck.protocol.MalformedException;
import io.netcheck.protocol.PeerList;
import io.netcheck.testing.MachineTest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeartbeatLoopTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final List<Heartbeat> received = new CopyOnWriteArrayList<>();
  private final AtomicInteger accepted = new AtomicInteger();
  private volatile IntervalStretch stretch = IntervalStretch.NONE;

  /** Goodbyes that are not accepted. */
  private final AtomicInteger refused = new AtomicInteger();

  private final List<PeerList> peers = new CopyOnWriteArrayList<>();
  private final PeerList list = new PeerList("g1", List.of());

  private final HeartbeatLoop.Content content =
      new HeartbeatLoop.Content() {
        private final AtomicInteger sequence = new AtomicInteger();

        @Override
        public Heartbeat next(boolean goodbye) {
          return new Heartbeat(
              new ClientId(AgentKind.HOST, "n1"),
              "",
              "1",
              "i",
              Duration.ZERO,
              sequence.incrementAndGet(),
              goodbye,
              Instant.EPOCH,
              LONG,
              new Endpoint(List.of(), List.of(LOOPBACK), 1),
              "",
              0,
              Duration.ZERO,
              List.of(),
              List.of(),
              List.of());
        }

        @Override
        public void accepted() {
          accepted.incrementAndGet();
        }
      };

  private HttpListener exporter(InetSocketAddress address) {
    return JdkHttpListener.SERVER.open(
        address,
        HttpLimits.DEFAULT,
        new Routes()
            .post("/api/v2/heartbeat", "application/json", 1 << 20, this::receive, _ -> {}));
  }

  private Response receive(Request request) throws HttpError {
    try {
      Heartbeat heartbeat = HeartbeatJson.read(request.body());
      if (heartbeat.goodbye() && refused.getAndUpdate(left -> Math.max(left - 1, 0)) > 0) {
        throw new HttpError(ErrorCode.BUSY, "not this time");
      }
      received.add(heartbeat);
    } catch (MalformedException e) {
      throw new HttpError(ErrorCode.MALFORMED, e.getMessage(), e.field());
    }
    return Response.json(
        HeartbeatJson.write(HeartbeatAnswer.peers(list, Duration.ZERO).stretched(stretch)));
  }

  private void take(HeartbeatAnswer answer) {
    answer.peers().ifPresent(peers::add);
  }

  private static URI url(InetSocketAddress address) {
    return URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort());
  }

  private HeartbeatLoop heartbeats(InetSocketAddress exporter, Duration interval) {
    return new HeartbeatLoop(
        url(exporter),
        Optional.empty(),
        ExporterConnections.DEFAULT,
        interval,
        ProcessClock.SYSTEM,
        content,
        this::take);
  }

  @Test
  void theFirstGoesAtOnceAndItsAnswerBringsPeers() {
    try (HttpListener exporter = exporter(new InetSocketAddress(LOOPBACK, 0));
        HeartbeatLoop heartbeats = heartbeats(exporter.address(), LONG)) {
      await().until(() -> heartbeats.sent() >= 1);
      assertEquals(list, peers.getFirst());
      assertEquals(1, received.getFirst().sequence());
    }
  }

  @Test
  @MachineTest
  void aChangeIsToldLongBeforeTheNextIsDue() {
    try (HttpListener exporter = exporter(new InetSocketAddress(LOOPBACK, 0));
        HeartbeatLoop heartbeats = heartbeats(exporter.address(), LONG)) {
      await()
          .until(() ->
              heartbeats.sent() >= 5); // the first ones come quickly, the next after five minutes
      long before = heartbeats.sent();
      heartbeats.urge();
      heartbeats.urge();
      await().until(() -> heartbeats.sent() == before + 1);
    }
  }

  @Test
  void aLongerIntervalThatTheExporterAsksForIsFollowedAndSaidUntilItAsksForTheUsualOne() {
    stretch = new IntervalStretch(2);
    try (HttpListener exporter = exporter(new InetSocketAddress(LOOPBACK, 0));
        HeartbeatLoop heartbeats = heartbeats(exporter.address(), Duration.ofMillis(500))) {
      await().until(() -> received.size() > 1);
      assertEquals(IntervalStretch.NONE, received.getFirst().stretch());
      assertEquals(stretch, received.get(1).stretch());
      assertEquals(Duration.ofSeconds(1), heartbeats.interval());
      stretch = IntervalStretch.NONE;
      await().until(() -> !received.getLast().stretch().isStretched());
      assertEquals(Duration.ofMillis(500), heartbeats.interval());
    }
  }

  @Test
  void theLastOneIsAGoodbye() {
    try (HttpListener exporter = exporter(new InetSocketAddress(LOOPBACK, 0))) {
      try (HeartbeatLoop heartbeats = heartbeats(exporter.address(), LONG)) {
        await().until(() -> heartbeats.sent() >= 1);
      }
      assertTrue(received.getLast().goodbye());
    }
  }

  @Test
  void aGoodbyeThatIsNotAcceptedIsSentOnceMore() {
    try (HttpListener exporter = exporter(new InetSocketAddress(LOOPBACK, 0))) {
      try (HeartbeatLoop heartbeats = heartbeats(exporter.address(), LONG)) {
        await().until(() -> heartbeats.sent() >= 1);
        refused.set(1);
      }
      assertEquals(0, refused.get());
      assertTrue(received.getLast().goodbye());
    }
  }

  @Test
  void anExporterThatComesBackIsToldAgain() {
    InetSocketAddress address;
    try (HttpListener first = exporter(new InetSocketAddress(LOOPBACK, 0))) {
      address = first.address();
    }
    try (HeartbeatLoop heartbeats = heartbeats(address, Duration.ofMillis(500))) {
      await().until(() -> heartbeats.failed() >= 2);
      assertEquals(0, accepted.get());
      try (HttpListener again = exporter(address)) {
        await().until(() -> heartbeats.sent() >= 1);
        assertEquals(address, again.address());
        assertTrue(received.getFirst().sequence() > 2, "those that failed are counted as lost");
      }
    }
  }

  @Test
  void anAnswerThatIsNoneIsAFailure() {
    HttpListener liar =
        JdkHttpListener.SERVER.open(
            new InetSocketAddress(LOOPBACK, 0),
            HttpLimits.DEFAULT,
            new Routes()
                .post(
                    "/api/v2/heartbeat",
                    "application/json",
                    1 << 20,
                    _ -> Response.json("[1,2,3]"),
                    _ -> {}));
    try (liar;
        HeartbeatLoop heartbeats = heartbeats(liar.address(), Duration.ofMillis(500))) {
      await().until(() -> heartbeats.failed() >= 2);
      assertEquals(0, accepted.get());
    }
  }

  @ParameterizedTest
  @MachineTest
  @ValueSource(
      strings = {"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", "HTTP/1.1 200 OK\r\nX: "})
  void anExporterThatTricklesItsAnswerIsCutOff(String beginning) throws IOException {
    try (ServerSocket trickler = new ServerSocket(0, 50, LOOPBACK)) {
      Thread.ofVirtual().start(() -> trickle(trickler, beginning));
      InetSocketAddress address = new InetSocketAddress(LOOPBACK, trickler.getLocalPort());
      try (HeartbeatLoop heartbeats = heartbeats(address, Duration.ofMillis(500))) {
        // Each heartbeat takes its whole deadline of several seconds.
        await().atMost(Duration.ofSeconds(60)).until(() -> heartbeats.failed() >= 2);
      }
    }
  }

  /** A byte every 100 ms: each single read is quick, the whole answer would take minutes. */
  private static void trickle(ServerSocket server, String beginning) {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> trickle(socket, beginning));
      } catch (IOException _) {
        return;
      }
    }
  }

  private static void trickle(Socket socket, String beginning) {
    try (socket;
        OutputStream out = socket.getOutputStream()) {
      out.write(beginning.getBytes(US_ASCII));
      for (int i = 0; i < 1_000; i++) {
        out.write(' ');
        out.flush();
        LockSupport.parkNanos(100_000_000L);
      }
    } catch (IOException _) {
      // Cut off, as it should be.
    }
  }

  /** It tells a heartbeat in small segments by its version of HTTP. */
  @Test
  void whatStopsOnAConnectionThatOpensIsSentInSmallSegmentsAndSaysSo() throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 10);
    CountDownLatch end = new CountDownLatch(1);
    server.createContext(
        "/api/v2/heartbeat",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          try {
            if (exchange.getProtocol().equals("HTTP/1.1")) {
              end.await();
            }
            received.add(HeartbeatJson.read(body));
          } catch (InterruptedException | MalformedException e) {
            throw new IllegalStateException(e);
          }
          byte[] answer = HeartbeatJson.write(HeartbeatAnswer.NOTHING);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    // If the first small one is late on a busy machine, the next is sent after 30 s.
    try (HeartbeatLoop heartbeats = heartbeats(server.getAddress(), Duration.ofSeconds(1))) {
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> received.stream().filter(Heartbeat::smallSegments).count() >= 3);
      assertFalse(received.getFirst().smallSegments(), "once can be chance");
      assertTrue(heartbeats.sentInSmallSegments() >= 3);
      assertTrue(heartbeats.failed() >= 2, "those that stopped");
    } finally {
      end.countDown();
      server.stop(0);
    }
    List<Long> sequences = received.stream().map(Heartbeat::sequence).toList();
    assertEquals(sequences.stream().distinct().toList(), sequences, "none was sent twice");
  }

  @Test
  void userAndPasswordOfTheUrlBecomeBasicAuthentication() throws IOException {
    List<String> authorizations = new CopyOnWriteArrayList<>();
    HttpServer server = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 10);
    server.createContext(
        "/api/v2/heartbeat",
        exchange -> {
          authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
          exchange.sendResponseHeaders(500, -1);
          exchange.close();
        });
    server.start();
    URI url = URI.create("http://user:secret@127.0.0.1:" + server.getAddress().getPort() + "/");
    try (HeartbeatLoop heartbeats =
        new HeartbeatLoop(
            url,
            Optional.empty(),
            ExporterConnections.DEFAULT,
            LONG,
            ProcessClock.SYSTEM,
            content,
            this::take)) {
      await().until(() -> heartbeats.failed() >= 1);
      assertEquals("Basic dXNlcjpzZWNyZXQ=", authorizations.getFirst());
    } finally {
      server.stop(0);
    }
  }

  /** Answers 401, like an exporter that does not know the token, and records what it was sent. */
  private static HttpServer refusing(List<String> authorizations) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 10);
    server.createContext(
        "/api/v2/heartbeat",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          authorizations.add(
              String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
          byte[] body = "{\"error\":{\"code\":\"credential_refused\"}}".getBytes(US_ASCII);
          exchange.getResponseHeaders().add("WWW-Authenticate", "Bearer");
          exchange.sendResponseHeaders(401, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  @Test
  void theTokenIsReadForEachHeartbeat(@TempDir Path directory) throws IOException {
    List<String> authorizations = new CopyOnWriteArrayList<>();
    HttpServer server = refusing(authorizations);
    Path file = Files.writeString(directory.resolve("token"), "one.two-3\nthe-one-before\n");
    try (ExporterClient client =
        new ExporterClient(
            url(server.getAddress()),
            ExporterConnections.DEFAULT,
            HeartbeatCredential.of(url(server.getAddress()), Optional.of(file)),
            Duration.ofSeconds(30),
            ProcessClock.SYSTEM)) {
      assertThrows(
          ExporterClient.HeartbeatRefusedException.class, () -> client.send(content.next(false)));
      Files.writeString(file, "next");
      ExporterClient.HeartbeatRefusedException refused =
          assertThrows(
              ExporterClient.HeartbeatRefusedException.class,
              () -> client.send(content.next(false)));
      assertEquals("status 401 credential_refused", refused.getMessage());
      assertEquals(List.of("Bearer one.two-3", "Bearer next"), authorizations);
    } finally {
      server.stop(0);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''               | has an empty first line
          '\n\ntoken'      | has an empty first line
          'two words'      | is no token
          'umläut'         | is no token
          """)
  void aFileWithoutATokenIsAFailureWithItsReason(
      String text, String reason, @TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("token"), text.translateEscapes());
    HeartbeatCredential credential =
        HeartbeatCredential.of(URI.create("http://e"), Optional.of(file));
    String message =
        assertThrows(HeartbeatCredential.NoTokenException.class, credential::header).getMessage();
    assertTrue(message.contains(reason), message);
    assertTrue(message.contains(file.toString()), message);
    assertFalse(message.contains("umläut") || message.contains("two words"), message);
  }

  @Test
  void aTokenHasAtMost8KiB(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("token"), "a".repeat(TokenFile.MAX_BYTES));
    HeartbeatCredential credential =
        HeartbeatCredential.of(URI.create("http://e"), Optional.of(file));
    assertEquals(7 + TokenFile.MAX_BYTES, credential.header().orElseThrow().length());
    Files.writeString(file, "a".repeat(TokenFile.MAX_BYTES + 1));
    assertThrows(HeartbeatCredential.NoTokenException.class, credential::header);
  }

  @Test
  @MachineTest
  void withoutItsTokenAHeartbeatFailsAndWithItTheNextOneIsTaken(@TempDir Path directory)
      throws IOException {
    Path file = directory.resolve("token");
    try (HttpListener exporter = exporter(new InetSocketAddress(LOOPBACK, 0));
        HeartbeatLoop heartbeats =
            new HeartbeatLoop(
                url(exporter.address()),
                Optional.of(file),
                ExporterConnections.DEFAULT,
                Duration.ofMillis(500),
                ProcessClock.SYSTEM,
                content,
                this::take)) {
      await().until(() -> heartbeats.failed() >= 2);
      assertEquals(List.of(), received);
      Files.writeString(file, "token");
      await().until(() -> heartbeats.sent() >= 1);
      Files.delete(file);
      long before = heartbeats.failed();
      await().until(() -> heartbeats.failed() > before);
    }
  }

  /** A host that poses as the exporter cannot have the token sent to another host. */
  @Test
  void aRedirectIsNotFollowed(@TempDir Path directory) throws IOException {
    List<String> authorizations = new CopyOnWriteArrayList<>();
    HttpServer elsewhere = refusing(authorizations);
    HttpServer server = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 10);
    server.createContext(
        "/",
        exchange -> {
          exchange
              .getResponseHeaders()
              .add("Location", url(elsewhere.getAddress()) + "/api/v2/heartbeat");
          exchange.sendResponseHeaders(307, -1);
          exchange.close();
        });
    server.start();
    Path file = Files.writeString(directory.resolve("token"), "token");
    try (ExporterClient client =
        new ExporterClient(
            url(server.getAddress()),
            ExporterConnections.DEFAULT,
            HeartbeatCredential.of(url(server.getAddress()), Optional.of(file)),
            Duration.ofSeconds(30),
            ProcessClock.SYSTEM)) {
      ExporterClient.HeartbeatRefusedException refused =
          assertThrows(
              ExporterClient.HeartbeatRefusedException.class,
              () -> client.send(content.next(false)));
      assertEquals("status 307", refused.getMessage());
      assertEquals(List.of(), authorizations);
    } finally {
      server.stop(0);
      elsewhere.stop(0);
    }
  }
}
