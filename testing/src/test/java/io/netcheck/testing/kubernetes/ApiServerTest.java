// SPDX-License-Identifier: Apache-2.0
package io.netcheck.testing.kubernetes;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApiServerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PODS = "/api/v1/namespaces/default/pods";
  private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";

  private static final String DEPLOYMENT =
      """
      {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "a"}, "spec": {
        "selector": {"matchLabels": {"x": "y"}},
        "template": {"metadata": {"labels": {"x": "y"}}, "spec": {"containers": [
          {"name": "one", "image": "1", "env": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]}]}}}}
      """;

  private final HttpClient client = HttpClient.newHttpClient();
  private ApiServer server;

  @BeforeEach
  void start() throws IOException {
    server = ApiServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
    client.close();
  }

  private record Answer(int status, JsonNode body) {
    String reason() {
      return status + " " + body.path("reason").asText();
    }
  }

  private Answer ask(String method, String path, String type, String body) throws Exception {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(server.url().resolve(path))
                .method(method, BodyPublishers.ofString(body))
                .header("Content-Type", type)
                .build(),
            BodyHandlers.ofString());
    return new Answer(response.statusCode(), JSON.readTree(response.body()));
  }

  private Answer get(String path) throws Exception {
    return ask("GET", path, "", "");
  }

  private Answer post(String path, String body) throws Exception {
    return ask("POST", path, "application/json", body);
  }

  private Answer patch(String path, String kind, String body) throws Exception {
    return ask("PATCH", path, "application/" + kind + "+json", body);
  }

  private static String pod(String name, String label) {
    return """
    {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "%s", "labels": {"app": "%s"}}}
    """
        .formatted(name, label);
  }

  private static List<String> names(JsonNode list) {
    return list.path("items").findValuesAsText("name");
  }

  @Test
  void itSaysWhatThereIs() throws Exception {
    assertEquals("v" + ApiServer.VERSION, get("/version").body().path("gitVersion").asText());
    assertTrue(get("/apis").body().path("groups").findValuesAsText("name").contains("policy"));
    assertTrue(
        get("/apis/networking.k8s.io/v1")
            .body()
            .path("resources")
            .findValuesAsText("name")
            .containsAll(List.of("ingresses", "networkpolicies")));
    assertEquals("404 NotFound", get("/apis/none/v1").reason());
    assertEquals("404 NotFound", get("/api/v1/nothings").reason());
  }

  @Test
  void whatIsCreatedIsThereOnceAndGoneWhenDeleted() throws Exception {
    Answer created = post(PODS, pod("a", "x"));
    assertEquals(201, created.status());
    JsonNode metadata = created.body().path("metadata");
    assertEquals("default", metadata.path("namespace").asText());
    assertTrue(metadata.has("uid") && metadata.has("creationTimestamp"), metadata::toString);

    assertEquals("409 AlreadyExists", post(PODS, pod("a", "x")).reason());
    assertEquals(created.body(), get(PODS + "/a").body());
    assertEquals(200, ask("DELETE", PODS + "/a", "", "").status());
    assertEquals("404 NotFound", get(PODS + "/a").reason());
    assertEquals("404 NotFound", ask("DELETE", PODS + "/a", "", "").reason());
  }

  @Test
  void aNameIsMadeUpWhereOneAsksForThat() throws Exception {
    String body =
        """
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"generateName": "a-"}}
        """;
    String name = post(PODS, body).body().at("/metadata/name").asText();

    assertTrue(name.matches("a-\\w{5}"), name);
    assertTrue(!post(PODS, body).body().at("/metadata/name").asText().equals(name));
  }

  @Test
  void listsAreOfANamespaceAndOfASelection() throws Exception {
    post(PODS, pod("a", "x"));
    post(PODS, pod("b", "y"));
    post("/api/v1/namespaces/kube-system/pods", pod("c", "x"));

    assertEquals(List.of("a", "b"), names(get(PODS).body()));
    assertEquals(List.of("a", "b", "c"), names(get("/api/v1/pods").body()));
    for (String selector :
        List.of(
            "labelSelector=app%3Dx",
            "labelSelector=app%20in%20(x,z),!b",
            "labelSelector=app!%3Dy,app",
            "labelSelector=app%20notin%20(y)",
            "fieldSelector=metadata.name%3Da",
            "fieldSelector=metadata.name!%3Db,spec.nodeName%3D")) {
      assertEquals(List.of("a"), names(get(PODS + "?" + selector).body()), selector);
    }
    assertEquals("400 BadRequest", get(PODS + "?labelSelector=a(b").reason());

    ask("DELETE", PODS + "?labelSelector=app%3Dx", "", "");
    assertEquals(List.of("b", "c"), names(get("/api/v1/pods").body()));
  }

  @Test
  void whatKubernetesWouldNotTakeIsRefused() throws Exception {
    assertEquals("422 Invalid", post(PODS, pod("A_b", "x")).reason());
    assertEquals("422 Invalid", post(PODS, pod("a", "no label")).reason());
    assertEquals("422 Invalid", post(PODS, pod("a", "x".repeat(64))).reason());
    assertEquals(
        "400 BadRequest", post("/api/v1/namespaces/default/services", pod("a", "x")).reason());
    assertEquals(
        "400 BadRequest",
        post(PODS, pod("a", "x").replace("\"name\"", "\"namespace\": \"b\", \"name\"")).reason());
    assertEquals("404 NotFound", post("/api/v1/namespaces/missing/pods", pod("a", "x")).reason());
    assertEquals("415 UnsupportedMediaType", post(PODS, "a: b").reason());
    assertEquals(
        "422 Invalid", post(DEPLOYMENTS, DEPLOYMENT.replaceFirst("\"y\"", "\"z\"")).reason());
  }

  @Test
  void whoReplacesKnowsWhatHeReplacesAndLeavesTheSelectorAlone() throws Exception {
    ObjectNode first = (ObjectNode) post(DEPLOYMENTS, DEPLOYMENT).body();
    ObjectNode second = first.deepCopy();
    second.withObject("/spec").put("replicas", 2);

    Answer put = ask("PUT", DEPLOYMENTS + "/a", "application/json", second.toString());

    assertEquals(2, put.body().at("/metadata/generation").asInt());
    assertEquals(
        "409 Conflict",
        ask("PUT", DEPLOYMENTS + "/a", "application/json", first.toString()).reason());
    assertEquals(
        "422 Invalid",
        patch(
                DEPLOYMENTS + "/a",
                "merge-patch",
                """
                {"spec": {"selector": {"matchLabels": {"x": "z"}}, "template": {"metadata": {"labels": {"x": "z"}}}}}
                """)
            .reason());
  }

  @Test
  void patchesOfEachKind() throws Exception {
    post(DEPLOYMENTS, DEPLOYMENT);
    JsonNode changed =
        patch(
                DEPLOYMENTS + "/a",
                "strategic-merge-patch",
                """
                {"spec": {"template": {"spec": {"containers": [
                  {"name": "one", "image": "2", "$setElementOrder/env": [{"name": "C"}, {"name": "B"}],
                   "env": [{"name": "A", "$patch": "delete"}, {"name": "C", "value": "3"}]}]}}}}
                """)
            .body();
    assertEquals(
        JSON.readTree(
            """
            [{"name": "one", "image": "2", "env": [{"name": "C", "value": "3"}, {"name": "B", "value": "2"}]}]
            """),
        changed.at("/spec/template/spec/containers"));

    JsonNode merged =
        patch(DEPLOYMENTS + "/a", "merge-patch", "{\"metadata\": {\"labels\": {\"k\": \"v\"}}}")
            .body();
    assertEquals("v", merged.at("/metadata/labels/k").asText());
    assertEquals(2, merged.at("/metadata/generation").asInt());

    String test = "[{\"op\": \"test\", \"path\": \"/metadata/labels/k\", \"value\": \"%s\"},";
    String remove = "{\"op\": \"remove\", \"path\": \"/metadata/labels/k\"}]";
    assertEquals(
        "422 Invalid",
        patch(DEPLOYMENTS + "/a", "json-patch", test.formatted("w") + remove).reason());
    assertTrue(
        patch(DEPLOYMENTS + "/a", "json-patch", test.formatted("v") + remove)
            .body()
            .at("/metadata/labels")
            .isEmpty());
  }

  @Test
  void whatChangesNothingIsNoNewVersion() throws Exception {
    JsonNode first = post(PODS, pod("a", "x")).body();

    JsonNode second =
        patch(PODS + "/a", "merge-patch", "{\"metadata\": {\"labels\": {\"app\": \"x\"}}}").body();

    assertEquals(first, second);
  }

  @Test
  void clientsDoNotSetTheStatusButOnItsOwnPath() throws Exception {
    post(PODS, pod("a", "x"));
    String running = "{\"status\": {\"phase\": \"Running\"}}";

    assertTrue(!patch(PODS + "/a", "merge-patch", running).body().has("status"));
    assertEquals(
        "Running",
        patch(PODS + "/a/status", "merge-patch", running).body().at("/status/phase").asText());
  }

  /** The lines of a watch, as they arrive. */
  private List<String> watch(String query) {
    List<String> seen = new CopyOnWriteArrayList<>();
    CompletableFuture<HttpResponse<Stream<String>>> response =
        client.sendAsync(
            HttpRequest.newBuilder(server.url().resolve(PODS + "?watch=true" + query)).build(),
            BodyHandlers.ofLines());
    Thread.startVirtualThread(() ->
        response
            .join()
            .body()
            .forEach(line -> {
              try {
                JsonNode event = JSON.readTree(line);
                seen.add(
                    event.path("type").asText() + " " + event.at("/object/metadata/name").asText());
              } catch (IOException e) {
                seen.add(e.getMessage());
              }
            }));
    response.join();
    return seen;
  }

  @Test
  void aWatchTellsWhatIsThereAndWhatBecomesOfIt() throws Exception {
    post(PODS, pod("a", "x"));
    List<String> seen = watch("");
    await().until(() -> seen.equals(List.of("ADDED a")));

    post(PODS, pod("b", "x"));
    post("/api/v1/namespaces/kube-system/pods", pod("c", "x"));
    server.put(JSON.readTree(pod("b", "y")));
    server.delete("Pod", "default", "a");

    await().until(() -> seen.equals(List.of("ADDED a", "ADDED b", "MODIFIED b", "DELETED a")));
  }

  @Test
  void aWatchGoesOnFromAVersion() throws Exception {
    post(PODS, pod("a", "x"));
    String version = get(PODS).body().at("/metadata/resourceVersion").asText();
    post(PODS, pod("b", "x"));

    List<String> seen = watch("&resourceVersion=" + version);
    post(PODS, pod("c", "x"));

    await().until(() -> seen.equals(List.of("ADDED b", "ADDED c")));
  }

  @Test
  void whatIsNoLongerSelectedIsGone() throws Exception {
    post(PODS, pod("a", "x"));
    post(PODS, pod("b", "y"));
    List<String> seen = watch("&labelSelector=app%3Dx&sendInitialEvents=true");
    await().until(() -> seen.equals(List.of("ADDED a", "BOOKMARK ")));

    patch(PODS + "/a", "merge-patch", "{\"metadata\": {\"labels\": {\"app\": \"y\"}}}");
    patch(PODS + "/b", "merge-patch", "{\"metadata\": {\"labels\": {\"app\": \"x\"}}}");

    await().until(() -> seen.equals(List.of("ADDED a", "BOOKMARK ", "DELETED a", "ADDED b")));
  }

  @Test
  void aWatchEndsWhenItsTimeIsOver() throws Exception {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(
                    server.url().resolve(PODS + "?watch=1&timeoutSeconds=1&resourceVersion=2"))
                .build(),
            BodyHandlers.ofString());
    assertEquals("", response.body());
  }

  @Test
  void aHookSaysWhatBecomesOfWhatIsCreated() throws Exception {
    server.onCreate(
        "TokenReview",
        review -> {
          review.putObject("status").put("authenticated", true);
          return review;
        });
    server.onCreate(
        "Pod",
        pod -> {
          throw new ApiException(403, "Forbidden", "violates PodSecurity");
        });
    Answer review =
        post(
            "/apis/authentication.k8s.io/v1/tokenreviews",
            "{\"apiVersion\": \"authentication.k8s.io/v1\", \"kind\": \"TokenReview\"}");

    assertTrue(review.body().at("/status/authenticated").asBoolean(), review::toString);
    assertEquals(List.of(), server.objects("TokenReview"));
    assertEquals("403 Forbidden", post(PODS, pod("a", "x")).reason());
    assertEquals(List.of(), server.objects("Pod"));
  }

  @Test
  void whoMayNotIsRefusedAndWhatWasAskedIsKnown() throws Exception {
    server.authorize(request ->
        request.token().equals("good")
            && request.verb().equals("list")
            && request.resource().equals("pods"));

    assertEquals("401 Unauthorized", get(PODS).reason());
    for (String token : List.of("good", "bad")) {
      int status =
          client
              .send(
                  HttpRequest.newBuilder(server.url().resolve(PODS))
                      .header("Authorization", "Bearer " + token)
                      .header("User-Agent", "me")
                      .build(),
                  BodyHandlers.discarding())
              .statusCode();
      assertEquals(token.equals("good") ? 200 : 403, status);
    }
    assertEquals("GET " + PODS + " me", asked(server.requests().getLast()));
  }

  private static String asked(ApiRequest request) {
    return request.method() + " " + request.path() + " " + request.userAgent();
  }

  @Test
  void withANamespaceGoesAllThatIsInIt() throws Exception {
    post(
        "/api/v1/namespaces",
        "{\"apiVersion\": \"v1\", \"kind\": \"Namespace\", \"metadata\": {\"name\": \"n\"}}");
    post("/api/v1/namespaces/n/pods", pod("a", "x"));

    ask("DELETE", "/api/v1/namespaces/n", "", "");

    assertEquals(List.of(), server.objects("Pod"));
  }

  /** A namespace in the encoding of kubectl 1.32. */
  @Test
  void whatProgramsInGoSendAsProtobufIsRead() throws Exception {
    String body =
        "k8s\0\n\u000f\n\u0002v1\u0012\tNamespace\u0012\u0015\n\u000f\n\u0001n\u0012\0\u001a\0\"\0*\0002\0008\0\u0012\0\u001a\0";

    Answer answer = ask("POST", "/api/v1/namespaces", "application/vnd.kubernetes.protobuf", body);

    assertEquals("n", answer.body().at("/metadata/name").asText(), answer::toString);
    assertEquals(
        "415 UnsupportedMediaType",
        ask("POST", "/api/v1/namespaces", "application/vnd.kubernetes.protobuf", "k8s\0\n\u000f")
            .reason());
  }
}
