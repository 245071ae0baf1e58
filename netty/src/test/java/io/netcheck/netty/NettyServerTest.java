// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.http.Answer;
import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.daemon.http.HandlerChoice;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.HttpLimits;
import io.netcheck.daemon.http.HttpListener;
import io.netcheck.daemon.http.RawHttp;
import io.netcheck.daemon.http.RequestHandler;
import io.netcheck.daemon.http.RequestHead;
import io.netcheck.daemon.http.Response;
import io.netcheck.daemon.http.Routes;
import io.netcheck.testing.MachineTest;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What only the server of the exporter does. */
class NettyServerTest {
  private static final int PLACES = 4;
  private static final int LARGE_BYTES = 16 << 20;
  private static final Response LARGE = Response.text("x".repeat(LARGE_BYTES));

  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicLong spunNanos = new AtomicLong();
  private final NettyServer server = new NettyServer();
  private final HttpListener listener =
      server.open(
          new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
          new HttpLimits(Duration.ofSeconds(2), 500, PLACES),
          new Routes()
              .get("/quick", RequestHandler.quick(_ -> Response.text(threadName())))
              .get("/spins", RequestHandler.quick(_ -> spins()))
              .get("/slow", _ -> Response.text(threadName()))
              .get("/waits", _ -> waits())
              .get("/large", _ -> LARGE)
              .get(
                  "/overflow",
                  RequestHandler.quick(_ -> {
                    throw new StackOverflowError("a bug");
                  }))
              .get("/broken-header", _ -> Response.text("x").withHeader("X-A", "a\r\nX-B: b"))
              .postChosenBy("/guarded", "application/json", 1_000, new Guard(), _ -> {})
              .post(
                  "/echo",
                  "text/plain",
                  1 << 20,
                  RequestHandler.quick(
                      request -> Response.text(request.body().length + " " + threadName())),
                  _ -> {})
              .below(
                  "/streamed/",
                  _ ->
                      new Answer.Streamed(
                          "text/plain",
                          out -> {
                            for (int i = 0; i < 100_000; i++) {
                              out.write('a' + i % 26);
                            }
                          })));

  /** Admits at once what has the right token, and takes its time for what says so. */
  private static final class Guard implements HandlerChoice {
    @Override
    public RequestHandler choose(RequestHead head) throws HttpError {
      if (!head.authorization().equals("later")) {
        throw new HttpError(ErrorCode.CREDENTIAL_REFUSED, "the token is wrong");
      }
      return request -> Response.text(request.body().length + " later");
    }

    @Override
    public Optional<RequestHandler> chooseAtOnce(RequestHead head) {
      return head.authorization().equals("good")
          ? Optional.of(request -> Response.text(request.body().length + " at once"))
          : Optional.empty();
    }
  }

  private static String threadName() {
    return Thread.currentThread().getName();
  }

  private Response spins() {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < 20_000_000) {
      Thread.onSpinWait();
    }
    spunNanos.addAndGet(System.nanoTime() - begin);
    return Response.text("spun");
  }

  private Response waits() {
    try {
      assertTrue(release.await(20, SECONDS));
      return Response.text("released");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Response.text("interrupted");
    }
  }

  @AfterEach
  void close() {
    release.countDown();
    listener.close();
    server.close();
  }

  private RawHttp connect() throws IOException {
    return new RawHttp(listener.address());
  }

  private RawHttp.Answer ask(String request) throws IOException {
    try (RawHttp http = connect()) {
      return http.ask(request);
    }
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
  }

  private double cutOff(CutOffReason reason) {
    return server.metrics().collect().stream()
        .filter(CounterSnapshot.class::isInstance)
        .map(CounterSnapshot.class::cast)
        .flatMap(counter -> counter.getDataPoints().stream())
        .filter(point -> reason.label().equals(point.getLabels().get("reason")))
        .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
        .sum();
  }

  @Test
  void onlyADeclaredHandlerRunsOnTheEventLoop() throws IOException {
    assertTrue(ask(get("/quick")).body().startsWith("http-loop-"));
    assertFalse(ask(get("/slow")).body().startsWith("http-loop-"));
  }

  @Test
  void theTimeInWhichTheBusiestLoopWorksIsKnownAndThatInWhichItWaitsIsNot() throws IOException {
    long counted = server.takeBusiestNanos();
    try (RawHttp http = connect()) {
      for (int i = 0; i < 10; i++) {
        assertEquals(200, http.ask(get("/spins")).status());
      }
    }
    AtomicLong busy = new AtomicLong(counted);
    await().until(() -> busy.addAndGet(server.takeBusiestNanos()) >= spunNanos.get());
    long begin = System.nanoTime();
    LockSupport.parkNanos(300_000_000);
    long idle = server.takeBusiestNanos();
    assertTrue(idle < (System.nanoTime() - begin) / 2, () -> idle + " ns");
  }

  @Test
  void alsoAQuickHandlerGetsALargeBodyOnAThreadOfItsOwn() throws IOException {
    String post = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n";
    String small = ask(post + "Content-Length: 100\r\n\r\n" + "x".repeat(100)).body();
    assertTrue(small.startsWith("100 http-loop-"), small);
    String large = ask(post + "Content-Length: 100000\r\n\r\n" + "x".repeat(100_000)).body();
    assertTrue(large.startsWith("100000 ") && !large.contains("http-loop-"), large);
  }

  @Test
  void quickRequestsAreAnsweredWhileAllPlacesAreTaken() throws IOException {
    List<RawHttp> waiting = new ArrayList<>();
    try {
      for (int i = 0; i < 2 * PLACES; i++) {
        RawHttp http = connect();
        waiting.add(http);
        http.send(get("/waits"));
      }
      assertEquals(200, ask(get("/quick")).status());
      release.countDown();
      for (RawHttp http : waiting) {
        assertEquals("released", http.answer(false).body());
      }
    } finally {
      for (RawHttp http : waiting) {
        http.close();
      }
    }
  }

  /** No byte of the body is sent, so the answer cannot depend on it. */
  @Test
  void theHeadIsRefusedBeforeItsBodyIsRead() throws IOException {
    String head = "POST /guarded HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
    String length = "Content-Length: 500\r\n\r\n";
    assertEquals(401, ask(head + length).status());
    assertEquals(401, ask(head + "Authorization: wrong\r\n" + length).status());
    assertEquals(413, ask(head + "Authorization: good\r\nContent-Length: 5000\r\n\r\n").status());
    assertEquals(415, ask("POST /guarded HTTP/1.1\r\nHost: x\r\n" + length).status());
    assertEquals(405, ask("PUT /guarded HTTP/1.1\r\nHost: x\r\n" + length).status());
  }

  @ParameterizedTest
  @CsvSource({"good, at once", "later, later"})
  void whatIsAdmittedHasItsBodyRead(String token, String word) throws IOException {
    String head =
        "POST /guarded HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: "
            + token;
    String whole = head + "\r\nContent-Length: 500\r\n\r\n" + "x".repeat(500);
    try (RawHttp http = connect()) {
      assertEquals("500 " + word, http.ask(whole).body());
      assertEquals("500 " + word, http.ask(whole).body(), "the connection is kept");
      String invited = head + "\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n";
      assertEquals(100, http.ask(invited).status());
      assertEquals("3 " + word, http.ask("abc").body());
    }
  }

  @Test
  void aRefusedBodyIsSkippedAndTheConnectionKept() throws IOException {
    String refused =
        "POST /guarded HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            + "Content-Length: 100000\r\n\r\n"
            + "x".repeat(100_000);
    try (RawHttp http = connect()) {
      assertEquals(401, http.ask(refused).status());
      assertEquals(401, http.ask(refused).status());
      assertEquals(200, http.ask(get("/quick")).status());
    }
  }

  @Test
  void requestsThatAreSentAheadAreAnsweredInTheirOrder() throws IOException {
    try (RawHttp http = connect()) {
      http.send(get("/slow") + get("/quick") + get("/streamed/x") + get("/none") + get("/quick"));
      assertEquals(200, http.answer(false).status());
      assertTrue(http.answer(false).body().startsWith("http-loop-"));
      assertEquals(100_000, http.answer(false).body().length());
      assertEquals(404, http.answer(false).status());
      assertTrue(http.answer(false).body().startsWith("http-loop-"));
    }
  }

  /** The second one begins while the end of the first is being written. */
  @Test
  void largeResponsesFollowEachOther() throws IOException {
    try (RawHttp http = connect()) {
      http.send(get("/large") + get("/large") + get("/quick"));
      assertEquals(LARGE_BYTES, http.answer(false).body().length());
      assertEquals(LARGE_BYTES, http.answer(false).body().length());
      assertEquals(200, http.answer(false).status());
    }
  }

  @Test
  void anOldClientGetsAStreamToItsEndAndNoChunks() throws IOException {
    try (RawHttp http = connect()) {
      RawHttp.Answer answer = http.ask("GET /streamed/x HTTP/1.0\r\n\r\n");
      assertEquals("close", answer.header("Connection"));
      assertEquals("", answer.header("Transfer-Encoding"));
    }
  }

  /** Issue 16: what is not HTTP was closed without a word. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | GET",
        "400 | GET foo:bar HTTP/1.1~~",
        "400 | GET * HTTP/1.1~~",
        "400 | GET http:// HTTP/1.1~~",
        "400 | GET /%zz HTTP/1.1~~",
        "400 | GET /quick HTTP/1.1~A b: c~~",
        "400 | GET /quick HTTP/1.1~: c~~",
        "400 | POST /echo HTTP/1.1~Content-Type: text/plain~Content-Length: 1, 2~~",
        "400 | POST /echo HTTP/1.1~Content-Type: text/plain~Transfer-Encoding: chunked~~zz~",
        "400 | POST /echo HTTP/1.1~Content-Type: text/plain~Transfer-Encoding: chunked~~-5~",
      })
  void whatIsMalformedGetsAnAnswerAndIsCounted(int status, String request) throws IOException {
    double before = cutOff(CutOffReason.MALFORMED);
    RawHttp.Answer answer = ask(request.replace("~", "\r\n") + (status == 0 ? "" : "\r\n\r\n"));
    assertEquals(status, answer.status());
    assertEquals("close", answer.header("Connection"));
    assertTrue(answer.body().contains("bad_request"), answer.body());
    assertEquals(before + 1, cutOff(CutOffReason.MALFORMED));
  }

  @Test
  void whatIsTooLongIsToldSo() throws IOException {
    assertEquals(414, ask(get("/" + "a".repeat(100_000))).status());
    assertEquals(
        431, ask("GET / HTTP/1.1\r\nHost: x\r\nA: " + "a".repeat(20_000) + "\r\n\r\n").status());
    assertEquals(431, ask("GET / HTTP/1.1\r\n" + "A: a\r\n".repeat(100) + "\r\n").status());
    assertEquals(3, cutOff(CutOffReason.MALFORMED));
  }

  @Test
  void aHeaderThatALineBreakWouldSplitIsNotSent() throws IOException {
    RawHttp.Answer answer = ask(get("/broken-header"));
    assertEquals(500, answer.status());
    assertEquals("", answer.header("X-B"));
  }

  @Test
  void anErrorEndsItsConnectionAndNoOther() throws IOException {
    try (RawHttp http = connect()) {
      http.send(get("/overflow"));
      assertTrue(http.endsWithin(Duration.ofSeconds(20)));
    }
    assertEquals(200, ask(get("/quick")).status());
  }

  /** More of them than there are places, and each has more than all the buffers between. */
  @Test
  @MachineTest
  void clientsThatDoNotReadHoldUpNobodyAndAreCutOff() throws IOException {
    List<RawHttp> deaf = new ArrayList<>();
    try {
      for (int i = 0; i < 40; i++) {
        RawHttp http = connect();
        deaf.add(http);
        http.send(get("/large"));
      }
      assertEquals(LARGE_BYTES, ask(get("/large")).body().length());
      assertEquals(200, ask(get("/slow")).status());
      await().atMost(60, SECONDS).until(() -> cutOff(CutOffReason.SLOW_READER) >= 40);
    } finally {
      for (RawHttp http : deaf) {
        http.close();
      }
    }
  }

  @Test
  @MachineTest
  void aHandlerThatTakesTooLongIsInterruptedAndItsConnectionClosed() throws IOException {
    try (RawHttp http = connect()) {
      http.send(get("/waits"));
      assertTrue(http.endsWithin(Duration.ofSeconds(20)));
      assertEquals(1, cutOff(CutOffReason.SLOW_HANDLER));
    }
  }

  @Test
  @MachineTest
  void aHeadThatComesByteByByteIsCutOff() throws IOException {
    try (RawHttp http = connect()) {
      assertEquals(200, http.ask(get("/quick")).status());
      http.send("GET /qu");
      await()
          .atMost(20, SECONDS)
          .pollInterval(Duration.ofMillis(200))
          .until(() -> {
            http.send("i");
            return cutOff(CutOffReason.SLOW_REQUEST) == 1;
          });
    }
  }

  @Test
  void manyConnectionsAreKept() throws IOException {
    List<RawHttp> kept = new ArrayList<>();
    try {
      for (int i = 0; i < 400; i++) {
        kept.add(connect());
      }
      for (int round = 0; round < 2; round++) {
        for (RawHttp http : kept) {
          assertEquals(Map.of(), onlyConnection(http.ask(get("/quick"))));
        }
      }
    } finally {
      for (RawHttp http : kept) {
        http.close();
      }
    }
  }

  private static Map<String, String> onlyConnection(RawHttp.Answer answer) {
    return answer.headers().containsKey("connection")
        ? Map.of("connection", answer.header("connection"))
        : Map.of();
  }
}
