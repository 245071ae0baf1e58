// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.auth.AuthConfig;
import io.netcheck.exporter.Exporter;
import io.netcheck.exporter.ExporterDialogue;
import io.netcheck.exporter.ExporterParts;
import io.netcheck.exporter.SimulatedAgent;
import io.netcheck.exporter.TestClock;
import io.netcheck.exporter.TestExporter;
import io.netcheck.protocol.CheckJson;
import io.netcheck.protocol.CheckLine;
import io.netcheck.protocol.CheckOrder;
import io.netcheck.protocol.CheckProbe;
import io.netcheck.protocol.CheckProgress;
import io.netcheck.protocol.CheckRefusal;
import io.netcheck.protocol.CheckResult;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.MalformedException;
import io.netcheck.protocol.Network;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Checks as users and agents see them over HTTP. */
class CheckApiTest {
  private static final List<CheckLine> LINES =
      List.of(
          new CheckLine.Measured(
              Network.HOST,
              IpFamily.IPV4,
              CheckProbe.ICMP,
              0,
              0,
              5,
              5,
              0,
              0,
              0,
              Map.of(),
              List.of(),
              List.of()));

  private final TestClock clock = new TestClock();
  private final Exporter exporter =
      TestExporter.start(ExporterParts.NONE, new AuthConfig.None(), clock);
  private final ExporterDialogue http = new ExporterDialogue(() -> exporter.address().getPort());
  private final SimulatedAgent a = agent("host/a", "10.1.0.1");
  private final SimulatedAgent b = agent("host/b", "10.1.0.2");

  private SimulatedAgent agent(String id, String address) {
    SimulatedAgent agent =
        new SimulatedAgent(id, "life-" + id.replace('/', '-'), clock).address(address);
    http.beat(agent.beat());
    return agent;
  }

  @AfterEach
  void close() {
    http.close();
    exporter.close();
  }

  private HttpResponse<String> post(String json) {
    return http.ask(
        http.request("/api/v2/checks")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  private CheckProgress begin(String json) {
    HttpResponse<String> response = post(json);
    assertEquals(202, response.statusCode(), response::body);
    CheckProgress progress = read(response.body());
    assertEquals(
        "/api/v2/checks/" + progress.id(), response.headers().firstValue("Location").orElse(""));
    return progress;
  }

  private static CheckProgress read(String json) {
    try {
      return CheckJson.readProgress(json.getBytes(UTF_8));
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  private CheckProgress progress(CheckProgress begun) {
    return read(http.get("/api/v2/checks/" + begun.id()));
  }

  private static List<CheckProgress.State> states(CheckProgress progress) {
    return progress.directions().stream().map(CheckProgress.Direction::state).toList();
  }

  private static void isError(HttpResponse<String> response, int status, String... parts) {
    assertEquals(status, response.statusCode(), response::body);
    for (String part : parts) {
      assertTrue(response.body().contains(part), response::body);
    }
  }

  @Test
  void anOrderTravelsInTheAnswerToAHeartbeatAndItsResultInTheNextOne() {
    CheckProgress begun = begin("{\"source\":\"a\",\"target\":\"b\",\"probes\":[\"icmp\"]}");
    assertEquals(List.of(CheckProgress.State.WAITING, CheckProgress.State.WAITING), states(begun));

    CheckOrder there = http.beat(a.beat()).orders().getFirst();
    CheckOrder back = http.beat(b.beat()).orders().getFirst();

    assertEquals("b", there.target().id().node());
    assertEquals("a", back.target().id().node());
    assertEquals(List.of(CheckProbe.ICMP), there.question().probes());
    assertEquals(
        List.of(CheckProgress.State.SENT, CheckProgress.State.SENT), states(progress(begun)));
    assertEquals(List.of(there), http.beat(a.beat()).orders(), "an answer can be lost");

    http.beat(a.checks(List.of(CheckResult.of(there, LINES))).beat());
    http.beat(b.checks(List.of(CheckResult.refused(back, CheckRefusal.BUSY))).beat());

    CheckProgress done = progress(begun);
    assertTrue(done.isDone());
    assertEquals(List.of(CheckProgress.State.DONE, CheckProgress.State.REFUSED), states(done));
    assertEquals(LINES, done.directions().getFirst().lines());
    assertEquals(Optional.of(CheckRefusal.BUSY), done.directions().getLast().refused());
    assertEquals(List.of(), http.beat(a.checks(List.of()).beat()).orders());
    assertEquals(1.0, http.metric("netcheck_orders_total{state=\"done\"}"));
    assertEquals(1.0, http.metric("netcheck_orders_total{state=\"refused\"}"));
  }

  @Test
  void anAgentCannotAnswerTheOrderOfAnother() {
    CheckProgress begun = begin("{\"source\":\"a\",\"target\":\"b\",\"one_way\":true}");
    CheckOrder order = http.beat(a.beat()).orders().getFirst();
    assertEquals(List.of(), http.beat(b.beat()).orders(), "one way only");

    http.beat(b.checks(List.of(CheckResult.of(order, LINES))).beat());

    assertFalse(progress(begun).isDone());
  }

  @Test
  void aSupersededAgentGetsNoOrders() {
    SimulatedAgent later = new SimulatedAgent("host/a", "later", clock).address("10.1.0.9");
    clock.advance(Duration.ofSeconds(2));
    http.beat(later.beat());
    SimulatedAgent latest = new SimulatedAgent("host/a", "latest", clock).address("10.1.0.9");
    http.beat(latest.beat());
    begin("{\"source\":\"a\",\"target\":\"b\"}");

    assertEquals(List.of(), http.beat(later.beat()).orders());
    assertEquals(1, http.beat(latest.beat()).orders().size());
  }

  @Test
  void nodesWithoutAnAgentAreNamedByTheField() {
    isError(post("{\"source\":\"x\",\"target\":\"b\"}"), 404, "not_found", "/source");
    isError(post("{\"source\":\"a\",\"target\":\"x\"}"), 404, "not_found", "/target");
    isError(
        post("{\"source\":\"a\",\"target\":\"b\",\"network\":\"pod\"}"),
        404,
        "not_found",
        "/target");
    isError(post("{\"source\":\"a\",\"target\":\"a\"}"), 400, "malformed", "/target");
  }

  @Test
  void whatIsNotACheckIsRefused() {
    isError(post("{\"source\":\"a\",\"target\":\"b\",\"count\":99}"), 400, "malformed", "/count");
    isError(post("{\"source\":\"a\"" + " ".repeat(5_000)), 413, "too_large");
    isError(http.ask(http.request("/api/v2/checks/nothing")), 404, "not_found");
    isError(http.ask(http.request("/api/v2/checks")), 405, "method_not_allowed");
    isError(
        http.ask(http.request("/api/v2/checks/x").POST(BodyPublishers.noBody())),
        405,
        "method_not_allowed");
  }

  @Test
  void aSilentAgentIsNotAskedAndTheOtherOneIs() {
    clock.advance(Duration.ofSeconds(20));
    http.beat(a.beat());
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertEquals(
                List.of(CheckProgress.State.WAITING, CheckProgress.State.SILENT),
                states(begin("{\"source\":\"a\",\"target\":\"b\"}"))));
    isError(
        post("{\"source\":\"b\",\"target\":\"a\",\"one_way\":true}"),
        409,
        "agent_silent",
        "/source");
  }

  @Test
  void anOrderWithoutAResultExpiresAndALateResultDoesNotCount() {
    CheckProgress begun = begin("{\"source\":\"a\",\"target\":\"b\",\"one_way\":true}");
    CheckOrder order = http.beat(a.beat()).orders().getFirst();
    clock.advance(OrderBook.PATIENCE.plusSeconds(1));
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> states(progress(begun)).equals(List.of(CheckProgress.State.EXPIRED)));

    http.beat(a.checks(List.of(CheckResult.of(order, LINES))).beat());

    assertEquals(List.of(CheckProgress.State.EXPIRED), states(progress(begun)));
    assertEquals(1.0, http.metric("netcheck_orders_total{state=\"expired\"}"));
  }

  @Test
  void aCheckIsForgottenAfterAWhile() {
    CheckProgress begun = begin("{\"source\":\"a\",\"target\":\"b\"}");
    clock.advance(Duration.ofMinutes(11));

    isError(http.ask(http.request("/api/v2/checks/" + begun.id())), 404, "not_found");
  }

  @Test
  void anAgentHasFewOrdersAtATime() {
    for (int i = 0; i < 4; i++) {
      begin("{\"source\":\"a\",\"target\":\"b\",\"one_way\":true}");
    }
    HttpResponse<String> fifth = post("{\"source\":\"a\",\"target\":\"b\",\"one_way\":true}");

    isError(fifth, 429, "too_many_checks");
    assertEquals("10", fifth.headers().firstValue("Retry-After").orElse(""));
    assertEquals(4, http.beat(a.beat()).orders().size());
  }

  @Test
  void moreChecksThanTheSettingAllowsAreRefused() {
    for (int i = 0; i < 30; i++) {
      post("{\"source\":\"a\",\"target\":\"b\",\"one_way\":true}");
      http.beat(a.beat())
          .orders()
          .forEach(order -> http.beat(a.checks(List.of(CheckResult.of(order, LINES))).beat()));
    }
    isError(post("{\"source\":\"a\",\"target\":\"b\"}"), 429, "too_many_checks");

    clock.advance(Duration.ofSeconds(2));

    begin("{\"source\":\"a\",\"target\":\"b\"}");
  }
}
