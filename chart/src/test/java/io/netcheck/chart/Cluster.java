// SPDX-License-Identifier: Apache-2.0
package io.netcheck.chart;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netcheck.testing.ProgramRun;
import io.netcheck.testing.TestRequirements;
import io.netcheck.testing.kubernetes.ApiException;
import io.netcheck.testing.kubernetes.ApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A cluster without nodes. The real kubectl and Helm change the objects of its API server. */
final class Cluster implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ApiServer server = ApiServer.start();
  private final Path folder;
  private final Path kubeconfig;

  /**
   * @param folder for the kubeconfig, the cache of kubectl, and files that a reader writes
   */
  Cluster(Path folder) throws IOException {
    this.folder = folder;
    kubeconfig =
        Files.writeString(
            folder.resolve("kubeconfig"),
            """
            apiVersion: v1
            kind: Config
            clusters: [{name: here, cluster: {server: "%s"}}]
            users: [{name: me, user: {}}]
            contexts: [{name: here, context: {cluster: here, user: me}}]
            current-context: here
            """
                .formatted(server.url()));
    server.onCreate("Pod", this::admitted);
  }

  ApiServer server() {
    return server;
  }

  Path folder() {
    return folder;
  }

  String helm(String line) {
    return HelmLine.parse(line).run(kubeconfig, folder);
  }

  /** Runs a command in the root folder of the repository, like a reader. */
  ProgramRun.ExitResult shell(String script) throws IOException {
    TestRequirements.tools("kubectl");
    return ProgramRun.run(
        Repository.at(""),
        "",
        List.of("env", "KUBECONFIG=" + kubeconfig, "HOME=" + folder, "sh", "-e", "-c", script));
  }

  /** Checks pods like the Pod Security admission of Kubernetes, by the label of their namespace. */
  private ObjectNode admitted(ObjectNode pod) {
    String namespace = pod.at("/metadata/namespace").asText();
    boolean restricted =
        server
            .get("Namespace", "", namespace)
            .orElseThrow()
            .at("/metadata/labels")
            .path("pod-security.kubernetes.io/enforce")
            .asText()
            .equals("restricted");
    List<String> violations =
        restricted ? PodSecurity.violations(Yaml.map(plain(pod.path("spec")))) : List.of();
    if (!violations.isEmpty()) {
      throw new ApiException(
          403, "Forbidden", pod.at("/metadata/name") + " violates PodSecurity " + violations);
    }
    return pod;
  }

  /**
   * Acts as controllers and kubelets: creates a running pod for each workload.
   *
   * @return the names of the pods
   */
  List<String> runPods() {
    List<String> pods = new ArrayList<>();
    for (String kind : List.of("DaemonSet", "Deployment")) {
      for (ObjectNode workload : server.objects(kind)) {
        ObjectNode pod = workload.at("/spec/template").deepCopy();
        pod.put("apiVersion", "v1").put("kind", "Pod");
        String name = workload.at("/metadata/name").asText() + "-x";
        ObjectNode metadata = pod.withObject("/metadata").put("name", name);
        metadata.set("namespace", workload.at("/metadata/namespace"));
        metadata
            .putArray("ownerReferences")
            .addObject()
            .put("kind", kind)
            .set("uid", workload.at("/metadata/uid"));
        pod.putObject("status").put("phase", "Running");
        server.put(admitted(pod));
        pods.add(name);
      }
    }
    return pods;
  }

  /** The release records of Helm. */
  List<String> releases() {
    return server.objects("Secret").stream()
        .filter(Cluster::isRelease)
        .map(it -> it.at("/metadata/name").asText())
        .toList();
  }

  private static boolean isRelease(ObjectNode object) {
    return object.path("type").asText().equals("helm.sh/release.v1");
  }

  /**
   * The installed objects, by kind and name, without fields that servers and clients add.
   * Namespaces, records of Helm, and pods of workloads are left out.
   */
  Map<String, JsonNode> contents() {
    Map<String, JsonNode> contents = new TreeMap<>();
    for (ObjectNode it : server.objects()) {
      if (!it.path("kind").asText().equals("Namespace")
          && !isRelease(it)
          && it.at("/metadata/ownerReferences").isMissingNode()) {
        contents.put(id(it), stripped(it));
      }
    }
    return contents;
  }

  /** The last version of each object, by kind and name. It changes with each write. */
  Map<String, String> versions() {
    Map<String, String> versions = new TreeMap<>();
    server
        .objects()
        .forEach(it ->
            versions.put(
                id(it),
                it.at("/metadata/uid").asText()
                    + " "
                    + it.at("/metadata/resourceVersion").asText()));
    return versions;
  }

  private static String id(JsonNode object) {
    return object.path("kind").asText() + " " + object.at("/metadata/name").asText();
  }

  private static JsonNode stripped(ObjectNode object) {
    object.remove("status");
    ObjectNode metadata = object.withObject("/metadata");
    metadata.remove(List.of("uid", "creationTimestamp", "resourceVersion", "generation"));
    if (metadata.path("annotations") instanceof ObjectNode annotations) {
      annotations.remove(
          List.of(
              "meta.helm.sh/release-name",
              "meta.helm.sh/release-namespace",
              "kubectl.kubernetes.io/last-applied-configuration"));
      if (annotations.isEmpty()) {
        metadata.remove("annotations");
      }
    }
    // The API server chooses an address, unless the Service is headless.
    if (object.path("kind").asText().equals("Service")
        && !object.at("/spec/clusterIP").asText().equals("None")) {
      object.withObject("/spec").remove("clusterIP");
    }
    return object;
  }

  /** The objects of a rendering, as the API server stores them: secrets in base 64, no hooks. */
  static Map<String, JsonNode> rendered(Rendering rendering) {
    Map<String, JsonNode> contents = new TreeMap<>();
    for (Manifest it : rendering.manifests()) {
      if (!it.map("metadata", "annotations").containsKey("was/hook")) {
        ObjectNode object = JSON.valueToTree(it.root());
        if (object.remove("stringData") instanceof ObjectNode texts) {
          ObjectNode data = object.withObject("/data");
          texts
              .properties()
              .forEach(text -> data.put(text.getKey(), base64(text.getValue().asText())));
        }
        contents.put(it.id(), object);
      }
    }
    return contents;
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  private static Object plain(JsonNode node) {
    return JSON.convertValue(node, Object.class);
  }

  @Override
  public void close() {
    server.close();
  }
}
