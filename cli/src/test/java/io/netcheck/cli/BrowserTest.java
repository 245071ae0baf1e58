// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.HeartbeatJson;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.report.ReportStatus;
import io.netcheck.testing.FreePort;
import io.netcheck.testing.MachineTest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The page of a real exporter in a real browser. A line in the browser's console that nobody
 * expects, such as a violation of the Content-Security-Policy, fails each test.
 */
@MachineTest
class BrowserTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Far from what the other tests of agents use. */
  private static final String ADDRESS = "127.0.83.";

  /** Of the browser itself, when an exporter is away on purpose. */
  private static final String AWAY =
      ".*(ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_EMPTY).*";

  private static final int MANY = 5_000;
  private static final int ZONES = 10;

  private static Browser browser;
  private static String axe;

  @BeforeAll
  static void start() throws IOException {
    browser = new Browser();
    try (InputStream script = BrowserTest.class.getResourceAsStream("/axe.min.js")) {
      axe =
          new String(
              Objects.requireNonNull(script, "no axe-core in the class path").readAllBytes(),
              StandardCharsets.UTF_8);
    }
  }

  @AfterAll
  static void end() throws IOException {
    if (browser != null) {
      browser.close();
    }
  }

  @AfterEach
  void nothingElseWasComplainedOf() {
    List<String> complaints =
        browser.complaints().stream()
            .filter(line -> !line.replace('\n', ' ').matches(AWAY))
            .toList();
    browser.open("about:blank");
    assertEquals(List.of(), complaints);
  }

  private static void shows(String selector, String text) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          String shown = browser.text(selector);
          assertTrue(shown.toLowerCase(Locale.ROOT).contains(text), selector + ": " + shown);
        });
  }

  private static AgentProcess agent(TestExporter exporter, int number) throws IOException {
    return AgentProcess.onLoopback(exporter.url(), "b" + number, ADDRESS + number);
  }

  /** A time at which the history says healthy too: it is written once a second, or later. */
  private static Instant healthyInThePast(TestExporter exporter) {
    return await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () -> Instant.parse(exporter.report().timestamp()),
            time -> {
              URI then = exporter.url().resolve("/report?format=json&at=" + time);
              try (InputStream in = then.toURL().openStream()) {
                return ReportClient.parse(in.readAllBytes()).status() == ReportStatus.HEALTHY;
              } catch (IOException e) {
                return false;
              }
            });
  }

  @Test
  void aKilledAgentIsOnThePageAndThePastIsAsItWas() throws Exception {
    try (TestExporter exporter = new TestExporter();
        AgentProcess _ = agent(exporter, 1);
        AgentProcess _ = agent(exporter, 2);
        AgentProcess third = agent(exporter, 3)) {
      await().atMost(PATIENCE).until(() -> exporter.isHealthy(3));
      browser.open(exporter.url() + "/");
      shows(".status-word", "healthy");
      // A page that is loaded again has forgotten this.
      browser.run("window.neverLoadedAgain = true");
      Instant healthy = healthyInThePast(exporter);

      third.kill();

      await().atMost(PATIENCE).until(() -> exporter.faults().equals(List.of("agent_down host/b3")));
      shows(".status-word", "degraded");
      shows("#summary", "b3");
      shows(".finding", "b3");
      assertTrue(browser.run("return window.neverLoadedAgain === true").asBoolean());

      browser.open(exporter.url() + "/?at=" + healthy);
      shows(".replay", "you look at");
      shows(".status-word", "healthy");
      assertEquals(0, browser.count(".finding"));
      browser.back();
      shows(".status-word", "degraded");
    }
  }

  @Test
  void withoutAnExporterThePageIsStaleUntilItIsBack() throws Exception {
    int port = FreePort.on("127.0.0.1");
    try (TestExporter _ = new TestExporter("127.0.0.1", port)) {
      browser.open("http://127.0.0.1:" + port + "/");
      shows("#summary", "no agent has reported");
    }
    shows(".stale-age", "stale for");
    try (TestExporter _ = new TestExporter("127.0.0.1", port)) {
      await().atMost(PATIENCE).until(() -> browser.count(".stale-age") == 0);
      shows("#summary", "no agent has reported");
    }
  }

  @Test
  void belowAPathNothingIsAskedForElsewhere() throws Exception {
    try (TestExporter exporter = new TestExporter();
        PathPrefixProxy proxy = new PathPrefixProxy(exporter.url())) {
      browser.open(proxy.url());
      shows("#summary", "no agent has reported");
      browser.open(proxy.url() + "?view=timeline");
      shows("#time-title", "what happened");
      browser.open(proxy.url() + "runbooks/NetcheckNodeUnreachable");
      shows("h1", "netchecknodeunreachable");
      assertEquals(List.of(), proxy.astray());
    }
  }

  @Test
  void keysLeadThroughTheViewsAndBackLeadsBack() {
    try (TestExporter exporter = new TestExporter()) {
      browser.open(exporter.url() + "/");
      shows("#summary", "no agent has reported");
      browser.type("2");
      shows("#nodes-title", "nodes");
      assertTrue(url().endsWith("?view=nodes"), url());
      browser.type("3");
      shows("#time-title", "what happened");
      browser.back();
      shows("#nodes-title", "nodes");
      browser.back();
      await().atMost(PATIENCE).until(() -> browser.count("#nodes-title") == 0);
      browser.type("?");
      shows("dialog[open]", "keys");
      // Escape.
      browser.type("\ue00c");
      await().atMost(PATIENCE).until(() -> browser.count("dialog[open]") == 0);
    }
  }

  private static String url() {
    return browser.run("return location.href").asText();
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void peopleWithAssistiveTechnologyMeetNoObstacle(String scheme) throws Exception {
    browser.prefers(scheme);
    try (TestExporter exporter = new TestExporter();
        AgentProcess _ = agent(exporter, 1);
        AgentProcess second = agent(exporter, 2)) {
      await().atMost(PATIENCE).until(() -> exporter.isHealthy(2));
      second.kill();
      await().atMost(PATIENCE).until(() -> !exporter.faults().isEmpty());
      for (String view :
          List.of(
              "",
              "?view=matrix",
              "?view=nodes",
              "?view=timeline",
              "?view=clusters",
              "?node=b2",
              "?link=b1%3Eb2",
              "?wall=1")) {
        browser.open(exporter.url() + "/" + view);
        shows("#app", "b2");
        assertEquals(List.of(), obstacles(), scheme + " " + view);
      }
      browser.open(exporter.url() + "/runbooks/NetcheckNodeUnreachable");
      assertEquals(List.of(), obstacles(), scheme + " runbook");
    }
  }

  /** So that the other tests mean something when they meet no complaint. */
  @Test
  void aViolationOfThePolicyIsComplainedOf() {
    try (TestExporter exporter = new TestExporter()) {
      browser.open(exporter.url() + "/");
      shows("#summary", "no agent has reported");
      browser.run("document.body.setAttribute('style', 'color: red')");
      await()
          .atMost(PATIENCE)
          .until(() ->
              browser.complaints().stream()
                  .anyMatch(line -> line.contains("Content Security Policy")));
    }
  }

  /** The rules of axe-core that are violated, with the first element that violates each. */
  private static List<String> obstacles() {
    browser.run(
        axe + ";window.axeResult = null; axe.run().then((r) => { window.axeResult = r; });");
    await()
        .atMost(PATIENCE)
        .until(() -> browser.run("return window.axeResult !== null").asBoolean());
    JsonNode violations =
        browser.run(
            "return window.axeResult.violations.map("
                + "(v) => v.id + ': ' + v.nodes.map((n) => n.html).slice(0, 3).join(' '))");
    return violations.valueStream().map(JsonNode::asText).toList();
  }

  @Test
  void fiveThousandNodesAreZonesAndTwoZonesAreNodes() throws Exception {
    try (TestExporter exporter =
            new TestExporter("--max-clients=6000", "--cache-key-second=10m", "--auth=none");
        ExporterHttp http = new ExporterHttp(exporter.url(), ExporterAccess.OPEN)) {
      for (int number = 0; number < MANY; number++) {
        assertEquals(200, http.post("/api/v2/heartbeat", simulated(number)).status());
      }
      await().atMost(PATIENCE).until(() -> exporter.report().clients().active() == MANY);
      browser.open(exporter.url() + "/");
      shows(".figures", "5,000");
      await().atMost(PATIENCE).until(() -> browser.count(".zone-cell") == ZONES * ZONES);

      browser.open(exporter.url() + "/?view=matrix&source-zone=z0&target-zone=z1");
      shows("#matrix-title", "who reaches whom");
      await().atMost(PATIENCE).until(() -> browser.count("[role=grid]") == 1);
      browser.open(exporter.url() + "/?view=nodes");
      shows("#nodes-title", "nodes");
      await().atMost(PATIENCE).until(() -> browser.count(".list tbody tr") > 10);
      assertTrue(browser.count(".list tbody tr") < 200, "only what is seen is drawn");
    }
  }

  /** What an agent says that reaches its next three nodes. */
  private static byte[] simulated(int number) {
    List<String> targets =
        IntStream.rangeClosed(1, 3).mapToObj(next -> "m" + (number + next) % MANY).toList();
    return HeartbeatJson.write(
        new Heartbeat(
            new ClientId(AgentKind.HOST, "m" + number),
            "z" + number % ZONES,
            "0.2.0",
            "i" + number,
            Duration.ofMinutes(10),
            1,
            false,
            Instant.now(),
            Duration.ofSeconds(60),
            new Endpoint(
                List.of(),
                List.of(InetAddress.ofLiteral("10.7." + number / 250 + "." + (1 + number % 250))),
                6_100),
            "",
            600,
            Duration.ofSeconds(60),
            List.of(
                new PlaneResults(
                    Network.HOST, IpFamily.IPV4, targets, new int[] {1, 1, 1}, Map.of())),
            List.of(),
            List.of()));
  }

  @Test
  void nonsenseFromTheExporterBreaksNothing() throws Exception {
    String nodes =
        IntStream.range(0, 5_000)
            .mapToObj(i ->
                "{\"node\":\"node-%d\",\"zone\":%s,\"state\":\"%s\",\"agents\":null}"
                    .formatted(
                        i, i % 7 == 0 ? "null" : "\"z" + i % 40 + "\"", i % 3 == 0 ? "odd" : "up"))
            .collect(Collectors.joining(","));
    try (ScriptedExporter exporter = new ScriptedExporter()) {
      exporter.servesThePage();
      exporter.says(
          "/api/v2/state",
          ScriptedExporter.Reply.json(
              """
              {"instance":null,"id":null,"at":"no time","past":null,"version":null,"cluster":null,
               "status":"splendid","statusSince":-1,"summary":"<img src=x onerror=alert(1)> \\u202e",
               "clients":null,"findings":[null,{"kind":"<b>","subject":null,"evidence":null,
                 "confidence":1e308,"since":"never","commands":[null,7]}],"developing":null,
               "warnings":[null,"<script>alert(1)</script>"],"planes":[{"network":null},null],
               "sweep":null,"historyFrom":5,"nodes":[%s]}\
              """
                  .formatted(nodes)));
      browser.open(exporter.url() + "/");
      shows("#summary", "<img src=x");
      shows("#app", "5,000");
      for (String view :
          List.of("?view=nodes", "?view=timeline", "?view=clusters", "?node=node-1")) {
        browser.open(exporter.url() + "/" + view);
        shows("#app", "netcheck");
        shows("#summary", "<img src=x");
      }
      assertEquals(0, browser.count("#app img"));
    }
    // History, events and other clusters are not there.
    browser.complaints().stream()
        .filter(line -> !line.contains("404"))
        .forEach(line -> assertEquals("", line));
  }
}
