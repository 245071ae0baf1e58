// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.http.HttpLimits;
import io.netcheck.daemon.http.HttpListener;
import io.netcheck.daemon.http.Request;
import io.netcheck.daemon.http.RequestHead;
import io.netcheck.daemon.http.RequestHeaders;
import io.netcheck.daemon.http.Response;
import io.netcheck.daemon.http.Routes;
import io.netcheck.daemon.http.jdk.JdkHttpListener;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.StalledClients;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The page as a scraper sees it, over a real connection. */
class MetricsPageTest {
  private static final String PROTOBUF =
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

  private static final Request SCRAPE =
      new Request(
          new RequestHead(
              InetAddress.ofLiteral("127.0.0.1"),
              "GET",
              "/metrics",
              "",
              RequestHeaders.NONE,
              List.of()),
          Map.of(),
          new byte[0]);

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Counter hits =
      Counter.builder().name("hits").help("Hits.").labelNames("path").register(registry);
  private final HttpListeners listeners =
      new HttpListeners(
          JdkHttpListener.SERVER,
          ServingConfig.PLAIN,
          List.of(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0)),
          HttpLimits.DEFAULT,
          new Routes(),
          registry,
          ProcessClock.SYSTEM);

  @AfterEach
  void stop() {
    listeners.close();
  }

  @SuppressWarnings("ArrayRecordComponent") // read once
  private record Answer(int status, String type, String coding, byte[] body) {
    String text() {
      return new String(body, UTF_8);
    }
  }

  private Answer get(String query, Map<String, String> headers) throws IOException {
    return get(listeners.addresses().getFirst(), query, headers);
  }

  private static Answer get(InetSocketAddress address, String query, Map<String, String> headers)
      throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create("http://127.0.0.1:" + address.getPort() + "/metrics" + query)
                .toURL()
                .openConnection();
    headers.forEach(connection::setRequestProperty);
    int status = connection.getResponseCode();
    try (var body = status == 200 ? connection.getInputStream() : connection.getErrorStream()) {
      return new Answer(
          status,
          connection.getHeaderField("Content-Type"),
          String.valueOf(connection.getHeaderField("Content-Encoding")),
          body.readAllBytes());
    }
  }

  @Test
  void aScraperThatPrefersProtobufGetsTextWithAllSeries() throws IOException {
    hits.labelValues("/").inc(3);
    for (String encoding : List.of("identity", "gzip")) {
      Answer answer =
          get("", Map.of("Accept", PROTOBUF + ",text/plain;q=0.5", "Accept-Encoding", encoding));
      assertEquals(200, answer.status);
      assertEquals("text/plain; version=0.0.4; charset=utf-8", answer.type);
      byte[] plain = answer.body;
      if (encoding.equals("gzip")) {
        assertEquals("gzip", answer.coding);
        plain = new GZIPInputStream(new ByteArrayInputStream(plain)).readAllBytes();
      }
      assertTrue(new String(plain, UTF_8).contains("hits_total{path=\"/\"} 3.0\n"));
    }
  }

  @Test
  void openMetricsEndsWithItsMark() throws IOException {
    Answer answer = get("", Map.of("Accept", "application/openmetrics-text;version=1.0.0"));
    assertEquals("application/openmetrics-text; version=1.0.0; charset=utf-8", answer.type);
    assertTrue(answer.text().endsWith("# EOF\n"));
  }

  @Test
  void onlyNamesSelectMetrics() throws IOException {
    hits.labelValues("/").inc();
    Counter.builder().name("misses").help("Misses.").register(registry).inc();
    Counter.builder().name("blunders").help("Blunders.").register(registry).inc();
    String two = get("?name%5B%5D=hits_total&name[]=misses_total", Map.of()).text();
    assertTrue(two.contains("hits_total{") && two.contains("misses_total 1.0"));
    assertFalse(two.contains("blunders_total"));
    String all = get("", Map.of()).text();
    for (String query : List.of("?debug=text", "?debug=openmetrics", "?debug=nonsense", "?x")) {
      Answer answer = get(query, Map.of());
      assertEquals(200, answer.status);
      assertEquals("text/plain; version=0.0.4; charset=utf-8", answer.type);
      assertEquals(all, answer.text());
    }
  }

  @Test
  void aMetricThatFailsShowsTheClientNoStackTrace() throws IOException {
    GaugeWithCallback.builder()
        .name("broken")
        .help("Broken.")
        .callback(_ -> {
          throw new IllegalStateException("broken here");
        })
        .register(registry);
    Answer answer = get("", Map.of());
    assertEquals(500, answer.status);
    assertFalse(answer.text().contains("broken here"));
    assertFalse(answer.text().contains("java"));
  }

  /** Each of them would hold a place, or a page of its own. */
  @Test
  @MachineTest
  void clientsThatDoNotReadStopNoScrape() throws Exception {
    // More than the buffers between two sockets hold.
    for (int i = 0; i < 40_000; i++) {
      hits.labelValues("/" + i + "x".repeat(200)).inc();
    }
    AtomicInteger renderings = new AtomicInteger();
    GaugeWithCallback.builder()
        .name("renderings")
        .help("Renderings.")
        .callback(gauge -> gauge.call(renderings.incrementAndGet()))
        .register(registry);
    // So that one page uses it up.
    long budget = 1;
    try (MetricsPage page = new MetricsPage(registry, ProcessClock.SYSTEM, budget);
        HttpListener listener =
            JdkHttpListener.SERVER.open(
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
                HttpLimits.DEFAULT,
                new Routes().get("/metrics", page));
        StalledClients stalled = new StalledClients(Duration.ofSeconds(30))) {
      Response first = page.handle(SCRAPE);
      for (int i = 0; i < 30; i++) {
        stalled.connect(
            listener.address(), "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
      }
      Answer answer = get(listener.address(), "", Map.of());
      assertEquals(200, answer.status);
      assertArrayEquals(first.body(), answer.body);
    }
    assertEquals(1, renderings.get());
  }

  @Test
  void answersAreCountedUntilTheirDeadline() {
    long now = 5;
    AnswerBudget budget = new AnswerBudget(1_000, Duration.ofSeconds(20), now);
    assertTrue(budget.hasRoomFor(5_000, now), "one page is always served");
    budget.add(600);
    assertTrue(budget.hasRoomFor(400, now));
    assertFalse(budget.hasRoomFor(401, now));
    now += Duration.ofSeconds(10).toNanos();
    assertTrue(budget.hasRoomFor(900, now));
    budget.add(900);
    assertFalse(budget.hasRoomFor(1, now));
    now += Duration.ofSeconds(20).toNanos();
    assertTrue(budget.hasRoomFor(1_000, now));
  }

  @Test
  void aPageIsSharedOnlyAfterTheBudgetIsUsedUp() throws Exception {
    AtomicLong now = new AtomicLong();
    ProcessClock clock =
        new ProcessClock() {
          @Override
          public long nanoTime() {
            return now.get();
          }

          @Override
          public Instant instant() {
            return Instant.EPOCH;
          }
        };
    hits.labelValues("/").inc();
    try (MetricsPage page = new MetricsPage(registry, clock, 200)) {
      Response first = page.handle(SCRAPE);
      int bytes = first.body().length;
      assertTrue(bytes < 100, "the budget is for two pages");
      hits.labelValues("/").inc();
      Response second = page.handle(SCRAPE);
      assertTrue(new String(second.body(), UTF_8).contains(" 2.0\n"));
      hits.labelValues("/").inc();
      assertSame(second, page.handle(SCRAPE));
      now.addAndGet(Duration.ofSeconds(20).toNanos());
      assertTrue(new String(page.handle(SCRAPE).body(), UTF_8).contains(" 3.0\n"));
    }
  }
}
