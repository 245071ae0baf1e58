// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.StartException;
import io.netcheck.testing.MachineTest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every listener has to do. For that of the JDK, the deadline of 2 s and the 40 connections
 * come from the module's pom.
 */
public abstract class HttpListenerContract {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final int MOST = 1_000;
  private static final int PLACES = 4;

  /** The head of a post, to go on. */
  private static final String JSON =
      "POST /post HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";

  private static final String CHUNKED = JSON + "Transfer-Encoding: chunked\r\n\r\n";

  private final List<String> refused = new CopyOnWriteArrayList<>();
  private final HttpListener.Server server;
  private final HttpListener listener;

  /**
   * @param server opens the listeners to be tested
   */
  protected HttpListenerContract(HttpListener.Server server) {
    this.server = server;
    this.listener =
        server.open(
            new InetSocketAddress(LOOPBACK, 0),
            new HttpLimits(Duration.ofSeconds(2), 40, PLACES),
            new Routes()
                .get("/text", _ -> Response.text("hello"))
                .get("/empty", _ -> new Response(204, "text/plain", new byte[0], Map.of()))
                .get("/page", _ -> Response.html("<p>"))
                .get("/query", request -> Response.text(request.parameter("a").orElse("none")))
                .get("/accept", request -> Response.text(request.accept()))
                .get("/broken", _ -> bug())
                .get(
                    "/refuses",
                    _ -> {
                      throw new HttpError(ErrorCode.MALFORMED, "it \"says\"\n no", "/a/0");
                    })
                .body("/raw", "text/plain", _ -> HttpListenerContract::raw)
                .post(
                    "/post",
                    "application/json",
                    MOST,
                    request -> Response.json("[" + request.body().length + "]"),
                    error -> refused.add(error.code().label())));
  }

  private static Response bug() {
    throw new IllegalStateException("a bug");
  }

  private static void raw(OutputStream out) throws IOException {
    out.write("raw".getBytes(UTF_8));
  }

  @AfterEach
  void closeListener() {
    listener.close();
  }

  protected final RawHttp connect() throws IOException {
    return new RawHttp(listener.address());
  }

  protected final RawHttp.Answer ask(String request) throws IOException {
    try (RawHttp http = connect()) {
      return http.ask(request);
    }
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
  }

  private static String post(String type, String body) {
    return "POST /post HTTP/1.1\r\nHost: x\r\nContent-Type: "
        + type
        + "\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  @Test
  void servesWhatIsThere() throws IOException {
    RawHttp.Answer answer = ask(get("/text"));
    assertEquals(200, answer.status());
    assertEquals("hello", answer.body());
    assertEquals("text/plain; charset=utf-8", answer.header("Content-Type"));
    assertEquals("nosniff", answer.header("X-Content-Type-Options"));
    assertEquals("no-store", answer.header("Cache-Control"));
    assertTrue(ask(get("/page")).header("Content-Security-Policy").contains("default-src 'none'"));
    assertEquals(204, ask(get("/empty")).status());
    assertEquals("chunked", ask(get("/raw")).header("Transfer-Encoding"));
  }

  @Test
  void aPathIsExact() throws IOException {
    for (String path : List.of("/", "/text/", "/text/x", "/Text", "/te", "/te%78", "/%00")) {
      RawHttp.Answer answer = ask(get(path));
      assertEquals(404, answer.status(), path);
      assertEquals(
          "{\"error\":{\"code\":\"not_found\",\"message\":\"there is nothing at this path\"}}",
          answer.body());
    }
  }

  private static String crossOrigin(String header) {
    return post("application/json", "{}").replace("\r\n\r\n", "\r\n" + header + "\r\n\r\n");
  }

  @Test
  void thePageOfAnotherSiteSendsNothing() throws IOException {
    for (String header :
        List.of(
            "Origin: http://attacker.example",
            "Origin: null",
            "Origin: http://x:8080",
            "Sec-Fetch-Site: cross-site",
            "Sec-Fetch-Site: same-site\r\nOrigin: http://x")) {
      RawHttp.Answer answer = ask(crossOrigin(header));
      assertEquals(403, answer.status(), header);
      assertTrue(answer.body().contains("\"cross_origin\""), answer.body());
    }
    for (String header :
        List.of(
            "Origin: http://x",
            "Sec-Fetch-Site: same-origin\r\nOrigin: http://x",
            "Sec-Fetch-Site: none",
            "User-Agent: python-requests/2.32")) {
      assertEquals(200, ask(crossOrigin(header)).status(), header);
    }
  }

  /** DNS rebinding: the browser takes the page and this port for one site. */
  @Test
  void thePageOfAnotherSiteReadsNothingUnderItsOwnName() throws IOException {
    String rebound = "GET /text HTTP/1.1\r\nHost: attacker.example:8080\r\n";
    RawHttp.Answer answer = ask(rebound + "Accept-Language: en\r\n\r\n");
    assertEquals(421, answer.status());
    assertTrue(answer.body().contains("NETCHECK_ALLOWED_HOSTS"), answer.body());
    assertEquals(
        421,
        ask(crossOrigin("Origin: http://attacker.example")
                .replace("Host: x", "Host: attacker.example"))
            .status());

    assertEquals(200, ask(rebound + "\r\n").status(), "other clients may use any name");
    assertEquals(
        200,
        ask("GET /text HTTP/1.1\r\nHost: 10.0.0.1:8080\r\nAccept-Language: en\r\n\r\n").status());
  }

  @Test
  void aMethodThatAPathDoesNotTakeIsAnsweredWithThoseItDoes() throws IOException {
    RawHttp.Answer post = ask("POST /text HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
    assertEquals(405, post.status());
    assertEquals("GET, HEAD", post.header("Allow"));
    assertEquals(405, ask("POST /raw HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n").status());
    for (String method : List.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "post")) {
      RawHttp.Answer other = ask(method + " /post HTTP/1.1\r\nHost: x\r\n\r\n");
      assertEquals(405, other.status(), method);
      assertEquals("POST", other.header("Allow"));
    }
  }

  @Test
  void headIsGetWithoutTheBody() throws IOException {
    try (RawHttp http = connect()) {
      RawHttp.Answer head = http.ask("HEAD /text HTTP/1.1\r\nHost: x\r\n\r\n");
      assertEquals(200, head.status());
      assertEquals("5", head.header("Content-Length"));
      // Had there been a body, it would stand in front of this answer.
      assertEquals("hello", http.ask(get("/text")).body());
    }
    assertEquals(404, ask("HEAD /none HTTP/1.1\r\nHost: x\r\n\r\n").status());
  }

  @Test
  void aPostOfTheRightTypeIsTaken() throws IOException {
    for (String type : List.of("application/json", "Application/JSON ; charset=utf-8")) {
      assertEquals("[2]", ask(post(type, "{}")).body());
    }
    assertEquals("[1000]", ask(post("application/json", "x".repeat(MOST))).body());
    assertEquals("[5]", ask(CHUNKED + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n").body());
    assertEquals(List.of(), refused);
  }

  @Test
  void anotherTypeOrEncodingIsRefused() throws IOException {
    assertEquals(415, ask(post("text/plain", "{}")).status());
    assertEquals(415, ask(post("application/jsonp", "{}")).status());
    assertEquals(415, ask("POST /post HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n").status());
    assertEquals(415, ask(post("application/json\r\nContent-Encoding: gzip", "{}")).status());
    assertEquals(
        List.of(
            "unsupported_media_type",
            "unsupported_media_type",
            "unsupported_media_type",
            "unsupported_encoding"),
        refused);
  }

  @ParameterizedTest
  @ValueSource(ints = {MOST + 1, 600 * 1024})
  void aLargerBodyIsRefusedAndItsSenderHearsSo(int length) throws IOException {
    RawHttp.Answer answer = ask(post("application/json", "x".repeat(length)));
    assertEquals(413, answer.status());
    assertEquals("close", answer.header("Connection"));
    assertEquals(List.of("too_large"), refused);
  }

  @Test
  void aLargerBodyInChunksIsRefusedToo() throws IOException {
    String chunk = "100\r\n" + "x".repeat(256) + "\r\n";
    RawHttp.Answer answer = ask(CHUNKED + chunk.repeat(8) + "0\r\n\r\n");
    assertEquals(413, answer.status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "x", "99999999999999999999", "1, 1"})
  void aLengthThatIsNoneIsABadRequest(String length) throws IOException {
    assertEquals(400, ask(JSON + "Content-Length: " + length + "\r\n\r\n").status());
  }

  @Test
  void anAnnouncedGiantIsRefusedAtOnce() throws IOException {
    assertEquals(
        413,
        ask(JSON + "Connection: close\r\nContent-Length: 9223372036854775807\r\n\r\n").status());
  }

  @Test
  void theQueryIsDecoded() throws IOException {
    assertEquals("x y/z", ask(get("/query?b=1&a=x%20y%2Fz&a=2")).body());
    assertEquals("", ask(get("/query?a=")).body());
    assertEquals("none", ask(get("/query?a&=b&&")).body());
    RawHttp.Answer malformed = ask(get("/query?a=%zz"));
    assertEquals(400, malformed.status());
  }

  @Test
  void aRefusalIsJsonWithItsField() throws IOException {
    RawHttp.Answer answer = ask(get("/refuses"));
    assertEquals(400, answer.status());
    assertEquals(
        "{\"error\":{\"code\":\"malformed\",\"message\":\"it \\\"says\\\"\\u000a no\",\"field\":\"/a/0\"}}",
        answer.body());
  }

  @Test
  void aBugIsAnAnswerWithoutItsStackTrace() throws IOException {
    RawHttp.Answer answer = ask(get("/broken"));
    assertEquals(500, answer.status());
    assertFalse(answer.body().contains("bug"), answer.body());
  }

  @Test
  void oneConnectionServesManyRequests() throws IOException {
    try (RawHttp http = connect()) {
      for (int i = 0; i < 20; i++) {
        assertEquals("hello", http.ask(get("/text")).body());
        assertEquals("[2]", http.ask(post("application/json", "{}")).body());
        assertEquals(404, http.ask(get("/none")).status());
        assertEquals(415, http.ask(post("text/plain", "{}")).status());
      }
    }
  }

  @Test
  @MachineTest
  void whatIsNotHttpEndsTheConnectionAndNothingElse() throws IOException {
    for (String nonsense :
        List.of(
            "\r\n\r\n",
            "GET\r\n\r\n",
            "GET foo:bar HTTP/1.1\r\n\r\n",
            "GET * HTTP/1.1\r\n\r\n",
            "GET http:// HTTP/1.1\r\n\r\n",
            "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n",
            "GET /text HTTP/1.1\r\nA b: c\r\n\r\n")) {
      try (RawHttp http = connect()) {
        http.send(nonsense);
        assertTrue(http.endsWithin(Duration.ofSeconds(5)) || http.sawError(), nonsense);
      }
    }
    assertEquals("hello", ask(get("/text")).body());
  }

  @Test
  void headersAreBounded() throws IOException {
    String large = "GET /text HTTP/1.1\r\nHost: x\r\nA: " + "a".repeat(20_000) + "\r\n\r\n";
    StringBuilder different = new StringBuilder("GET /text HTTP/1.1\r\nHost: x\r\n");
    for (int i = 0; i < 100; i++) {
      different.append("H").append(i).append(": x\r\n");
    }
    String endless = "GET /" + "a".repeat(100_000) + " HTTP/1.1\r\nHost: x\r\n\r\n";
    for (String request : List.of(large, different.append("\r\n").toString(), endless)) {
      try (RawHttp http = connect()) {
        http.send(request);
        assertFalse(http.sawSuccess(), () -> request.substring(0, 60));
      }
    }
    assertEquals("hello", ask(get("/text")).body());
  }

  @Test
  @MachineTest
  void aRequestThatIsNotWholeInTimeIsCut() throws IOException {
    String half = post("application/json", "x".repeat(500));
    try (RawHttp line = connect();
        RawHttp header = connect();
        RawHttp body = connect()) {
      line.send("GET /te");
      header.send("GET /text HTTP/1.1\r\nA: ");
      body.send(half.substring(0, half.length() - 100));
      for (RawHttp http : List.of(line, header, body)) {
        assertTrue(http.endsWithin(Duration.ofSeconds(6)));
      }
    }
  }

  @Test
  void slowSendersKeepNobodyElseWaiting() throws IOException {
    List<RawHttp> slow = new ArrayList<>();
    try {
      String half = post("application/json", "x".repeat(500));
      for (int i = 0; i < 4 * PLACES; i++) {
        RawHttp http = connect();
        slow.add(http);
        http.send(half.substring(0, half.length() - 100));
      }
      assertTimeoutPreemptively(
          Duration.ofMillis(1_500),
          () -> {
            for (int i = 0; i < 10; i++) {
              assertEquals("hello", ask(get("/text")).body());
              assertEquals("[2]", ask(post("application/json", "{}")).body());
            }
          });
    } finally {
      for (RawHttp http : slow) {
        http.close();
      }
    }
  }

  @Test
  @MachineTest
  void connectionsAreBoundedAndTheDeadlineFreesThem() throws IOException {
    // The first request loads classes, which can take as long as the deadline.
    assertEquals("hello", ask(get("/text")).body());
    List<RawHttp> open = new ArrayList<>();
    try {
      for (int i = 0; i < 60; i++) {
        RawHttp http = connect();
        open.add(http);
        http.send("GET /te");
      }
      int refusedConnections = 0;
      for (RawHttp http : open.subList(50, 60)) {
        refusedConnections += http.endsWithin(Duration.ofMillis(500)) ? 1 : 0;
      }
      assertEquals(10, refusedConnections);
      assertTrue(open.getFirst().endsWithin(Duration.ofSeconds(6)));
      assertEquals("hello", ask(get("/text")).body());
    } finally {
      for (RawHttp http : open) {
        http.close();
      }
    }
  }

  @Test
  void aBusyPortIsOneSentence() throws IOException {
    try (ServerSocket busy = new ServerSocket(0, 1, LOOPBACK)) {
      InetSocketAddress address = new InetSocketAddress(LOOPBACK, busy.getLocalPort());
      StartException refusal =
          assertThrows(
              StartException.class,
              () -> server.open(address, HttpLimits.DEFAULT, new Routes()).close());
      assertEquals(
          "cannot listen on 127.0.0.1 port " + busy.getLocalPort() + ": Address already in use",
          refusal.getMessage());
    }
  }

  @Test
  void aClosedListenerFreesItsPort() throws IOException {
    InetSocketAddress address = listener.address();
    listener.close();
    server.open(address, HttpLimits.DEFAULT, new Routes()).close();
  }
}
