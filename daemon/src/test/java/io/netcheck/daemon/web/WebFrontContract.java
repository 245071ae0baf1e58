// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.netcheck.daemon.http.HttpListener;
import io.netcheck.testing.MachineTest;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users, headers and the limit on requests, over plain HTTP. */
public abstract class WebFrontContract {
  /** The lowest cost: who is wrong has to wait three times as long as the check takes. */
  private static final String HASH = hash("secret", 4);

  private static final String USERS = "basic_auth_users:\n  alice: " + HASH + "\n";

  private static final String TOKEN = "uQ3-x._~+/9yRk2L==";

  private final HttpListener.Server server;
  @TempDir private Path folder;

  /**
   * @param server opens the listeners to be tested
   */
  protected WebFrontContract(HttpListener.Server server) {
    this.server = server;
  }

  private static String hash(String password, int cost) {
    return BCrypt.with(BCrypt.Version.VERSION_2Y).hashToString(cost, password.toCharArray());
  }

  private Site site(String config) throws IOException {
    return new Site(server, folder.resolve("web.yml"), config);
  }

  private static HttpURLConnection open(Site site, String path) throws IOException {
    return (HttpURLConnection)
        URI.create("http://127.0.0.1:" + site.address().getPort() + path).toURL().openConnection();
  }

  private static int status(Site site, String path) throws IOException {
    return open(site, path).getResponseCode();
  }

  private static String basic(String userAndPassword) {
    return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(UTF_8));
  }

  private static int statusWith(Site site, String authorization) throws IOException {
    HttpURLConnection connection = open(site, "/");
    connection.setRequestProperty("Authorization", authorization);
    return connection.getResponseCode();
  }

  @Test
  void onlyAUserWithItsPasswordIsLetIn() throws IOException {
    try (Site site = site(USERS + "  bob: " + hash("pass:wörd", 4) + "\n")) {
      assertEquals(200, statusWith(site, basic("alice:secret")));
      assertEquals(200, statusWith(site, basic("alice:secret")), "from memory");
      assertEquals(200, statusWith(site, basic("bob:pass:wörd")));
      assertEquals(
          200, statusWith(site, basic("alice:secret").replace("Basic", "bAsIC")), "RFC 7235");
      for (String wrong :
          List.of(
              "alice:Secret", "alice:secret ", "alice:", ":secret", "bob:secret", "eve:secret")) {
        assertEquals(401, statusWith(site, basic(wrong)), wrong);
      }
      for (String wrong : List.of("Bearer x", "Basic", "Basic !", basic("alice"), "secret")) {
        assertEquals(401, statusWith(site, wrong), wrong);
      }
      assertEquals(401, status(site, "/"));
      assertEquals(
          "Basic realm=\"netcheck\", charset=\"UTF-8\"",
          open(site, "/").getHeaderField("WWW-Authenticate"));
      assertEquals(401, status(site, "/nothing"), "a stranger does not hear what there is");
    }
  }

  @Test
  void probesAndRoutesThatAuthenticateThemselvesAreOpen() throws IOException {
    try (Site site = site(USERS)) {
      assertEquals(200, status(site, "/-/healthy"));
      assertEquals(200, status(site, "/-/ready"));
      assertEquals(200, status(site, "/own"));
      assertEquals(401, status(site, "/-/healthy/"));
      assertEquals(401, status(site, "/own/"));
    }
  }

  @Test
  @MachineTest
  void aChangedPasswordIsTakenAndTheOldOneForgotten() throws IOException {
    try (Site site = site(USERS)) {
      assertEquals(200, statusWith(site, basic("alice:secret")));
      site.say("basic_auth_users:\n  alice: " + hash("other", 4) + "\n");
      await().atMost(20, SECONDS).until(() -> statusWith(site, basic("alice:other")) == 200);
      assertEquals(401, statusWith(site, basic("alice:secret")));
    }
  }

  private Site siteWithToken(Optional<Path> config, String tokens) throws IOException {
    return new Site(server, config, Optional.of(tokenFile(tokens)));
  }

  private Path tokenFile(String tokens) throws IOException {
    return Files.writeString(folder.resolve("token"), tokens);
  }

  @Test
  void aTokenIsAsGoodAsAUser() throws IOException {
    Path config = Files.writeString(folder.resolve("web.yml"), USERS);
    try (Site site = siteWithToken(Optional.of(config), TOKEN + "\n")) {
      assertEquals(200, statusWith(site, "Bearer " + TOKEN));
      assertEquals(200, statusWith(site, "bEARER  " + TOKEN), "RFC 7235");
      assertEquals(200, statusWith(site, basic("alice:secret")));
      for (String wrong :
          List.of(
              "Bearer " + TOKEN + "x",
              "Bearer " + TOKEN.substring(1),
              "Bearer",
              "Bearer ",
              TOKEN,
              basic("alice:" + TOKEN),
              basic(":" + TOKEN))) {
        assertEquals(401, statusWith(site, wrong), wrong);
      }
      assertEquals(401, status(site, "/"));
      assertEquals(
          "Basic realm=\"netcheck\", charset=\"UTF-8\", Bearer realm=\"netcheck\"",
          open(site, "/").getHeaderField("WWW-Authenticate"));
    }
  }

  @Test
  void aTokenNeedsNoWebConfiguration() throws IOException {
    try (Site site = siteWithToken(Optional.empty(), TOKEN)) {
      assertEquals(200, statusWith(site, "Bearer " + TOKEN));
      assertEquals(401, status(site, "/"));
      assertEquals(401, statusWith(site, "Bearer wrong-but-long-enough"));
      assertEquals(401, statusWith(site, basic("alice:secret")));
      assertEquals("Bearer realm=\"netcheck\"", open(site, "/").getHeaderField("WWW-Authenticate"));
      assertEquals(200, status(site, "/-/healthy"));
      assertEquals(200, status(site, "/own"));
      assertTrue(
          site.metrics()
              .contains("netcheck_web_requests_refused_total{reason=\"unauthorized\"} 4.0"));
    }
  }

  @Test
  @MachineTest
  void aTokenIsReplacedWithoutARefusal() throws IOException {
    String next = "next-" + TOKEN;
    try (Site site = siteWithToken(Optional.empty(), TOKEN)) {
      assertEquals(401, statusWith(site, "Bearer " + next));
      tokenFile(next + "\n" + TOKEN + "\n");
      await().atMost(20, SECONDS).until(() -> statusWith(site, "Bearer " + next) == 200);
      assertEquals(200, statusWith(site, "Bearer " + TOKEN));
      tokenFile(next);
      await().atMost(20, SECONDS).until(() -> statusWith(site, "Bearer " + TOKEN) == 401);
      assertEquals(200, statusWith(site, "Bearer " + next));
      tokenFile("short");
      await()
          .atMost(20, SECONDS)
          .until(() -> site.metrics().contains("netcheck_web_config_last_reload_successful 0.0"));
      assertEquals(200, statusWith(site, "Bearer " + next), "the last good one stays");
      assertEquals(401, statusWith(site, "Bearer short"));
    }
  }

  @Test
  void anUnknownUserCostsWhatAKnownOneCosts() {
    BcryptHash hash = BcryptHash.parse(HASH);
    assertEquals(hash.cost(), BcryptHash.decoy(hash.cost()).cost());
    assertFalse(BcryptHash.decoy(4).fits("secret".getBytes(UTF_8)));
    assertTrue(hash.fits("secret".getBytes(UTF_8)));
  }

  @Test
  void allLettersOfBcryptAndLongPasswordsAreTaken() {
    String made = hash("secret", 4);
    for (String letter : List.of("a", "b", "y", "x", "")) {
      String other = made.replaceFirst("2y", "2" + letter);
      assertTrue(BcryptHash.parse(other).fits("secret".getBytes(UTF_8)), other);
    }
    assertFalse(BcryptHash.parse(made).fits("x".repeat(200).getBytes(UTF_8)));
  }

  /** bcrypt would take anything after them. */
  @Test
  void aPasswordHasAtMostSeventyTwoBytes() {
    BcryptHash most = BcryptHash.parse(hash("x".repeat(72), 4));
    assertTrue(most.fits("x".repeat(72).getBytes(UTF_8)));
    assertFalse(most.fits(("x".repeat(72) + "y").getBytes(UTF_8)));
    assertFalse(most.fits("x".repeat(71).getBytes(UTF_8)));
  }

  /** Guesses wait for each other, most of them in vain. */
  @Test
  @MachineTest
  void whoGuessesKeepsNobodyOut() throws Exception {
    try (Site site = site("basic_auth_users:\n  alice: " + hash("secret", 9) + "\n");
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      assertEquals(200, statusWith(site, basic("alice:secret")));
      CountDownLatch begun = new CountDownLatch(30);
      List<Future<Integer>> guesses = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        String guess = "alice:" + i;
        guesses.add(
            threads.submit(() -> {
              begun.countDown();
              try {
                return statusWith(site, basic(guess));
              } catch (IOException _) {
                return 503; // The deadline of all of it is shorter than the queue, here.
              }
            }));
      }
      begun.await();
      assertEquals(200, statusWith(site, basic("alice:secret")));
      int busy = 0;
      for (Future<Integer> guess : guesses) {
        int status = guess.get(20, SECONDS);
        assertTrue(status == 401 || status == 503, "status " + status);
        busy += status == 503 ? 1 : 0;
      }
      assertTrue(busy > 0, "all thirty were checked");
      assertEquals(200, statusWith(site, basic("alice:secret")));
    }
  }

  @Test
  void headersAreOnEveryAnswer() throws IOException {
    String config =
        USERS
            + """
            http_server_config:
              headers:
                X-Frame-Options: deny
                Strict-Transport-Security: max-age=31536000
                Content-Security-Policy: "default-src 'self'"
            """;
    try (Site site = site(config)) {
      for (String path : List.of("/", "/own", "/nothing", "/-/healthy")) {
        HttpURLConnection connection = open(site, path);
        assertEquals("deny", connection.getHeaderField("X-Frame-Options"), path);
        assertEquals(
            "max-age=31536000", connection.getHeaderField("Strict-Transport-Security"), path);
      }
      HttpURLConnection page = open(site, "/");
      page.setRequestProperty("Authorization", basic("alice:secret"));
      List<String> policies =
          page.getHeaderFields().entrySet().stream()
              .filter(field -> "Content-Security-Policy".equalsIgnoreCase(field.getKey()))
              .flatMap(field -> field.getValue().stream())
              .toList();
      assertEquals(2, policies.size(), "the page's own holds as well");
    }
  }

  @Test
  @MachineTest
  void requestsBeyondTheRateAreRefusedAndProbesAreNot() throws IOException {
    try (Site site = site("rate_limit:\n  interval: 1h\n  burst: 2\n")) {
      assertEquals(200, status(site, "/"));
      assertEquals(200, status(site, "/own"));
      assertEquals(429, status(site, "/"));
      assertEquals(429, status(site, "/own"));
      assertEquals(200, status(site, "/-/healthy"));
      assertTrue(
          site.metrics()
              .contains("netcheck_web_requests_refused_total{reason=\"rate_limited\"} 2.0"));
      site.say("rate_limit:\n  interval: 1h\n  burst: 3\n");
      await().atMost(20, SECONDS).until(() -> status(site, "/") == 200);
      await().atMost(20, SECONDS).until(() -> status(site, "/") == 429);
      site.say("http_server_config:\n  http2: false\n");
      await().atMost(20, SECONDS).until(() -> status(site, "/") == 200);
    }
  }
}
