// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.http.AllowedHosts;
import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.daemon.http.EventFeed;
import io.netcheck.daemon.http.EventSink;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.HttpLimits;
import io.netcheck.daemon.http.Request;
import io.netcheck.daemon.http.RequestHandler;
import io.netcheck.daemon.http.Response;
import io.netcheck.daemon.http.Routes;
import io.netcheck.daemon.tls.TestCertificates;
import io.netcheck.daemon.web.HttpListeners;
import io.netcheck.daemon.web.ServingConfig;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.TestResources;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Streams of events between real sockets. */
@MachineTest
class EventStreamTest {
  private static final byte[] LARGE = ("data: " + "x".repeat(65_000) + "\n\n").getBytes(UTF_8);

  @RegisterExtension final TestResources resources = new TestResources();

  private final Set<EventSink> sinks = ConcurrentHashMap.newKeySet();
  private final AtomicInteger ended = new AtomicInteger();

  /** Shorter than any stream here lasts: streams have no deadline for the whole response. */
  private Duration deadline = Duration.ofMillis(500);

  private NettyServer server;
  private InetSocketAddress address;

  private void serve(StreamLimits streams, ServingConfig serving) {
    server = resources.own(new NettyServer(streams));
    Routes routes =
        new Routes()
            .events("/events", this::choose)
            .get("/quick", RequestHandler.quick(_ -> Response.text("quick")));
    HttpListeners listeners =
        resources.own(
            new HttpListeners(
                server,
                serving,
                List.of(new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 0)),
                new HttpLimits(deadline, 500, 4),
                routes,
                new PrometheusRegistry(),
                ProcessClock.SYSTEM));
    int port = listeners.addresses().getFirst().getPort();
    address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
  }

  private EventFeed choose(Request request) throws HttpError {
    if (request.parameter("bad").isPresent()) {
      throw new HttpError(ErrorCode.BAD_QUERY, "parameter bad: not expected");
    }
    return sink -> {
      sinks.add(sink);
      return () -> {
        sinks.remove(sink);
        ended.incrementAndGet();
      };
    };
  }

  private void serve(Duration patience, int behind, ServingConfig serving) {
    serve(new StreamLimits(new ConnectionLimits(64, 16, 0), patience, behind), serving);
  }

  private void serve(int most, int ofSource) {
    serve(
        new StreamLimits(new ConnectionLimits(most, ofSource, 0), Duration.ofSeconds(15), 1 << 20),
        ServingConfig.PLAIN);
  }

  private void serve() {
    serve(StreamLimits.standard(), ServingConfig.PLAIN);
  }

  private EventClient follow(String client) throws IOException {
    return resources.own(
        EventClient.follow(
            new InetSocketAddress(InetAddress.ofLiteral(client), address.getPort()), client));
  }

  private EventClient follow() throws IOException {
    return follow("127.0.0.1");
  }

  private EventSink sink() {
    await().atMost(20, SECONDS).until(() -> sinks.size() == 1);
    return sinks.iterator().next();
  }

  private void sendAll(String event) {
    sinks.forEach(sink -> sink.send(event.getBytes(UTF_8)));
  }

  private MetricSnapshot metric(String name) {
    return server.metrics().collect().stream()
        .filter(it -> it.getMetadata().getPrometheusName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private double counted(String name) {
    return ((CounterSnapshot) metric(name))
        .getDataPoints().stream()
            .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
            .sum();
  }

  private double open() {
    return ((GaugeSnapshot) metric("netcheck_http_streams")).getDataPoints().getFirst().getValue();
  }

  private double slowReaders() {
    return cutOff("slow_reader");
  }

  private double cutOff(String reason) {
    return ((CounterSnapshot) metric("netcheck_http_connections_cut_off"))
        .getDataPoints().stream()
            .filter(point -> reason.equals(point.getLabels().get("reason")))
            .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
            .sum();
  }

  @Test
  void eachEventArrivesAsSoonAsItIsSentAndInOrder() throws IOException {
    serve();
    EventClient client = follow();
    EventClient other = follow();
    await().atMost(20, SECONDS).until(() -> sinks.size() == 2);
    assertEquals(2.0, open());

    for (EventClient each : List.of(client, other)) {
      assertEquals(200, each.status());
      assertEquals("text/event-stream", each.header("content-type"));
      assertEquals("no-store", each.header("cache-control"));
      assertEquals("", each.header("content-encoding"));
      assertEquals("no", each.header("x-accel-buffering"));
    }
    for (int i = 0; i < 100; i++) {
      sendAll("data: " + i + "\n\n");
      assertEquals("data: " + i + "\n\n", client.chunk());
      assertEquals("data: " + i + "\n\n", other.chunk());
    }
  }

  @Test
  void aStreamOutlivesTheDeadlineOfRequests() throws IOException {
    serve();
    EventClient client = follow();
    EventSink sink = sink();
    assertEquals(200, client.status());
    // Nothing is sent until requests that began later have come to their deadline.
    for (int i = 0; i < 2; i++) {
      endsAtTheDeadline();
    }
    sink.send("data: late\n\n".getBytes(UTF_8));
    assertEquals("data: late\n\n", client.chunk());
  }

  /** Waits until a request that is never complete is cut off. */
  private void endsAtTheDeadline() throws IOException {
    try (Socket begun = new Socket(address.getAddress(), address.getPort())) {
      begun.setSoTimeout(20_000);
      begun.getOutputStream().write("GET /quick HTTP/1.1\r\n".getBytes(UTF_8));
      assertEquals(-1, begun.getInputStream().read());
    }
  }

  @Test
  void aLargeEventArrivesWhole() throws IOException {
    serve();
    EventClient client = follow();
    EventSink sink = sink();
    String large = "data: " + "abcdefghij".repeat(400_000) + "\n\n";
    sink.send(large.getBytes(UTF_8));
    assertEquals(200, client.status());
    StringBuilder read = new StringBuilder();
    while (read.length() < large.length()) {
      read.append(client.chunk());
    }
    assertEquals(large, read.toString());
    sink.send("data: next\n\n".getBytes(UTF_8));
    assertEquals("data: next\n\n", client.chunk());
    assertEquals(0.0, slowReaders());
  }

  @Test
  void aReaderThatIsTooFarBehindIsCutOff() throws IOException {
    serve(Duration.ofMinutes(10), 1 << 20, ServingConfig.PLAIN);
    EventClient slow = follow();
    EventSink sink = sink();
    int sent = 0;
    while (!sinks.isEmpty() && sent++ < 4_000) {
      sink.send(LARGE);
    }
    await().atMost(20, SECONDS).until(() -> slowReaders() == 1.0);
    await().atMost(20, SECONDS).until(sinks::isEmpty);
    assertEquals(0.0, open());
    assertTrue(slow.ends());
  }

  /** It is the whole state, which can be larger than what may wait. */
  @Test
  void aLargeFirstEventDoesNotCountAsBehind() throws IOException {
    serve(Duration.ofMinutes(10), 100_000, ServingConfig.PLAIN);
    EventClient slow = follow();
    EventSink sink = sink();
    assertEquals(200, slow.status());
    String first = "data: " + "abcdefghij".repeat(1_000_000) + "\n\n";
    sink.send(first.getBytes(UTF_8));
    for (int i = 0; i < 10; i++) {
      sink.send("data: tick\n\n".getBytes(UTF_8));
    }
    StringBuilder read = new StringBuilder();
    while (read.length() < first.length()) {
      read.append(slow.chunk());
    }
    assertEquals(first, read.toString());
    for (int i = 0; i < 10; i++) {
      assertEquals("data: tick\n\n", slow.chunk());
    }
    assertEquals(0.0, slowReaders());
  }

  /** But what comes after it does, also while it is not taken yet. */
  @Test
  void whatFollowsALargeFirstEventCountsAsBehind() throws IOException {
    serve(Duration.ofMinutes(10), 100_000, ServingConfig.PLAIN);
    EventClient slow = follow();
    EventSink sink = sink();
    sink.send(("data: " + "abcdefghij".repeat(1_000_000) + "\n\n").getBytes(UTF_8));
    for (int i = 0; i < 3; i++) {
      sink.send(LARGE);
    }
    await().atMost(20, SECONDS).until(() -> slowReaders() == 1.0);
    assertTrue(slow.ends());
  }

  /** They would wait in memory until the stream ends. */
  @Test
  void aRequestBehindAStreamEndsIt() throws IOException {
    serve();
    EventClient client = follow();
    assertEquals(200, client.status());
    sink();
    client.ask("GET /quick HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await().atMost(20, SECONDS).until(() -> cutOff("malformed") == 1.0 && open() == 0.0);
    assertTrue(client.ends());
  }

  /** Also those that came with the request for the stream. */
  @Test
  void requestsSentAlongEndTheStream() throws IOException {
    serve();
    EventClient client =
        resources.own(
            new EventClient(
                EventClient.socket(address, "127.0.0.1"),
                "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(20)));
    await().atMost(20, SECONDS).until(() -> cutOff("malformed") == 1.0 && ended.get() == 1);
    assertEquals(0.0, open());
    assertTrue(client.ends());
  }

  @Test
  void aWrongChunkBehindAStreamEndsIt() throws IOException {
    serve();
    EventClient client =
        resources.own(
            new EventClient(
                EventClient.socket(address, "127.0.0.1"),
                "GET /events HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"));
    assertEquals(200, client.status());
    client.ask("no chunk\r\n");
    await().atMost(20, SECONDS).until(() -> cutOff("malformed") == 1.0 && open() == 0.0);
    assertTrue(client.ends());
  }

  @Test
  void aReaderThatTakesNothingIsCutOff() throws IOException {
    serve(Duration.ofSeconds(1), Integer.MAX_VALUE, ServingConfig.PLAIN);
    EventClient slow = follow();
    EventSink sink = sink();
    // More than the buffers of the kernel.
    for (int i = 0; i < 200; i++) {
      sink.send(LARGE);
    }
    await().atMost(20, SECONDS).until(() -> slowReaders() == 1.0);
    assertEquals(1, ended.get());
    assertTrue(slow.ends());
    // The end is final: what is sent now goes nowhere.
    sink.send(LARGE);
    assertEquals(0.0, open());
  }

  @Test
  void oneThatReadsSlowlyButReadsStays() throws IOException {
    serve(Duration.ofSeconds(1), Integer.MAX_VALUE, ServingConfig.PLAIN);
    EventClient reader = follow();
    EventSink sink = sink();
    assertEquals(200, reader.status());
    int events = 150;
    for (int i = 0; i < events; i++) {
      sink.send(LARGE);
    }
    long bytes = 0;
    long pauses = 0;
    while (bytes < (long) events * LARGE.length) {
      bytes += reader.chunk().length();
      if (bytes > pauses * 1_000_000) {
        pauses++;
        LockSupport.parkNanos(300_000_000);
      }
    }
    assertEquals(0.0, slowReaders());
  }

  @Test
  void aClientThatLeavesFreesItsPlace() throws IOException {
    serve();
    try (EventClient _ = EventClient.follow(address)) {
      sink();
    }
    // Nothing is sent to it that could fail.
    await().atMost(20, SECONDS).until(() -> ended.get() == 1 && open() == 0.0);
  }

  @Test
  void moreStreamsThanThereArePlacesAreRefusedAndCounted() throws IOException {
    serve(2, 16);
    EventClient first = follow();
    follow();
    await().atMost(20, SECONDS).until(() -> sinks.size() == 2);

    EventClient third = follow();
    assertEquals(503, third.status());
    assertEquals("10", third.header("retry-after"));
    assertEquals(1.0, counted("netcheck_http_streams_refused"));
    assertEquals(2.0, open());

    first.close();
    await().atMost(20, SECONDS).until(() -> open() == 1.0);
    EventClient next = follow();
    assertEquals(200, next.status());
  }

  /** Connections from this host are of a proxy, so their number is limited by that of all. */
  @Test
  void oneSourceGetsAPartUnlessItIsThisHost() throws IOException {
    String own =
        NetworkInterface.networkInterfaces()
            .flatMap(it -> it.inetAddresses())
            .filter(it -> it instanceof Inet4Address && !it.isLoopbackAddress())
            .map(InetAddress::getHostAddress)
            .findFirst()
            .orElse("");
    assumeFalse(own.isEmpty(), "no address but loopback");
    serve(64, 2);
    for (int i = 0; i < 4; i++) {
      assertEquals(200, follow().status());
    }
    assertEquals(200, follow(own).status());
    assertEquals(200, follow(own).status());
    assertEquals(503, follow(own).status());
  }

  @Test
  void theEndIsInOrderAndTheConnectionGoesOn() throws IOException {
    serve();
    EventClient client = follow();
    EventSink sink = sink();
    assertEquals(200, client.status());
    sink.send("data: 1\n\n".getBytes(UTF_8));
    sink.end("retry: 3000\n\n".getBytes(UTF_8));
    sink.send("data: too late\n\n".getBytes(UTF_8));

    assertEquals("data: 1\n\n", client.chunk());
    assertEquals("retry: 3000\n\n", client.chunk());
    assertEquals("", client.chunk());
    await().atMost(20, SECONDS).until(() -> ended.get() == 1 && open() == 0.0);
    client.ask("GET /quick HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertEquals(200, client.status());
  }

  @Test
  void whatWasSentBeforeTheServerEndsArrives() throws IOException {
    serve();
    EventClient client = follow();
    EventSink sink = sink();
    assertEquals(200, client.status());
    sink.end("retry: 3000\n\n".getBytes(UTF_8));
    server.close();
    assertEquals("retry: 3000\n\n", client.chunk());
    assertEquals("", client.chunk());
    // And nothing fails for what comes later.
    sink.send(LARGE);
    sink.end(LARGE);
  }

  @Test
  void headAndBadQueriesOpenNoStream() throws IOException {
    serve();
    EventClient head =
        resources.own(
            new EventClient(
                EventClient.socket(address, "127.0.0.1"),
                "HEAD /events HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    assertEquals(200, head.status());
    assertEquals("text/event-stream", head.header("content-type"));
    EventClient bad =
        resources.own(
            new EventClient(
                EventClient.socket(address, "127.0.0.1"),
                "GET /events?bad=1 HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    assertEquals(400, bad.status());
    EventClient posted =
        resources.own(
            new EventClient(
                EventClient.socket(address, "127.0.0.1"),
                "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"));
    assertEquals(405, posted.status());
    assertEquals(0, sinks.size() + ended.get());
  }

  /** TLS and a token, as the web configuration of an exporter asks for them. */
  @Test
  void theGateComesBeforeItAndTlsChangesNothing(@TempDir Path folder)
      throws IOException, GeneralSecurityException {
    new TestCertificates(folder).issue("server", "ip:127.0.0.1");
    Path config = folder.resolve("web.yml");
    Files.writeString(
        config, "tls_server_config:\n  cert_file: server.pem\n  key_file: server.key\n");
    Path tokens = folder.resolve("tokens");
    Files.writeString(tokens, "0123456789abcdef0123\n");
    // The first handshake of a JVM takes its time.
    deadline = Duration.ofSeconds(20);
    serve(
        Duration.ofSeconds(1),
        1 << 20,
        new ServingConfig(
            Optional.of(config),
            Optional.of(tokens),
            Optional.empty(),
            Optional.empty(),
            AllowedHosts.PRIVATE));
    SSLContext context = trusting(folder.resolve("ca.pem"));

    String request = "GET /events HTTP/1.1\r\nHost: localhost\r\n";
    EventClient stranger = resources.own(new EventClient(encrypted(context), request + "\r\n"));
    assertEquals(401, stranger.status());
    assertEquals(0, sinks.size() + ended.get());

    String token = "Authorization: Bearer 0123456789abcdef0123\r\n\r\n";
    EventClient client = resources.own(new EventClient(encrypted(context), request + token));
    EventSink sink = sink();
    sink.send("data: 1\n\n".getBytes(UTF_8));
    assertEquals(200, client.status());
    assertEquals("data: 1\n\n", client.chunk());

    // And one that does not read is cut off.
    for (int i = 0; i < 200; i++) {
      sink.send(LARGE);
    }
    await().atMost(20, SECONDS).until(() -> slowReaders() == 1.0 && sinks.isEmpty());
  }

  private static SSLContext trusting(Path authority) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream in = Files.newInputStream(authority)) {
      store.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private Socket encrypted(SSLContext context) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(
                    EventClient.socket(address, "127.0.0.1"), "127.0.0.1", address.getPort(), true);
    socket.startHandshake();
    return socket;
  }
}
