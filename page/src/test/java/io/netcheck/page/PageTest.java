// SPDX-License-Identifier: Apache-2.0
package io.netcheck.page;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.http.HttpLimits;
import io.netcheck.daemon.http.HttpListener;
import io.netcheck.daemon.http.Response;
import io.netcheck.daemon.http.Routes;
import io.netcheck.daemon.http.jdk.JdkHttpListener;
import io.netcheck.testing.TestResources;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page, its files and the runbooks, over HTTP. */
class PageTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final Path ROOT = Path.of(System.getProperty("netcheck.root"));

  /** What the page's policy must say, word by word. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src"
          + " 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors"
          + " 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

  /** Markup that a browser runs or shows although no file of its own has it. */
  private static final Pattern INLINE =
      Pattern.compile("(?is)<style|\\sstyle=|\\son[a-z]+=|javascript:|<script(?![^>]*\\ssrc=)");

  @RegisterExtension final TestResources resources = new TestResources();
  private final HttpClient http = HttpClient.newHttpClient();
  private InetSocketAddress address;

  @BeforeEach
  void serve() {
    resources.own(http);
    serve(Optional.empty());
  }

  private void serve(Optional<URI> grafana) {
    Routes routes = new Routes();
    new Page(grafana).addTo(routes);
    HttpListener listener =
        resources.own(
            JdkHttpListener.SERVER.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                HttpLimits.DEFAULT,
                routes));
    address = listener.address();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + path))
        .timeout(DEADLINE);
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private String text(String path) {
    HttpResponse<byte[]> response = send(to(path));
    assertEquals(200, response.statusCode(), path);
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static Set<String> runbooks() throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve("alerts/runbooks"))) {
      return files
          .map(file -> file.getFileName().toString().replace(".md", ""))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Test
  void thePageKnowsWhereTheDashboardsAre() {
    assertTrue(text("/").contains("<meta name=\"grafana\" content=\"\">"), text("/"));

    serve(Optional.of(URI.create("https://grafana.example/a&b")));
    assertTrue(
        text("/").contains("<meta name=\"grafana\" content=\"https://grafana.example/a&amp;b\">"),
        text("/"));
  }

  @Test
  void scriptsAreServedWithoutTheirDocumentation() throws IOException {
    String served = text("/assets/seriation.js");
    String written =
        Files.readString(ROOT.resolve("page/src/main/resources/io/netcheck/page/seriation.js"));

    assertTrue(written.contains("/**"), written);
    assertFalse(served.contains("/**"), served);
    assertEquals(code(written), code(served));
  }

  /** The lines that are no part of a comment. */
  private static List<String> code(String script) {
    return script
        .lines()
        .filter(line -> !line.isBlank() && !line.strip().matches("(/\\*\\*|\\*).*|.*\\*/"))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/assets/app.js",
        "/assets/style.css",
        "/assets/preact.js",
        "/runbooks/",
        "/runbooks/NetcheckNodeUnreachable"
      })
  void eachHasTheHeadersOfThePage(String path) {
    HttpResponse<byte[]> response = send(to(path));

    assertEquals(200, response.statusCode());
    assertEquals(List.of(POLICY), response.headers().allValues(Response.POLICY));
    assertEquals("nosniff", header(response, "X-Content-Type-Options"));
    assertEquals("no-referrer", header(response, "Referrer-Policy"));
    assertEquals("same-origin", header(response, "Cross-Origin-Opener-Policy"));
    assertEquals("same-origin", header(response, "Cross-Origin-Resource-Policy"));
    assertEquals(List.of("no-cache"), response.headers().allValues("Cache-Control"));
    assertEquals("Accept-Encoding", header(response, "Vary"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/assets/app.js", "/runbooks/NetcheckNodeUnreachable"})
  void aBrowserThatHasItGetsItNoMore(String path) {
    HttpResponse<byte[]> first = send(to(path));
    String tag = header(first, "ETag");
    assertTrue(tag.matches("\"[0-9a-f]{24}\""), tag);

    for (String known : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
      HttpResponse<byte[]> again = send(to(path).header("If-None-Match", known));
      assertEquals(304, again.statusCode(), known);
      assertEquals(0, again.body().length);
      assertEquals(tag, header(again, "ETag"));
      assertEquals(POLICY, header(again, Response.POLICY));
    }
    assertEquals(200, send(to(path).header("If-None-Match", "\"other\"")).statusCode());
  }

  @Test
  void aClientThatTakesGzipGetsTheSameBytesPacked() throws IOException {
    HttpResponse<byte[]> plain = send(to("/assets/preact.js"));
    HttpResponse<byte[]> packed =
        send(to("/assets/preact.js").header("Accept-Encoding", "br, gzip;q=0.8"));

    assertEquals("", header(plain, "Content-Encoding"));
    assertEquals("gzip", header(packed, "Content-Encoding"));
    assertTrue(packed.body().length < plain.body().length / 2);
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
      assertArrayEquals(plain.body(), in.readAllBytes());
    }
    // Two representations, two tags: a cache must not take one for the other.
    String tag = header(packed, "ETag");
    assertFalse(tag.equals(header(plain, "ETag")), tag);
    assertEquals(200, send(to("/assets/preact.js").header("If-None-Match", tag)).statusCode());
    HttpRequest.Builder again =
        to("/assets/preact.js").header("Accept-Encoding", "gzip").header("If-None-Match", tag);
    assertEquals(304, send(again).statusCode());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/assets/",
        "/assets/index.html",
        "/assets/Page.class",
        "/assets/none.js",
        "/assets/../Page.class",
        "/assets/%2e%2e/Page.class",
        "/assets/runbooks/NetcheckNodeUnreachable.md",
        "/assets/app.js/",
        "/assets",
        "/runbooks",
        "/runbooks/NetcheckNodeUnreachable.md",
        "/runbooks/../index.html",
        "/runbooks/%2e%2e/index",
        "/runbooks/None",
        "/index.html"
      })
  void nothingElseIsServed(String path) {
    assertEquals(404, send(to(path)).statusCode());
  }

  @Test
  void headHasNoBodyAndOthersAreRefused() {
    for (String path : List.of("/", "/assets/app.js", "/runbooks/NetcheckNodeUnreachable")) {
      HttpResponse<byte[]> head = send(to(path).HEAD());
      assertEquals(200, head.statusCode());
      assertEquals(0, head.body().length);
      assertEquals(header(send(to(path)), "ETag"), header(head, "ETag"));
      HttpResponse<byte[]> deleted = send(to(path).DELETE());
      assertEquals(405, deleted.statusCode());
      assertEquals("GET, HEAD", header(deleted, "Allow"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"html", "css", "js", "svg", "txt"})
  void eachFileHasTheTypeThatABrowserWants(String suffix) throws IOException {
    List<String> wanted =
        switch (suffix) {
          case "css" -> List.of("text/css; charset=utf-8");
          case "js" -> List.of("text/javascript; charset=utf-8");
          case "svg" -> List.of("image/svg+xml");
          case "txt" -> List.of("text/plain; charset=utf-8");
          default -> List.of();
        };
    for (String name : new BundledFiles("").names()) {
      if (name.endsWith("." + suffix) && !suffix.equals("html")) {
        HttpResponse<byte[]> response = send(to("/assets/" + name));
        assertEquals(200, response.statusCode(), name);
        assertEquals(wanted, response.headers().allValues("Content-Type"), name);
      }
    }
  }

  /** The page's own policy would block it, and nobody would see why. */
  @Test
  void noPageHasAnInlineScriptOrStyle() throws IOException {
    assertFalse(INLINE.matcher(text("/")).find());
    assertFalse(INLINE.matcher(text("/runbooks/")).find());
    for (String name : runbooks()) {
      assertFalse(INLINE.matcher(text("/runbooks/" + name)).find(), name);
    }
  }

  /** So that it works below any prefix. */
  @Test
  void everyAddressIsRelative() throws IOException {
    Pattern absolute = Pattern.compile("(?i)\\s(href|src)=\"(?!https://)(/|[a-z]+:)");
    assertFalse(absolute.matcher(text("/")).find());
    assertFalse(absolute.matcher(text("/runbooks/")).find());
    for (String name : runbooks()) {
      assertFalse(absolute.matcher(text("/runbooks/" + name)).find(), name);
    }
  }

  @Test
  void whatThePageLoadsIsThere() {
    Pattern loaded = Pattern.compile("(?:src|href)=\"(assets/[^\"]+)\"");
    List<String> files = loaded.matcher(text("/")).results().map(match -> match.group(1)).toList();
    assertTrue(files.contains("assets/app.js") && files.contains("assets/style.css"), "" + files);
    files.forEach(file -> assertEquals(200, send(to("/" + file)).statusCode(), file));
    Pattern imported = Pattern.compile("(?m)^(?:import|export)[^'\"]*['\"]\\./([^'\"]+)['\"]");
    for (String name : new BundledFiles("").names()) {
      if (name.endsWith(".js")) {
        imported
            .matcher(text("/assets/" + name))
            .results()
            .map(match -> "/assets/" + match.group(1))
            .forEach(file -> assertEquals(200, send(to(file)).statusCode(), name + ": " + file));
      }
    }
  }

  @Test
  void theWholePageIsSmall() throws IOException {
    int bytes = send(to("/").header("Accept-Encoding", "gzip")).body().length;
    for (String name : new BundledFiles("").names()) {
      if (name.matches(".*\\.(js|css|svg)")) {
        bytes += send(to("/assets/" + name).header("Accept-Encoding", "gzip")).body().length;
      }
    }
    assertTrue(bytes <= 80_000, bytes + " bytes");
  }

  @Test
  void everyRunbookIsAPageAndInTheList() throws IOException {
    String list = text("/runbooks/");
    assertTrue(runbooks().size() > 30);
    for (String name : runbooks()) {
      String page = text("/runbooks/" + name);
      assertTrue(page.contains("<h1>" + name + "</h1>"), page);
      assertTrue(page.contains("<h2>Mitigation</h2>"), page);
      assertTrue(list.contains("<a href=\"" + name + "\">"), name);
    }
  }

  @Test
  void theLinksOfRunbooksLeadSomewhere() throws IOException {
    Pattern link = Pattern.compile("<a href=\"([^\"]+)\"");
    for (String name : runbooks()) {
      link.matcher(text("/runbooks/" + name))
          .results()
          .map(match -> match.group(1))
          .filter(target -> !target.startsWith("https://"))
          .forEach(target -> {
            URI there = URI.create("/runbooks/" + name).resolve(target);
            if (!there.getPath().equals("/")) {
              assertEquals(200, send(to(there.getPath())).statusCode(), name + ": " + target);
            }
          });
    }
  }
}
