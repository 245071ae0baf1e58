// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.netcheck.exporter.PodSelector;
import io.netcheck.kubernetes.KubernetesConfig.Access;
import io.netcheck.kubernetes.KubernetesConfig.ServiceAccount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The API of a cluster: fabric8's mock server behind a gate that can simulate failures. */
public final class MockCluster implements AutoCloseable {
  private static final String RACK = "example.com/rack";

  public static final String SELECTOR = "app.kubernetes.io/name=netcheck";
  private static final String NAMESPACE = "monitoring";

  private final KubernetesMockServer server;
  private final KubernetesClient client;
  private final ApiGate gate;
  private final TokenAuthority tokens = new TokenAuthority();
  private final Path account;

  public MockCluster(Path account) throws IOException {
    server =
        new KubernetesMockServer(
            new Context(),
            new MockWebServer(),
            new HashMap<>(),
            new KubernetesMixedDispatcher(new HashMap<>()),
            false);
    server.init();
    client =
        new KubernetesClientBuilder()
            .withHttpClientFactory(new JdkHttpClientFactory())
            .withConfig(
                new ConfigBuilder(Config.empty())
                    .withMasterUrl("http://127.0.0.1:" + server.getPort())
                    .withHttp2Disable(true)
                    // A repeated request would fail, because the first one was only slow.
                    .withRequestRetryBackoffLimit(0)
                    .withRequestTimeout(60_000)
                    .build())
            .build();
    gate = new ApiGate(server.getPort());
    gate.review(tokens::answer);
    gate.patchNodes(this::mergeConditions);
    this.account = account;
    Files.writeString(account.resolve("token"), "token-1\n");
    Files.writeString(account.resolve("namespace"), NAMESPACE);
  }

  /** The conditions of a node are merged by their type. */
  private String mergeConditions(String patch) {
    KubernetesSerialization json = client.getKubernetesSerialization();
    Node change = json.unmarshal(patch, Node.class);
    List<NodeCondition> changed = change.getStatus().getConditions();
    Set<String> types = changed.stream().map(NodeCondition::getType).collect(Collectors.toSet());
    return json.asJson(
        client
            .nodes()
            .withName(change.getMetadata().getName())
            .edit(node ->
                new NodeBuilder(node)
                    .editStatus()
                    .removeMatchingFromConditions(it -> types.contains(it.getType()))
                    .addAllToConditions(changed)
                    .endStatus()
                    .build()));
  }

  ApiGate gate() {
    return gate;
  }

  /** Issues the tokens of the pods, and reviews them. */
  public TokenAuthority tokens() {
    return tokens;
  }

  /** The role of the exporter does not allow token reviews. */
  public void forbidReviews() {
    gate.answer("/tokenreviews", 403);
  }

  /** The API accepts connections and never answers. */
  public void swallow() {
    gate.swallow();
  }

  /** The UID of the pod. */
  public String uid(String pod) {
    return client.pods().inNamespace(NAMESPACE).withName(pod).get().getMetadata().getUid();
  }

  public void deletePod(String pod) {
    client.pods().inNamespace(NAMESPACE).withName(pod).delete();
  }

  /** The API becomes unreachable. */
  public void away() throws IOException {
    gate.shut();
  }

  public void back() throws IOException {
    gate.open();
  }

  /** The API answers every request with this status. */
  public void fails(int status) {
    gate.answer("GET", status, "Retry-After: 1");
  }

  /** The API lists no nodes. */
  public void listsNoNodes() {
    gate.answerBody("/api/v1/nodes?limit", 200, ApiGate.nodes("", ""));
  }

  /** Every list of nodes breaks off after this one. */
  public void listsNodesUpTo(String node) {
    gate.answer("continue=", 500);
    gate.answerBody("nodes?limit=100", 200, ApiGate.nodes("more", node));
  }

  /** The API works again. */
  public void works() throws IOException {
    gate.open();
  }

  Path token() {
    return account.resolve("token");
  }

  public KubernetesConfig config() {
    return config(Optional.empty());
  }

  public KubernetesConfig config(Optional<PodSelector> otherPods) {
    return config(otherPods, Publications.NONE);
  }

  KubernetesConfig config(Optional<PodSelector> otherPods, Publications publications) {
    return new KubernetesConfig(
        new Access.InCluster(gate.url(), new ServiceAccount(account)),
        SELECTOR,
        Optional.empty(),
        List.of("example.com/going"),
        List.of(RACK),
        otherPods,
        publications,
        Duration.ofSeconds(1));
  }

  /** A Node that is ready. */
  public static Node node(String name) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName(name)
        .addToLabels("topology.kubernetes.io/zone", "zone-" + (name.hashCode() & 1))
        .addToLabels(RACK, "rack-" + name)
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .withNewStatus()
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .endCondition()
        .addNewAddress("10.9.0.1", "InternalIP")
        .addNewAddress("fd00::9", "InternalIP")
        .addNewAddress(name, "Hostname")
        .endStatus()
        .build();
  }

  public void add(Node node) {
    client.nodes().resource(node).create();
  }

  public void edit(String node, UnaryOperator<Node> change) {
    client.nodes().withName(node).edit(change);
  }

  /**
   * The condition of Netcheck that a Node has, as {@code status reason}; empty if there is none.
   */
  String condition(String node) {
    return client.nodes().withName(node).get().getStatus().getConditions().stream()
        .filter(it -> NodeReachability.CONDITION.equals(it.getType()))
        .map(it -> it.getStatus() + " " + it.getReason())
        .collect(Collectors.joining(","));
  }

  /** All Events about a Node, each as {@code type reason}. */
  List<String> events(String node) {
    return client.v1().events().inAnyNamespace().list().getItems().stream()
        .filter(it -> it.getInvolvedObject().getName().equals(node))
        .map(it -> it.getType() + " " + it.getReason())
        .toList();
  }

  /** How many requests with this method and part of the path there were. */
  long requests(String method, String path) {
    return gate.requests().stream()
        .filter(head -> head.startsWith(method) && head.contains(path))
        .count();
  }

  public void cordon(String node) {
    edit(node, it -> new NodeBuilder(it).editSpec().withUnschedulable(true).endSpec().build());
  }

  public void uncordon(String node) {
    edit(node, it -> new NodeBuilder(it).editSpec().withUnschedulable(null).endSpec().build());
  }

  public void taint(String node, String key) {
    edit(
        node,
        it ->
            new NodeBuilder(it)
                .editSpec()
                .addNewTaint()
                .withKey(key)
                .withEffect("NoSchedule")
                .endTaint()
                .endSpec()
                .build());
  }

  public void unready(String node) {
    edit(
        node,
        it ->
            new NodeBuilder(it)
                .editSpec()
                .addNewTaint()
                .withKey("node.kubernetes.io/unreachable")
                .withEffect("NoExecute")
                .endTaint()
                .endSpec()
                .editStatus()
                .editFirstCondition()
                .withStatus("Unknown")
                .endCondition()
                .endStatus()
                .build());
  }

  public void annotate(String node, String key, String value) {
    edit(
        node,
        it ->
            new NodeBuilder(it).editMetadata().addToAnnotations(key, value).endMetadata().build());
  }

  public void delete(String node) {
    client.nodes().withName(node).delete();
  }

  /** The pod of an agent. */
  public static Pod pod(String name, String node, boolean host, String phase) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(NAMESPACE)
        .withLabels(Map.of("app.kubernetes.io/name", "netcheck"))
        .endMetadata()
        .withNewSpec()
        .withNodeName(node)
        .withHostNetwork(host ? true : null)
        .endSpec()
        .withNewStatus()
        .withPhase(phase)
        .endStatus()
        .build();
  }

  public void add(Pod pod) {
    client.pods().inNamespace(NAMESPACE).resource(pod).create();
  }

  /** Adds a copy with another owner, and returns its UID. */
  public String add(Pod pod, String namespace, Map<String, String> labels) {
    return client
        .pods()
        .inNamespace(namespace)
        .resource(
            new PodBuilder(pod)
                .editMetadata()
                .withNamespace(namespace)
                .withLabels(labels)
                .endMetadata()
                .build())
        .create()
        .getMetadata()
        .getUid();
  }

  /** A running pod of another program. */
  public static Pod otherPod(String name, String node, String app) {
    return new PodBuilder(pod(name, node, false, "Running"))
        .editMetadata()
        .withLabels(Map.of("app", app))
        .endMetadata()
        .build();
  }

  public void editPod(String name, UnaryOperator<Pod> change) {
    client.pods().inNamespace(NAMESPACE).withName(name).edit(change);
  }

  public void phase(String name, String phase) {
    editPod(name, it -> new PodBuilder(it).editStatus().withPhase(phase).endStatus().build());
  }

  /** The scheduler finds no node for a pod that is pending. */
  public void unschedulable(String name) {
    editPod(
        name,
        it ->
            new PodBuilder(it)
                .editStatus()
                .addNewCondition()
                .withType("PodScheduled")
                .withStatus("False")
                .withReason("Unschedulable")
                .withMessage("0/3 nodes are available")
                .endCondition()
                .endStatus()
                .build());
  }

  /** Deletes a pod; it exists until its containers have ended. */
  public void terminate(String name) {
    editPod(
        name,
        it ->
            new PodBuilder(it)
                .editMetadata()
                .addToFinalizers("netcheck.example/containers")
                .endMetadata()
                .build());
    client.pods().inNamespace(NAMESPACE).withName(name).delete();
  }

  /** The containers of a deleted pod have ended. */
  public void end(String name) {
    editPod(
        name,
        it -> new PodBuilder(it).editMetadata().withFinalizers(List.of()).endMetadata().build());
  }

  @Override
  public void close() throws IOException {
    gate.close();
    client.close();
    try {
      server.destroy();
    } catch (IllegalStateException _) {
      // It waits ten seconds for its threads, which is sometimes too short on a busy machine.
    }
  }
}
