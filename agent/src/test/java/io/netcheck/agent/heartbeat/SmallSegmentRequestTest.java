// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.heartbeat;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.netcheck.testing.Keytool;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SmallSegmentRequestTest {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final int TIMEOUT = 10_000;

  /** More than many segments in both directions. */
  private static final String LONG = "0123456789".repeat(20_000);

  @Test
  void whatIsPostedArrivesAndSoDoesTheAnswer() throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 10);
    echo(server);
    try {
      ShortAnswer answer =
          post(url("http", "127.0.0.1", server), ExporterConnections.DEFAULT, LONG);
      assertEquals(200, answer.status());
      assertEquals("Bearer x " + LONG, new String(answer.body(), US_ASCII));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void withTlsTheCertificateMustBeForTheHost(@TempDir Path directory) throws Exception {
    SSLContext context = context(directory);
    HttpsServer server = HttpsServer.create(new InetSocketAddress(LOOPBACK, 0), 10);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    echo(server);
    ExporterConnections trusting =
        new ExporterConnections() {
          @Override
          public HttpURLConnection open(URI uri) {
            throw new IllegalStateException("not used");
          }

          @Override
          public Socket secured(Socket connected, URI uri) throws IOException {
            return ExporterConnections.secured(context.getSocketFactory(), connected, uri);
          }
        };
    try {
      ShortAnswer answer = post(url("https", "localhost", server), trusting, LONG);
      assertEquals("Bearer x " + LONG, new String(answer.body(), US_ASCII));
      assertThrows(
          SSLException.class, () -> post(url("https", "127.0.0.1", server), trusting, "{}"));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void closingEndsARequestThatTakesTooLong() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 10, LOOPBACK)) {
      SmallSegmentRequest request =
          new SmallSegmentRequest(
              URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/"),
              ExporterConnections.DEFAULT,
              TIMEOUT);
      CountDownLatch accepted = new CountDownLatch(1);
      Thread.ofVirtual()
          .start(() -> {
            try (Socket connection = silent.accept()) {
              connection.getInputStream().read();
              accepted.countDown();
              request.close();
            } catch (IOException _) {
              // The test is over.
            }
          });
      assertThrows(IOException.class, () -> request.post(Map.of(), new byte[10]));
      accepted.await();
    }
  }

  @Test
  void anAnswerEndsWithItsLengthOrWithTheConnection() throws IOException {
    String head = "HTTP/1.1 503 Service Unavailable\r\nX: y\r\n";
    assertEquals("{}", body(head + "Content-Length: 2\r\n\r\n{}more"));
    assertEquals("{}", body(head + "content-length:2\r\n\r\n{}"));
    assertEquals("{}", body(head + "\r\n{}"));
    assertEquals(503, ShortAnswer.read(stream(head + "\r\n")).status());
  }

  @Test
  void whatIsNoAnswerIsNone() {
    assertThrows(EOFException.class, () -> body("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}"));
    assertThrows(EOFException.class, () -> body("HTTP/1.1 200 OK\r\n"));
    assertThrows(EOFException.class, () -> body("x".repeat(100_000)));
    assertThrows(ProtocolException.class, () -> body("SSH-2.0\r\n\r\n"));
    assertThrows(
        IOException.class, () -> body("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(3 * 1024 * 1024)));
  }

  private static String body(String answer) throws IOException {
    String body = new String(ShortAnswer.read(stream(answer)).body(), US_ASCII);
    return body.substring(0, Math.min(body.length(), 2));
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(US_ASCII));
  }

  private static ShortAnswer post(URI url, ExporterConnections connections, String body)
      throws IOException {
    try (SmallSegmentRequest request = new SmallSegmentRequest(url, connections, TIMEOUT)) {
      return request.post(Map.of("Authorization", "Bearer x"), body.getBytes(US_ASCII));
    }
  }

  private static URI url(String scheme, String host, HttpServer server) {
    return URI.create(scheme + "://" + host + ":" + server.getAddress().getPort() + "/x");
  }

  private static void echo(HttpServer server) {
    server.createContext(
        "/x",
        exchange -> {
          String prefix = exchange.getRequestHeaders().getFirst("Authorization") + " ";
          byte[] body = exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, prefix.length() + body.length);
          exchange.getResponseBody().write(prefix.getBytes(US_ASCII));
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  /** Has a certificate for {@code localhost}, and trusts it. */
  private static SSLContext context(Path directory) throws Exception {
    Path store = directory.resolve("server.p12");
    Keytool.run(
        List.of(
            "-genkeypair",
            "-alias",
            "exporter",
            "-keyalg",
            "EC",
            "-dname",
            "CN=localhost",
            "-ext",
            "san=dns:localhost",
            "-keystore",
            store.toString(),
            "-storepass",
            "changeit"));
    char[] password = "changeit".toCharArray();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, password);
    }
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("exporter", keys.getCertificate("exporter"));
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, password);
    TrustManagerFactory others =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    others.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), others.getTrustManagers(), null);
    return context;
  }
}
