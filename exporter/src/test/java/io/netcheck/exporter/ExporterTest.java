// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.auth.AuthConfig;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.exporter.report.CompletenessHandler;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.HeartbeatAnswer;
import io.netcheck.protocol.HeartbeatJson;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.ProgramRun;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExporterTest {
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final TestClock clock = new TestClock();
  private final Exporter exporter = exporter(clock, 60);
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(DEADLINE).build();

  private static Exporter exporter(ProcessClock clock, int maxClients) {
    return TestExporter.start(
        ExporterParts.NONE,
        new AuthConfig.None(false),
        maxClients,
        Map.of(AgentKind.HOST, 7),
        clock);
  }

  @AfterEach
  void close() {
    http.close();
    exporter.close();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + exporter.address().getPort() + path))
        .timeout(DEADLINE);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private HttpResponse<String> post(byte[] body) {
    return send(
        to("/api/v2/heartbeat")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(body)));
  }

  private HeartbeatAnswer beat(Heartbeat heartbeat) {
    HttpResponse<String> response = post(HeartbeatJson.write(heartbeat));
    assertEquals(200, response.statusCode(), response::body);
    try {
      return HeartbeatJson.readAnswer(response.body().getBytes(UTF_8));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The metrics of an assessment that is made now. */
  private String metrics() {
    clock.advance(Duration.ofMillis(1_001));
    HttpResponse<String> response = send(to("/metrics"));
    assertEquals(200, response.statusCode());
    return response.body();
  }

  /** The value of the one series that is written like this. */
  private String metric(String series) {
    List<String> values =
        metrics()
            .lines()
            .filter(line -> line.startsWith(series + " "))
            .map(line -> line.substring(series.length() + 1))
            .toList();
    assertEquals(1, values.size(), () -> series + " is there " + values.size() + " times");
    return values.getFirst();
  }

  @Test
  void connectionsAreKeptWhateverTheNumberOfAgents() {
    try (Exporter large = exporter(clock, 2_000)) {
      URI url = URI.create("http://127.0.0.1:" + large.address().getPort() + "/api/v2/heartbeat");
      for (int i = 1; i <= 1_001; i++) {
        HttpResponse<String> response =
            send(
                HttpRequest.newBuilder(url)
                    .header("Content-Type", "application/json")
                    .POST(
                        BodyPublishers.ofByteArray(
                            HeartbeatJson.write(
                                new SimulatedAgent("pod/node-" + i, "life", clock).beat()))));
        assertEquals(200, response.statusCode());
        assertEquals(Optional.empty(), response.headers().firstValue("Connection"));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 50})
  void countsItsClients(int agents) {
    List<SimulatedAgent> simulated = new ArrayList<>();
    for (int i = 0; i < agents; i++) {
      simulated.add(new SimulatedAgent("pod/node-" + i, "life-" + i, clock));
    }
    simulated.forEach(agent -> beat(agent.beat()));
    simulated.forEach(agent ->
        assertEquals(
            Math.min(agents - 1, 24), beat(agent.beat()).peers().orElseThrow().peers().size()));
    assertEquals(agents + ".0", metric("netcheck_clients{kind=\"pod\",state=\"active\"}"));
    assertEquals("0.0", metric("netcheck_clients{kind=\"pod\",state=\"stale\"}"));
    assertEquals("0.0", metric("netcheck_clients{kind=\"host\",state=\"absent\"}"));
    assertEquals(agents + ".0", metric("netcheck_clients_expected{kind=\"pod\"}"));
    assertEquals("7.0", metric("netcheck_clients_expected{kind=\"host\"}"));
    assertEquals(2 * agents + ".0", metric("netcheck_heartbeats_total"));
    assertEquals(2 * agents + ".0", metric("netcheck_series"));
    clock.advance(Duration.ofSeconds(16));
    beat(simulated.getFirst().beat());
    assertEquals("1.0", metric("netcheck_clients{kind=\"pod\",state=\"active\"}"));
    assertEquals(agents - 1 + ".0", metric("netcheck_clients{kind=\"pod\",state=\"stale\"}"));
  }

  /** Seven agents of kind host are expected, however many pods report. */
  @Test
  void saysWithoutAPasswordWhetherEveryExpectedAgentReports() {
    SimulatedAgent pod = new SimulatedAgent("pod/node-1", "life", clock);
    beat(pod.beat());
    assertEquals("503 1 of 8 expected agents report\n", complete());

    for (int i = 0; i < 7; i++) {
      beat(new SimulatedAgent("host/node-" + i, "life-" + i, clock).beat());
    }
    assertEquals("200 8 of 8 expected agents report\n", complete());

    clock.advance(Duration.ofSeconds(16));
    beat(pod.beat());
    assertEquals("503 1 of 8 expected agents report\n", complete());
  }

  @Test
  void nothingIsCompleteWhereNothingIsExpected() {
    try (Exporter empty = TestExporter.start(ExporterParts.NONE, clock)) {
      HttpResponse<String> response =
          send(
              HttpRequest.newBuilder(
                  URI.create(
                      "http://127.0.0.1:" + empty.address().getPort() + CompletenessHandler.PATH)));
      assertEquals(503, response.statusCode());
      assertEquals("no agent has reported, and none is expected\n", response.body());
    }
  }

  private String complete() {
    clock.advance(Duration.ofMillis(1_001));
    HttpResponse<String> response = send(to(CompletenessHandler.PATH));
    return response.statusCode() + " " + response.body();
  }

  @Test
  @MachineTest
  void aPastTimeIsShownAsSoonAsThereIsOne() {
    beat(new SimulatedAgent("pod/node-1", "a", clock).beat());
    clock.advance(Duration.ofMillis(1_001));
    // Before its first assessment nothing has changed.
    String history =
        Awaitility.await()
            .atMost(DEADLINE)
            .until(
                () -> send(to("/api/v2/history")).body(),
                body -> body.contains("\"type\":\"exporter_started\""));
    String from = history.substring(history.indexOf("20"), history.indexOf("Z") + 1);
    // The state of the assessment before was made without a history.
    clock.advance(Duration.ofMillis(1_001));
    assertTrue(send(to("/api/v2/state")).body().contains("\"historyFrom\":\"" + from));
    assertTrue(send(to("/api/v2/state?at=" + from)).body().contains("\"past\":true"));
    assertTrue(send(to("/report?at=" + from)).body().contains("\"timestamp\":\"" + from));
    assertEquals(200, send(to("/api/v2/matrix?network=pod&family=ipv4&at=" + from)).statusCode());
    HttpResponse<String> before = send(to("/api/v2/state?at=1999-01-01T00:00:00Z"));
    assertEquals(404, before.statusCode());
    assertTrue(before.body().contains("before_history"), before::body);
    assertTrue(metrics().contains("\nnetcheck_history_oldest_timestamp_seconds "));
  }

  @Test
  @MachineTest
  void forgetsByItself() {
    beat(new SimulatedAgent("pod/node-1", "a", clock).beat());
    assertTrue(metrics().contains("node=\"node-1\""));
    clock.advance(Duration.ofHours(2));
    Awaitility.await()
        .atMost(5, TimeUnit.SECONDS)
        .untilAsserted(() -> assertFalse(metrics().contains("node=\"node-1\"")));
  }

  @Test
  void namesDuplicatesAndLosses() {
    SimulatedAgent old = new SimulatedAgent("host/node-1", "old", clock);
    clock.advance(Duration.ofSeconds(3));
    SimulatedAgent young = new SimulatedAgent("host/node-1", "young", clock);
    beat(young.beat());
    assertTrue(beat(old.beat()).superseded());
    assertEquals("0.0", metric("netcheck_duplicate_clients{kind=\"host\"}"));
    assertTrue(beat(old.lose(2).beat()).superseded());
    assertEquals("1.0", metric("netcheck_duplicate_clients{kind=\"host\"}"));
    assertEquals("2.0", metric("netcheck_heartbeats_lost_total"));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /nothing, 404, not_found",
    "GET, /api/v2/heartbeat, 405, method_not_allowed",
    "DELETE, /metrics, 405, method_not_allowed",
    "POST, /, 405, method_not_allowed",
  })
  void whatItDoesNotServeItSays(String method, String path, int status, String code) {
    HttpResponse<String> response = send(to(path).method(method, BodyPublishers.noBody()));
    assertEquals(status, response.statusCode());
    assertTrue(response.body().startsWith("{\"error\":{\"code\":\"" + code + "\""), response::body);
    assertEquals(status == 405, response.headers().firstValue("Allow").isPresent());
  }

  @Test
  void refusesAndCountsByReason() {
    byte[] good = HeartbeatJson.write(new SimulatedAgent("pod/node-1", "a", clock).beat());
    HttpResponse<String> type =
        send(
            to("/api/v2/heartbeat")
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofByteArray(good)));
    assertEquals(415, type.statusCode());
    HttpResponse<String> large = post(new byte[HeartbeatJson.MAX_BYTES + 1]);
    assertEquals(413, large.statusCode());
    HttpResponse<String> malformed =
        post(new String(good, UTF_8).replace("node-1", "Node 1").getBytes(UTF_8));
    assertEquals(400, malformed.statusCode());
    assertEquals(
        "{\"error\":{\"code\":\"malformed\",\"message\":\"an RFC 1123 name expected\","
            + "\"field\":\"/node\"}}",
        malformed.body());
    HttpResponse<String> address =
        post(
            HeartbeatJson.write(
                new SimulatedAgent("pod/node-1", "a", clock).address("8.8.8.8").beat()));
    assertEquals(400, address.statusCode());
    assertTrue(address.body().contains("\"field\":\"/pod_addresses/0\""), address::body);
    for (String reason :
        List.of("unsupported_media_type", "too_large", "malformed", "address_not_allowed")) {
      assertEquals("1.0", metric("netcheck_heartbeats_rejected_total{reason=\"" + reason + "\"}"));
    }
    assertEquals("0.0", metric("netcheck_heartbeats_rejected_total{reason=\"too_many_clients\"}"));
    assertEquals("0.0", metric("netcheck_heartbeats_total"));
  }

  @Test
  void tenTimesAsManyInventedIdentitiesAreBounded() {
    int refused = 0;
    for (int i = 0; i < 600; i++) {
      SimulatedAgent agent = new SimulatedAgent("pod/node-" + i, "a", clock);
      HttpResponse<String> response = post(HeartbeatJson.write(agent.beat()));
      if (response.statusCode() == 503) {
        assertTrue(response.body().contains("too_many_clients"), response::body);
        refused++;
      }
    }
    assertEquals(540, refused);
    assertEquals(
        "540.0", metric("netcheck_heartbeats_rejected_total{reason=\"too_many_clients\"}"));
    assertEquals("60.0", metric("netcheck_clients{kind=\"pod\",state=\"active\"}"));
  }

  @Test
  void manyVersionsAreFewSeries() {
    for (int i = 0; i < 50; i++) {
      beat(new SimulatedAgent("pod/node-" + i, "a", clock).version("1.0." + i).beat());
    }
    List<String> versions =
        metrics().lines().filter(line -> line.startsWith("netcheck_clients_by_version{")).toList();
    assertEquals(21, versions.size());
    assertEquals("30.0", metric("netcheck_clients_by_version{version=\"other\"}"));
  }

  @Test
  void answersProbesAndPeople() {
    assertEquals(200, send(to("/-/healthy")).statusCode());
    assertEquals(200, send(to("/-/ready")).statusCode());
    HttpResponse<String> page = send(to("/"));
    assertTrue(page.body().contains("src=\"assets/app.js\""), page::body);
    assertEquals(200, send(to("/assets/app.js")).statusCode());
    assertEquals(200, send(to("/runbooks/NetcheckExporterDown")).statusCode());
    assertEquals(200, send(to("/").HEAD()).statusCode());
    assertEquals(200, send(to("/metrics").HEAD()).statusCode());
  }

  @Test
  void theReportWarnsOfHeartbeatsThatNobodyProves() {
    String json = send(to("/report")).body();
    assertTrue(json.contains("\"warnings\":[\"Heartbeats are not authenticated: "), json);
    String text = send(to("/report?format=text")).body();
    assertTrue(text.contains("\nWarning: Heartbeats are not authenticated: "), text);
    // A choice is no risk that nobody knows of.
    assertEquals(Optional.empty(), new AuthConfig.None().warning());
  }

  @Test
  void anExporterThatRestartedGivesTheSameGenerations() {
    SimulatedAgent a = new SimulatedAgent("pod/node-a", "a", clock);
    SimulatedAgent b = new SimulatedAgent("pod/node-b", "b", clock);
    beat(a.beat());
    b.generation(beat(b.beat()).peers().orElseThrow().generation());
    assertTrue(beat(b.beat()).peers().isEmpty());
    try (Exporter other = exporter(clock, 60)) {
      int port = other.address().getPort();
      for (Heartbeat heartbeat : List.of(a.beat(), b.beat())) {
        HttpResponse<String> response =
            send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v2/heartbeat"))
                    .header("Content-Type", "application/json")
                    .timeout(DEADLINE)
                    .POST(BodyPublishers.ofByteArray(HeartbeatJson.write(heartbeat))));
        assertEquals(
            heartbeat.client().equals(a.id()), response.body().contains("peers"), response::body);
      }
    }
  }

  @Test
  @MachineTest
  void promtoolHasNothingToSay() throws IOException {
    TestRequirements.tools("promtool");
    SimulatedAgent agent = new SimulatedAgent("pod/node-1", "a", clock);
    beat(agent.beat());
    beat(new SimulatedAgent("host/node-1", "b", clock).beat());

    assertEquals(
        "", ProgramRun.output(Path.of(""), metrics(), List.of("promtool", "check", "metrics")));
  }
}
