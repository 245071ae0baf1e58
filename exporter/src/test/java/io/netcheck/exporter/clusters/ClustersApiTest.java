// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.clusters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.netcheck.daemon.http.Answer;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.Request;
import io.netcheck.daemon.http.RequestHead;
import io.netcheck.daemon.http.RequestHeaders;
import io.netcheck.daemon.http.Routes;
import io.netcheck.exporter.TestClock;
import io.netcheck.testing.FreePort;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.TestResources;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Against real servers, of which some are no exporters. */
@MachineTest
class ClustersApiTest {
  private static final String REPORT =
      """
      {"schema":1,"assessment":9,"timestamp":"2026-11-30T17:00:00Z","version":"0.2.0",
       "cluster":"x","status":"degraded","summary":"1 fault: node n3\\u0007 is unreachable",
       "clients":{"active":3},"nodes":[\
      """;

  @RegisterExtension final TestResources resources = new TestResources();
  private final TestClock clock = new TestClock();
  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch end = new CountDownLatch(1);
  private final List<OtherCluster> clusters = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void close() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  /** How a server answers. */
  private interface Handler {
    void handle(HttpExchange exchange) throws IOException;
  }

  private void cluster(String name, Handler handler) {
    server.createContext(
        "/" + name + "/report",
        exchange -> {
          asked.incrementAndGet();
          try (exchange) {
            handler.handle(exchange);
          }
        });
    at(name, "http://127.0.0.1:" + server.getAddress().getPort() + "/" + name + "/");
  }

  private void at(String name, String url) {
    clusters.add(new OtherCluster(name, URI.create(url)));
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private void waits() {
    try {
      assertTrue(end.await(60, TimeUnit.SECONDS));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private ClustersApi api() {
    return resources.own(new ClustersApi(clusters, clock));
  }

  private static JsonNode rows(ClustersApi api) throws IOException, HttpError {
    Routes routes = new Routes();
    api.addTo(routes);
    RequestHead head =
        new RequestHead(
            InetAddress.getLoopbackAddress(),
            "GET",
            ClustersApi.PATH,
            "",
            RequestHeaders.NONE,
            List.of());
    Answer.Handled answer = (Answer.Handled) routes.answer(head);
    assertFalse(answer.handler().isQuick(), "it waits for other servers");
    return JsonMapper.builder()
        .build()
        .readTree(answer.handler().handle(new Request(head, answer.query(), new byte[0])).body());
  }

  private static String error(JsonNode rows, int at) {
    assertEquals("unknown", rows.path(at).path("status").asText());
    assertEquals("", rows.path(at).path("summary").asText());
    assertTrue(rows.path(at).path("at").isNull());
    return rows.path(at).path("error").asText();
  }

  @Test
  void eachSaysItsStatusInTheOrderOfTheSetting() throws IOException, HttpError {
    cluster(
        "eu",
        exchange -> {
          assertEquals("links=none", exchange.getRequestURI().getQuery());
          assertFalse(exchange.getRequestHeaders().containsKey("Authorization"));
          answer(exchange, 200, REPORT + "]}");
        });
    cluster("us", exchange -> answer(exchange, 200, REPORT.replace("degraded", "healthy") + "]}"));

    JsonNode rows = rows(api());
    assertEquals(2, rows.size());
    assertEquals("eu", rows.path(0).path("name").asText());
    assertEquals(clusters.getFirst().url().toString(), rows.path(0).path("url").asText());
    assertEquals("degraded", rows.path(0).path("status").asText());
    assertEquals("1 fault: node n3  is unreachable", rows.path(0).path("summary").asText());
    assertEquals("2026-11-30T17:00:00Z", rows.path(0).path("at").asText());
    assertTrue(rows.path(0).path("error").isNull());
    assertEquals("healthy", rows.path(1).path("status").asText());
  }

  @Test
  void withoutOthersThereIsAnEmptyList() throws IOException, HttpError {
    assertEquals("[]", rows(api()).toString());
  }

  @Test
  void theyAreAskedWhenSomebodyLooksAndNotMoreThanEachTenSeconds() throws IOException, HttpError {
    cluster("eu", exchange -> answer(exchange, 200, REPORT + "]}"));
    ClustersApi api = api();
    assertEquals(0, asked.get());
    rows(api);
    clock.advance(Duration.ofSeconds(9));
    rows(api);
    assertEquals(1, asked.get());
    clock.advance(Duration.ofSeconds(2));
    rows(api);
    assertEquals(2, asked.get());
  }

  /** A client that leaves interrupts the thread that asks for it. */
  @Test
  void whatAnInterruptedThreadDidNotWaitForIsNotKept() throws IOException, HttpError {
    cluster("eu", exchange -> answer(exchange, 200, REPORT + "]}"));
    ClustersApi api = api();
    Thread.currentThread().interrupt();
    JsonNode interrupted = rows(api);
    assertTrue(Thread.interrupted());
    assertEquals("the exporter ends", error(interrupted, 0));
    assertEquals("degraded", rows(api).path(0).path("status").asText());
  }

  @Test
  void ofAHugeReportTheBeginningIsRead() throws IOException, HttpError {
    cluster(
        "huge",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          OutputStream out = exchange.getResponseBody();
          out.write(REPORT.getBytes(UTF_8));
          byte[] row = "{\"node\":\"n\"},".repeat(1_000).getBytes(UTF_8);
          // Until the client has had enough.
          while (end.getCount() > 0) {
            out.write(row);
          }
        });
    assertEquals("degraded", rows(api()).path(0).path("status").asText());
  }

  @Test
  void whatIsNoReportIsAnErrorInWordsOfOurs() throws IOException, HttpError {
    cluster("page", exchange -> answer(exchange, 200, "<html><script>alert(1)</script>"));
    cluster("empty", exchange -> answer(exchange, 200, ""));
    cluster("list", exchange -> answer(exchange, 200, "[1,2]"));
    cluster("other", exchange -> answer(exchange, 200, "{\"status\":\"fine\",\"summary\":\"x\"}"));
    cluster("time", exchange -> answer(exchange, 200, REPORT.replace("2026-11", "2026-13")));
    cluster("deep", exchange -> answer(exchange, 200, "{\"a\":" + "[".repeat(50_000)));
    cluster("late", exchange -> answer(exchange, 200, "{\"a\":\"" + "x".repeat(1_000_000)));
    JsonNode rows = rows(api());
    for (int i = 0; i < rows.size(); i++) {
      assertEquals("its answer is no report of Netcheck", error(rows, i));
    }
  }

  @Test
  void otherStatusesAndRedirectsAreErrors() throws IOException, HttpError {
    cluster("closed", exchange -> answer(exchange, 401, "secret"));
    cluster(
        "moved",
        exchange -> {
          exchange.getResponseHeaders().set("Location", "/closed/report");
          answer(exchange, 302, "");
        });
    JsonNode rows = rows(api());
    assertEquals("it answers with status 401", error(rows, 0));
    assertEquals("it answers with status 302", error(rows, 1));
    assertEquals(2, asked.get());
  }

  /** One that takes too long does not keep the others from being shown. */
  @Test
  void oneThatTakesItsTimeIsAnErrorAndTheOthersAreThere() throws IOException, HttpError {
    cluster("silent", _ -> waits());
    cluster(
        "dripping",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write("{".getBytes(UTF_8));
          exchange.getResponseBody().flush();
          waits();
        });
    cluster("good", exchange -> answer(exchange, 200, REPORT + "]}"));
    JsonNode rows = rows(api());
    assertEquals("no answer within 3 s", error(rows, 0));
    assertEquals("no answer within 3 s", error(rows, 1));
    assertEquals("degraded", rows.path(2).path("status").asText());
  }

  @Test
  void oneThatIsNotThereIsAnError() throws IOException, HttpError {
    at("gone", "http://127.0.0.1:" + FreePort.get() + "/");
    at("nameless", "http://none.invalid:8080/");
    ServerSocket plain = resources.own(new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1")));
    threads.execute(() -> answerInPlainText(plain));
    at("plain", "https://127.0.0.1:" + plain.getLocalPort() + "/");
    // The first use of TLS in a process can take longer than an answer may.
    JsonNode rows =
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> rows(api()), row -> !error(row, 2).startsWith("no answer"));
    assertEquals("it cannot be connected to", error(rows, 0));
    assertEquals("its name has no address", error(rows, 1));
    assertEquals("its TLS certificate is not accepted, or it speaks no TLS", error(rows, 2));
  }

  /** Whatever the client says. */
  private static void answerInPlainText(ServerSocket server) {
    while (!server.isClosed()) {
      try (Socket client = server.accept()) {
        client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8));
        client.getInputStream().readAllBytes();
      } catch (IOException _) {
        // The client has had enough, or the test is over.
      }
    }
  }
}
