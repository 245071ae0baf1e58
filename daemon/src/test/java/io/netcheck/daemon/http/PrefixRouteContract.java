// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every listener makes of routes below a prefix. */
public abstract class PrefixRouteContract {
  private final HttpListener listener;

  /**
   * @param server opens the listener to be tested
   */
  protected PrefixRouteContract(HttpListener.Server server) {
    listener =
        server.open(
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
            new HttpLimits(Duration.ofSeconds(2), 40, 4),
            new Routes()
                .get("/old/exact", _ -> Response.text("exact"))
                .below("/old/", PrefixRouteContract::answer)
                .below(
                    "/old/deep/",
                    _ ->
                        new Answer.Handled(
                            0, _ -> Response.text("deep"), _ -> Response.text("refused"))));
  }

  private static Answer answer(RequestHead head) {
    return switch (head.path()) {
      case "/old/written" ->
          new Answer.Streamed("text/plain", out -> out.write("written".getBytes(UTF_8)));
      case "/old/broken" ->
          new Answer.Handled(
              0,
              _ -> {
                throw new IllegalStateException("a bug");
              },
              PrefixRouteContract::refusal);
      case "/old/bare" ->
          new Answer.Handled(
              0, _ -> new Response(200, "", new byte[0], Map.of()), PrefixRouteContract::refusal);
      default ->
          new Answer.Handled(
              10,
              request ->
                  Response.text(
                      head.method()
                          + " "
                          + head.path()
                          + " "
                          + head.query()
                          + " "
                          + head.authorization()
                          + " "
                          + new String(request.body(), UTF_8)),
              PrefixRouteContract::refusal);
    };
  }

  private static Response refusal(HttpError error) {
    return Response.text("refused " + error.code().label()).withStatus(error.status());
  }

  @AfterEach
  void close() {
    listener.close();
  }

  private RawHttp.Answer ask(String line, String body, String headers) throws IOException {
    try (RawHttp http = new RawHttp(listener.address())) {
      return http.ask(
          line
              + " HTTP/1.1\r\nHost: x\r\n"
              + headers
              + "Content-Length: "
              + body.length()
              + "\r\n\r\n"
              + body);
    }
  }

  @Test
  void aPrefixRouteGetsEveryMethodAndMediaType() throws IOException {
    assertEquals(
        "PATCH /old/a b x=%zz Basic eDp5 hello",
        ask(
                "PATCH /old/a%20b?x=%25zz",
                "hello", "Authorization: Basic eDp5\r\nContent-Type: any/thing\r\n")
            .body()
            .replace("%25", "%"));
  }

  @Test
  void exactPathsAndLongerPrefixesComeFirst() throws IOException {
    assertEquals("exact", ask("GET /old/exact", "", "").body());
    assertEquals("deep", ask("GET /old/deep/er", "", "").body());
    assertEquals(404, ask("GET /older", "", "").status());
  }

  @Test
  void aPrefixRouteFormatsItsOwnErrors() throws IOException {
    RawHttp.Answer large = ask("POST /old/x", "x".repeat(11), "");
    assertEquals(413, large.status());
    assertEquals("refused too_large", large.body());
    RawHttp.Answer broken = ask("GET /old/broken", "", "");
    assertEquals(500, broken.status());
    assertEquals("refused internal", broken.body());
  }

  @Test
  void anAnswerCanBeStreamedAndCanHaveNoContentType() throws IOException {
    assertEquals("written", ask("GET /old/written", "", "").body());
    assertEquals(false, ask("GET /old/bare", "", "").headers().containsKey("Content-Type"));
  }
}
