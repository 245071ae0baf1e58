// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.netcheck.daemon.tls.ClientTls;
import io.netcheck.testing.Keytool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthCheckTest {
  private static final Duration LONG = Duration.ofMinutes(2);

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private HttpServer server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.stop(0);
    }
  }

  @Test
  void whatAnswersWith200IsHealthy() throws IOException {
    assertEquals(0, check(url("http", answering(200))), said.toString(UTF_8));
    assertEquals("", said.toString(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 404, 503})
  void anyOtherAnswerIsNotAndIsNamedInOneLine(int status) throws IOException {
    String url = url("http", answering(status));

    assertEquals(1, check(url));
    assertEquals("HealthCheck: " + url + ": status " + status, said.toString(UTF_8).strip());
  }

  @Test
  void aRefusalIsNamed() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }

    assertEquals(1, check("http://127.0.0.1:" + port + "/"));
    assertTrue(said.toString(UTF_8).contains("refused"), said.toString(UTF_8));
    assertEquals(1, said.toString(UTF_8).lines().count());
  }

  @Test
  void whoTakesTheConnectionAndIsSilentMissesTheDeadline() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      URI url = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/");

      String trouble =
          new HealthCheck(url, false, ClientTls.DEFAULT, Duration.ofMillis(200)).trouble();

      // Either clock may be first: the one of the exchange or that of the socket.
      assertTrue(trouble.contains("within 200 ms") || trouble.contains("timed out"), trouble);
    }
  }

  @Test
  void onLoopbackAnyCertificateWillDo(@TempDir Path folder) throws Exception {
    int port = tls(folder);

    assertEquals(0, check("https://127.0.0.1:" + port + "/"), said.toString(UTF_8));
    assertEquals(0, check("https://localhost:" + port + "/"), said.toString(UTF_8));
  }

  @Test
  void elsewhereOnlyWithTheFlag(@TempDir Path folder) throws Exception {
    // Loopback too, but by a name that only the resolver knows to be it.
    URI named = URI.create("https://LOCALHOST:" + tls(folder) + "/");

    String refused = new HealthCheck(named, false, ClientTls.DEFAULT, LONG).trouble();
    String taken = new HealthCheck(named, true, ClientTls.DEFAULT, LONG).trouble();

    assertTrue(refused.contains("SSL") || refused.contains("certif"), refused);
    assertEquals("", taken);
  }

  @Test
  void elsewhereWithTheAuthorityOfTheCertificate(@TempDir Path folder) throws Exception {
    String url = "https://LOCALHOST:" + tls(folder) + "/";
    Path authority = folder.resolve("ca.pem");
    Keytool.run(
        List.of(
            "-exportcert",
            "-rfc",
            "-alias",
            "any",
            "-file",
            authority.toString(),
            "-keystore",
            folder.resolve("store.p12").toString(),
            "-storepass",
            "secret"));

    assertEquals(1, check(url));
    assertEquals(0, check("--ca-file", authority.toString(), url), said.toString(UTF_8));
    assertEquals(1, check("--ca-file", folder.resolve("none").toString(), url));
    assertTrue(said.toString(UTF_8).contains("none"), said.toString(UTF_8));
  }

  @Test
  void itWaitsUntilTheAnswerIsGoodAndSaysEachReasonOnce() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    HttpServer slow = HttpServer.create(loopback(), 0);
    server = slow;
    slow.createContext(
        "/",
        exchange -> {
          boolean good = asked.incrementAndGet() == 3;
          byte[] body = "1 of 2\nand more".getBytes(UTF_8);
          exchange.sendResponseHeaders(good ? 200 : 503, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    slow.start();
    String url = url("http", slow.getAddress().getPort());

    assertEquals(0, check("--wait", "600", url));
    assertEquals("HealthCheck: " + url + ": status 503: 1 of 2", said.toString(UTF_8).strip());
    assertEquals(1, check("--wait", "0", url));
    assertEquals(4, asked.get());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--wait soon", "--wait", "--cert-file a", "--key-file a", "--ca-file"})
  void aWrongOptionIsAnswered(String options) {
    List<String> words = new ArrayList<>(List.of(options.split(" ", -1)));
    if (words.size() == 2) {
      words.add("http://127.0.0.1:1/");
    } else {
      words.addFirst("http://127.0.0.1:1/");
    }
    assertEquals(1, check(words.toArray(String[]::new)));
    assertTrue(said.toString(UTF_8).startsWith("HealthCheck: expected one http or https URL"));
  }

  @Test
  void theSettingsSayWhereToAsk() {
    String url = "http://${POD_IP,NODE_IP,127.0.0.1}:${CLIENT_PORT,6100}/-/healthy";

    assertEquals("http://127.0.0.1:6100/-/healthy", HealthCheck.filled(url, Map.of()));
    assertEquals(
        "http://10.0.0.7:6200/-/healthy",
        HealthCheck.filled(
            url, Map.of("POD_IP", "", "NODE_IP", "10.0.0.7", "CLIENT_PORT", "6200")));
    assertEquals(
        "http://[fd00::1]:6100/-/healthy",
        HealthCheck.filled(url, Map.of("POD_IP", "fd00::1, 10.0.0.1", "NODE_IP", "10.0.0.7")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ftp://localhost/", "localhost:6100", "http://", "::"})
  void whatIsNoUrlIsAnswered(String text) {
    assertEquals(1, check(text));
    assertTrue(said.toString(UTF_8).startsWith("HealthCheck: expected one http or https URL"));
  }

  private int check(String... args) {
    return HealthCheck.run(List.of(args), Map.of(), LONG, new PrintStream(said, true, UTF_8));
  }

  private static String url(String scheme, int port) {
    return scheme + "://127.0.0.1:" + port + "/-/healthy";
  }

  private int answering(int status) throws IOException {
    return serve(HttpServer.create(loopback(), 0), status);
  }

  private int tls(Path folder) throws Exception {
    Path store = folder.resolve("store.p12");
    Keytool.run(
        List.of(
            "-genkeypair",
            "-alias",
            "any",
            "-keyalg",
            "EC",
            "-dname",
            "CN=elsewhere",
            "-ext",
            "SAN=dns:localhost",
            "-keystore",
            store.toString(),
            "-storepass",
            "secret"));
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, "secret".toCharArray());
    }
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, "secret".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    HttpsServer secure = HttpsServer.create(loopback(), 0);
    secure.setHttpsConfigurator(new HttpsConfigurator(context));
    return serve(secure, 200);
  }

  private int serve(HttpServer created, int status) {
    server = created;
    created.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    created.start();
    return created.getAddress().getPort();
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }
}
