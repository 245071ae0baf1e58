// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.http.HttpLimits;
import io.netcheck.daemon.http.HttpListener;
import io.netcheck.daemon.http.Response;
import io.netcheck.daemon.http.Routes;
import io.netcheck.daemon.http.jdk.JdkHttpListener;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TcpHelloAnswerTest {
  private static final AgentIdentity OWN = AnsweringAgent.identity("n1");
  private static final String PAGE = TcpHello.page(OWN);

  /** What the HTTP server says instead, so that a test knows who answered. */
  private static final String BY_SERVER = "the HTTP server";

  private static final Routes ROUTES =
      new Routes()
          .get(TcpHello.PATH, _ -> Response.text(BY_SERVER))
          .get("/other", _ -> Response.text(BY_SERVER));

  private HttpListener listener = open("127.0.0.1");

  @BeforeEach
  void needsTheSystemOfAnAgent() {
    TestRequirements.that(KernelSocket.available(), "it looks at what was received");
  }

  @AfterEach
  void close() {
    listener.close();
  }

  private static HttpListener open(String host) {
    HttpListener opened =
        JdkHttpListener.answering(new TcpHelloAnswer(OWN))
            .open(
                new InetSocketAddress(InetAddress.ofLiteral(host), 0),
                new HttpLimits(Duration.ofSeconds(5), 64, 8),
                ROUTES);
    DeferredAccept.set(opened.address());
    return opened;
  }

  private static String hello() {
    return US_ASCII.decode(TcpHello.request()).toString();
  }

  /** Sends the parts one after the other and reads until the other side ends the connection. */
  private String ask(String... parts) throws IOException, InterruptedException {
    try (Socket socket =
        new Socket(listener.address().getAddress(), listener.address().getPort())) {
      socket.setTcpNoDelay(true);
      for (String part : parts) {
        socket.getOutputStream().write(part.getBytes(US_ASCII));
        // The first part is accepted and looked at meanwhile; if not, the parts are one.
        Thread.sleep(parts.length > 1 ? 200 : 0);
      }
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void aHelloIsAnsweredBeforeTheServerSeesIt(String host) throws Exception {
    listener.close();
    listener = open(host);
    for (int i = 0; i < 3; i++) {
      String answer = ask(hello());
      assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
      assertTrue(answer.contains("\r\nContent-Length: " + PAGE.length() + "\r\n"), answer);
      assertTrue(answer.endsWith("\r\n\r\n" + PAGE), answer);
    }
  }

  @Test
  void whatIsNoHelloIsForTheServerAndStillAllThere() throws Exception {
    String[] others = {
      hello().replace(TcpHello.PATH, "/other"),
      hello().replace("Host: agent", "Host: other"),
      hello().replace("\r\n\r\n", "\r\nX-More: 1\r\n\r\n")
    };
    for (String other : others) {
      String answer = ask(other);
      assertTrue(answer.endsWith("\r\n\r\n" + BY_SERVER), answer);
    }
  }

  @Test
  void aHelloInPartsIsForTheServer() throws Exception {
    String hello = hello();
    String answer = ask(hello.substring(0, 10), hello.substring(10));
    assertTrue(answer.endsWith("\r\n\r\n" + BY_SERVER), answer);
  }

  @Test
  void aClientThatIsGoneEndsNothing() throws Exception {
    for (int i = 0; i < 20; i++) {
      try (Socket gone =
          new Socket(listener.address().getAddress(), listener.address().getPort())) {
        gone.setSoLinger(true, 0);
        gone.getOutputStream().write(hello().getBytes(US_ASCII));
      }
    }
    String answer = ask(hello());
    assertEquals(PAGE, answer.substring(answer.length() - PAGE.length()));
  }
}
