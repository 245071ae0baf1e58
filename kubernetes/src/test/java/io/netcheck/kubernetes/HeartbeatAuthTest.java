// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import static io.netcheck.kubernetes.MockCluster.node;
import static io.netcheck.kubernetes.MockCluster.pod;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.netcheck.auth.AuthConfig;
import io.netcheck.exporter.Exporter;
import io.netcheck.exporter.ExporterParts;
import io.netcheck.exporter.SimulatedAgent;
import io.netcheck.exporter.TestClock;
import io.netcheck.exporter.TestExporter;
import io.netcheck.protocol.HeartbeatJson;
import io.netcheck.testing.MachineTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which agents may send heartbeats to a whole exporter, over HTTP. */
class HeartbeatAuthTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final Duration GRACE = Duration.ofMinutes(5);

  private final TestClock clock = new TestClock();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(DEADLINE).build();
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private Exporter exporter;
  private MockCluster cluster;

  /** Reviews that were requested before the test began. */
  private int first;

  private void start(AuthConfig auth, Optional<KubernetesConfig> kubernetes) {
    exporter =
        TestExporter.start(
            kubernetes
                .map(it -> ExporterParts.NONE.with(new KubernetesCluster(it, auth, clock)))
                .orElse(ExporterParts.NONE),
            auth,
            clock);
    parts.push(exporter);
  }

  @AfterEach
  void stop() throws Exception {
    while (!parts.isEmpty()) {
      parts.pop().close();
    }
    http.close();
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.timeout(DEADLINE).build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + exporter.address().getPort() + path));
  }

  /**
   * @param authorization the whole header; {@code ""} for none
   */
  private HttpResponse<String> beat(SimulatedAgent agent, String authorization) {
    HttpRequest.Builder request =
        to("/api/v2/heartbeat")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(HeartbeatJson.write(agent.beat())));
    return send(authorization.isEmpty() ? request : request.header("Authorization", authorization));
  }

  private SimulatedAgent agent(String id) {
    return new SimulatedAgent(id, "life", clock);
  }

  private static void isRefused(int status, String code, HttpResponse<String> response) {
    assertEquals(status, response.statusCode(), response::body);
    try {
      assertEquals(code, new JsonMapper().readTree(response.body()).at("/error/code").asText());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void isTaken(HttpResponse<String> response) {
    assertEquals(200, response.statusCode(), response::body);
  }

  private double metric(String series) {
    return send(to("/metrics"))
        .body()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElse(Double.NaN);
  }

  private double rejected(String reason) {
    return metric("netcheck_heartbeats_rejected_total{reason=\"" + reason + "\"}");
  }

  private static void eventually(ThrowingRunnable assertion) {
    Awaitility.await().atMost(DEADLINE).untilAsserted(assertion);
  }

  // none

  @Test
  void withoutAuthenticationEverybodyIsBelievedAndAMetricSaysSo() {
    start(new AuthConfig.None(), Optional.empty());
    isTaken(beat(agent("host/a"), ""));
    isTaken(beat(agent("host/b"), "Bearer whatever"));
    assertEquals(1, metric("netcheck_heartbeat_auth_info{mode=\"none\"}"));
  }

  // token

  private static final String FIRST = "first-0123456789abcdef";
  private static final String SECOND = "second-0123456789abcdef";

  @Test
  void theSharedTokenIsWanted(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("token"), FIRST + "\n");
    start(new AuthConfig.Token(file), Optional.empty());
    assertEquals(1, metric("netcheck_heartbeat_auth_info{mode=\"token\"}"));
    HttpResponse<String> none = beat(agent("host/a"), "");
    isRefused(401, "unauthenticated", none);
    assertEquals(
        "Bearer realm=\"netcheck\"", none.headers().firstValue("WWW-Authenticate").orElse(""));
    HttpResponse<String> wrong = beat(agent("host/a"), "Bearer " + SECOND);
    isRefused(401, "credential_refused", wrong);
    assertTrue(wrong.headers().firstValue("WWW-Authenticate").orElse("").contains("invalid_token"));
    assertFalse(wrong.body().contains(SECOND));
    for (String header :
        List.of("Bearer", "Bearer ", "Bearer a b", "Basic " + FIRST, FIRST, "Bearer \u00fcml")) {
      isRefused(401, "unauthenticated", beat(agent("host/a"), header));
    }
    isRefused(401, "credential_refused", beat(agent("host/a"), "Bearer " + FIRST + "x"));
    isRefused(
        401,
        "credential_refused",
        beat(agent("host/a"), "Bearer " + FIRST.substring(0, FIRST.length() - 1)));
    assertEquals(Double.NaN, metric("netcheck_clients{kind=\"host\",state=\"gone\"}"));
    assertEquals(0, metric("netcheck_clients{kind=\"host\",state=\"active\"}"));
    isTaken(beat(agent("host/a"), "Bearer " + FIRST));
    isTaken(beat(agent("pod/b"), "bearer  " + FIRST + " "));
    assertEquals(7, rejected("unauthenticated"));
    assertEquals(3, rejected("credential_refused"));
  }

  /** The error of a malformed body tells an unauthenticated caller nothing. */
  @Test
  void whoIsRefusedIsNotReadAtAll(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("token"), FIRST);
    start(new AuthConfig.Token(file), Optional.empty());
    isRefused(
        401,
        "unauthenticated",
        send(
            to("/api/v2/heartbeat")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("[]"))));
    assertEquals(0, rejected("malformed"));
  }

  @Test
  void aTokenIsReplacedWithoutLosingAHeartbeat(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("token"), FIRST);
    start(new AuthConfig.Token(file), Optional.empty());
    SimulatedAgent slow = agent("host/slow");
    SimulatedAgent quick = agent("host/quick");
    isTaken(beat(slow, "Bearer " + FIRST));
    Files.writeString(file, SECOND + "\n" + FIRST + "\n");
    clock.advance(Duration.ofSeconds(1));
    isTaken(beat(slow, "Bearer " + FIRST));
    // The file is read on another thread than that of the heartbeat which notices the time.
    eventually(() -> isTaken(beat(quick, "Bearer " + SECOND)));
    Files.writeString(file, SECOND + "\n");
    clock.advance(Duration.ofSeconds(1));
    eventually(() -> isRefused(401, "credential_refused", beat(slow, "Bearer " + FIRST)));
    isTaken(beat(quick, "Bearer " + SECOND));
  }

  @Test
  void aFileThatMakesNoSenseLeavesTheTokensOfBefore(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("token"), FIRST);
    start(new AuthConfig.Token(file), Optional.empty());
    for (String text : List.of("", "\n\n", "short", "two words of length", "a\nb\nc")) {
      Files.writeString(file, text);
      clock.advance(Duration.ofSeconds(1));
      isTaken(beat(agent("host/a"), "Bearer " + FIRST));
      isRefused(401, "credential_refused", beat(agent("host/a"), "Bearer short"));
    }
    Files.delete(file);
    clock.advance(Duration.ofSeconds(1));
    isTaken(beat(agent("host/a"), "Bearer " + FIRST));
  }

  // certificate

  @Test
  void withoutACertificateNobodySpeaks() {
    start(new AuthConfig.Certificate(), Optional.empty());
    HttpResponse<String> response = beat(agent("host/a"), "Bearer " + FIRST);
    isRefused(403, "certificate_required", response);
    assertEquals(1, rejected("certificate_required"));
  }

  // kubernetes

  private void startInCluster(Path account, String... accounts) throws IOException {
    cluster = new MockCluster(account);
    parts.push(cluster);
    for (String name : List.of("worker-1", "worker-2")) {
      cluster.add(node(name));
      cluster.add(pod("agent-" + name, name, true, "Running"));
      cluster.add(pod("pod-" + name, name, false, "Running"));
    }
    start(
        new AuthConfig.Kubernetes("netcheck-exporter", Set.of(accounts), GRACE),
        Optional.of(cluster.config()));
    eventually(() -> assertEquals(1, metric("netcheck_kubernetes_up")));
    // The first review is slow because it loads many classes.
    eventually(() -> {
      clock.advance(Duration.ofSeconds(11));
      isRefused(401, "credential_refused", beat(agent("host/worker-1"), "Bearer first"));
    });
    clock.advance(Duration.ofMinutes(5));
    first = cluster.tokens().reviews();
  }

  private int reviews() {
    return cluster.tokens().reviews() - first;
  }

  private Instant inAnHour() {
    return clock.instant().plus(Duration.ofHours(1));
  }

  private String token(String pod) {
    return cluster.tokens().make(pod, cluster.uid(pod), inAnHour());
  }

  private static String bearer(String token) {
    return "Bearer " + token;
  }

  @Test
  void aPodSpeaksForItsOwnNodeAndKindAndForNobodyElse(@TempDir Path account) throws IOException {
    startInCluster(account);
    String host = bearer(token("agent-worker-1"));
    String pod = bearer(token("pod-worker-1"));
    isTaken(beat(agent("host/worker-1"), host));
    isTaken(beat(agent("pod/worker-1"), pod));
    isRefused(403, "wrong_node", beat(agent("host/worker-2"), host));
    isRefused(403, "wrong_node", beat(agent("pod/worker-1"), host));
    isRefused(403, "wrong_node", beat(agent("host/worker-1"), pod));
    isRefused(403, "wrong_node", beat(agent("host/nowhere"), host));
    assertEquals(4, rejected("wrong_node"));
    assertEquals(1, metric("netcheck_clients{kind=\"host\",state=\"active\"}"));
    assertEquals(1, metric("netcheck_heartbeat_auth_info{mode=\"kubernetes\"}"));
    assertEquals(2, reviews());
    assertEquals(2 + first, metric("netcheck_token_reviews_total"));
  }

  @Test
  void whatIsNoTokenOfAnAgentIsRefused(@TempDir Path account) throws IOException {
    startInCluster(account, "monitoring/netcheck-agent");
    String uid = cluster.uid("agent-worker-1");
    SimulatedAgent agent = agent("host/worker-1");
    isRefused(401, "unauthenticated", beat(agent, ""));
    isRefused(401, "credential_refused", beat(agent, "Bearer made.up.token"));
    String good = token("agent-worker-1");
    isRefused(401, "credential_refused", beat(agent, bearer(good.replace("e30.", "e31."))));
    isRefused(
        401,
        "credential_refused",
        beat(
            agent,
            bearer(
                cluster
                    .tokens()
                    .make(
                        "monitoring:netcheck-agent",
                        "agent-worker-1",
                        uid,
                        "https://kubernetes.default.svc",
                        inAnHour()))));
    // The right pod with an account that is not allowed; a missing pod; a pod with another UID.
    isRefused(
        403,
        "not_an_agent",
        beat(
            agent,
            bearer(
                cluster
                    .tokens()
                    .make(
                        "monitoring:default",
                        "agent-worker-1",
                        uid,
                        "netcheck-exporter",
                        inAnHour()))));
    isRefused(
        403,
        "not_an_agent",
        beat(agent, bearer(cluster.tokens().make("agent-worker-9", uid, inAnHour()))));
    isRefused(
        403,
        "not_an_agent",
        beat(agent, bearer(cluster.tokens().make("agent-worker-1", "other", inAnHour()))));
    isRefused(
        403,
        "not_an_agent",
        beat(
            agent,
            bearer(
                cluster
                    .tokens()
                    .make(
                        "elsewhere:netcheck-agent",
                        "agent-worker-1",
                        uid,
                        "netcheck-exporter",
                        inAnHour()))));
    isTaken(beat(agent, bearer(good)));
  }

  /** With any account, because the labels and the namespace still identify them. */
  @Test
  void aPodWithoutTheAgentsLabelsOrOfAnotherNamespaceIsRefused(@TempDir Path account)
      throws IOException {
    startInCluster(account);
    Pod pod = pod("stranger", "worker-1", true, "Running");
    Map<String, String> labels = pod.getMetadata().getLabels();
    Map.of("monitoring", Map.of("app.kubernetes.io/name", "other"), "elsewhere", labels)
        .forEach((namespace, its) -> {
          String uid = cluster.add(pod, namespace, its);
          String token =
              cluster
                  .tokens()
                  .make(namespace + ":default", "stranger", uid, "netcheck-exporter", inAnHour());
          isRefused(403, "not_an_agent", beat(agent("host/worker-1"), bearer(token)));
        });
  }

  @Test
  void aPodThatIsNotOnANodeSpeaksForNone(@TempDir Path account) throws IOException {
    startInCluster(account);
    var meant =
        new PodBuilder(pod("meant", "worker-2", true, "Pending"))
            .editSpec()
            .withNodeName(null)
            .withNewAffinity()
            .withNewNodeAffinity()
            .withNewRequiredDuringSchedulingIgnoredDuringExecution()
            .addNewNodeSelectorTerm()
            .addNewMatchField()
            .withKey("metadata.name")
            .withOperator("In")
            .withValues("worker-2")
            .endMatchField()
            .endNodeSelectorTerm()
            .endRequiredDuringSchedulingIgnoredDuringExecution()
            .endNodeAffinity()
            .endAffinity()
            .endSpec()
            .build();
    cluster.add(meant);
    isRefused(403, "not_an_agent", beat(agent("host/worker-2"), bearer(token("meant"))));
  }

  @Test
  void anApiThatKnowsNoAudiencesIsNotBelieved(@TempDir Path account) throws IOException {
    startInCluster(account);
    cluster.tokens().ignoreAudiences();
    isRefused(
        401, "credential_refused", beat(agent("host/worker-1"), bearer(token("agent-worker-1"))));
  }

  @Test
  void aTokenIsAskedAboutOnceAMinuteAndNobodyWaits(@TempDir Path account) throws IOException {
    startInCluster(account);
    SimulatedAgent agent = agent("host/worker-1");
    String token = token("agent-worker-1");
    for (int i = 0; i < 8; i++) {
      isTaken(beat(agent, bearer(token)));
      clock.advance(Duration.ofSeconds(5));
    }
    assertEquals(1, reviews());
    // At 40 s it is reviewed in the background.
    isTaken(beat(agent, bearer(token)));
    eventually(() -> assertEquals(2, reviews()));
    eventually(() -> assertEquals(2 + first, metric("netcheck_token_reviews_total")));
    for (int i = 0; i < 7; i++) {
      clock.advance(Duration.ofSeconds(5));
      isTaken(beat(agent, bearer(token)));
    }
    assertEquals(2, reviews());
  }

  @Test
  void aRevokedTokenIsGoodForAMinuteAtMost(@TempDir Path account) throws IOException {
    startInCluster(account);
    SimulatedAgent agent = agent("host/worker-1");
    String token = token("agent-worker-1");
    isTaken(beat(agent, bearer(token)));
    cluster.tokens().revoke(token);
    clock.advance(Duration.ofSeconds(39));
    isTaken(beat(agent, bearer(token)));
    clock.advance(Duration.ofSeconds(21));
    eventually(() -> isRefused(401, "credential_refused", beat(agent, bearer(token))));
    // The API does not review it again for ten seconds.
    int asked = reviews();
    isRefused(401, "credential_refused", beat(agent, bearer(token)));
    assertEquals(asked, reviews());
    clock.advance(Duration.ofSeconds(10));
    isRefused(401, "credential_refused", beat(agent, bearer(token)));
    assertEquals(asked + 1, reviews());
  }

  @Test
  void aTokenEndsWhenItExpiresWithoutBeingAskedAbout(@TempDir Path account) throws IOException {
    startInCluster(account);
    SimulatedAgent agent = agent("host/worker-1");
    String token =
        cluster
            .tokens()
            .make(
                "agent-worker-1",
                cluster.uid("agent-worker-1"),
                clock.instant().plus(Duration.ofSeconds(20)));
    isTaken(beat(agent, bearer(token)));
    clock.advance(Duration.ofSeconds(19));
    isTaken(beat(agent, bearer(token)));
    clock.advance(Duration.ofSeconds(1));
    isRefused(401, "credential_refused", beat(agent, bearer(token)));
    assertEquals(1, reviews());
    // The next token is accepted.
    isTaken(beat(agent, bearer(token("agent-worker-1"))));
  }

  /** The API itself accepts the token for ten more seconds, because it also has a cache. */
  @Test
  void aDeletedPodIsNobodyAsSoonAsThatIsSeen(@TempDir Path account) throws IOException {
    startInCluster(account);
    SimulatedAgent agent = agent("host/worker-1");
    String token = token("agent-worker-1");
    isTaken(beat(agent, bearer(token)));
    cluster.deletePod("agent-worker-1");
    eventually(() -> isRefused(403, "not_an_agent", beat(agent, bearer(token))));
  }

  @Test
  void aPodThatWasJustMadeIsAskedFor(@TempDir Path account) throws IOException {
    startInCluster(account);
    cluster.add(node("worker-3"));
    cluster.add(pod("late", "worker-3", true, "Running"));
    // Whether the watch has reported it by now or not.
    isTaken(beat(agent("host/worker-3"), bearer(token("late"))));
  }

  @Test
  void withoutTheApiTheKnownHaveAGraceAndOthersAreRefused(@TempDir Path account)
      throws IOException {
    startInCluster(account);
    SimulatedAgent known = agent("host/worker-1");
    String token = token("agent-worker-1");
    isTaken(beat(known, bearer(token)));
    String other = token("agent-worker-2");
    cluster.away();
    isRefused(503, "auth_unavailable", beat(agent("host/worker-2"), bearer(other)));
    assertEquals(0, metric("netcheck_token_review_up"));
    assertTrue(metric("netcheck_token_review_failures_total{reason=\"unavailable\"}") >= 1);
    isTaken(beat(known, bearer(token)));
    assertEquals(0, metric("netcheck_heartbeats_on_grace_total"));
    clock.advance(Duration.ofSeconds(60).plus(GRACE).minusSeconds(1));
    isTaken(beat(known, bearer(token)));
    assertEquals(1, metric("netcheck_heartbeats_on_grace_total"));
    clock.advance(Duration.ofSeconds(1));
    isRefused(503, "auth_unavailable", beat(known, bearer(token)));
    cluster.back();
    eventually(() -> {
      clock.advance(Duration.ofSeconds(1));
      isTaken(beat(known, bearer(token)));
      isTaken(beat(agent("host/worker-2"), bearer(other)));
    });
    assertEquals(1, metric("netcheck_token_review_up"));
  }

  /** An API that accepts reviews and never answers does not delay other callers. */
  @Test
  @MachineTest
  void anApiThatHangsHoldsUpNobodyWhoIsKnown(@TempDir Path account) throws IOException {
    startInCluster(account);
    SimulatedAgent known = agent("host/worker-1");
    String token = token("agent-worker-1");
    isTaken(beat(known, bearer(token)));
    String other = token("agent-worker-2");
    cluster.swallow();
    isRefused(503, "auth_unavailable", beat(agent("host/worker-2"), bearer(other)));
    clock.advance(Duration.ofSeconds(50));
    isTaken(beat(known, bearer(token)));
    clock.advance(Duration.ofSeconds(50));
    isTaken(beat(known, bearer(token)));
    assertEquals(1, metric("netcheck_heartbeats_on_grace_total"));
  }

  @Test
  void aMissingRightIsNamed(@TempDir Path account) throws IOException {
    startInCluster(account);
    cluster.forbidReviews();
    isRefused(
        503, "auth_unavailable", beat(agent("host/worker-1"), bearer(token("agent-worker-1"))));
    assertEquals(1, metric("netcheck_token_review_failures_total{reason=\"forbidden\"}"));
    eventually(() ->
        assertTrue(
            send(to("/report")).body().contains("tokens cannot be reviewed: 403 forbidden"),
            () -> send(to("/report")).body()));
    assertEquals(0, metric("netcheck_token_review_up"));
  }

  @Test
  @MachineTest
  void tenThousandRandomTokensMakeFewReviewsAndHarmNobody(@TempDir Path account)
      throws IOException {
    startInCluster(account);
    SimulatedAgent known = agent("host/worker-1");
    String token = token("agent-worker-1");
    isTaken(beat(known, bearer(token)));
    Random random = new Random(6);
    int limited = 0;
    for (int i = 0; i < 10_000; i++) {
      String made = "e30." + Long.toHexString(random.nextLong()) + ".x";
      int status = beat(agent("host/worker-2"), bearer(made)).statusCode();
      assertTrue(status == 401 || status == 429, "status " + status);
      limited += status == 429 ? 1 : 0;
    }
    assertEquals(10_000 - 20, limited);
    assertEquals(21, reviews());
    assertEquals(limited, rejected("too_many_tokens"));
    isTaken(beat(known, bearer(token)));
    assertEquals(21, reviews());
    // A valid token from the address of the random ones must wait for its turn as well.
    String other = token("agent-worker-2");
    isRefused(429, "too_many_tokens", beat(agent("host/worker-2"), bearer(other)));
    clock.advance(Duration.ofSeconds(1));
    isTaken(beat(agent("host/worker-2"), bearer(other)));
  }
}
