// SPDX-License-Identifier: Apache-2.0
package io.netcheck.testing.kubernetes;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A kind of API object.
 *
 * @param apiVersion {@code v1} for the core group, otherwise {@code group/version}
 * @param name such as {@code DaemonSet}
 */
record ObjectKind(String apiVersion, String name) {
  private static final Map<String, String> KINDS = new LinkedHashMap<>();

  static {
    KINDS.put(
        "v1",
        "Namespace Node ConfigMap Event PersistentVolumeClaim Pod Secret Service ServiceAccount");
    KINDS.put("apps/v1", "DaemonSet Deployment ReplicaSet StatefulSet");
    KINDS.put("authentication.k8s.io/v1", "TokenReview");
    KINDS.put("batch/v1", "Job");
    KINDS.put("monitoring.coreos.com/v1", "PodMonitor PrometheusRule ServiceMonitor");
    KINDS.put("networking.k8s.io/v1", "Ingress NetworkPolicy");
    KINDS.put("policy/v1", "PodDisruptionBudget");
    KINDS.put("rbac.authorization.k8s.io/v1", "ClusterRole ClusterRoleBinding Role RoleBinding");
    KINDS.put("scheduling.k8s.io/v1", "PriorityClass");
  }

  private static final Set<String> OF_THE_CLUSTER =
      Set.of(
          "Namespace", "Node", "TokenReview", "ClusterRole", "ClusterRoleBinding", "PriorityClass");

  static Stream<ObjectKind> all() {
    return KINDS.entrySet().stream()
        .flatMap(it ->
            Arrays.stream(it.getValue().split(" ", -1))
                .map(name -> new ObjectKind(it.getKey(), name)));
  }

  static ObjectKind of(String name) {
    return all()
        .filter(it -> it.name.equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("not a kind that is known: " + name));
  }

  /** The kind in a URL. */
  static Optional<ObjectKind> of(String apiVersion, String resource) {
    return all()
        .filter(it -> it.apiVersion.equals(apiVersion) && it.resource().equals(resource))
        .findFirst();
  }

  boolean namespaced() {
    return !OF_THE_CLUSTER.contains(name);
  }

  /**
   * Whether a CustomResourceDefinition defines this kind, so that the API knows less about its
   * fields.
   */
  boolean custom() {
    return apiVersion.startsWith("monitoring.coreos.com/");
  }

  /** Whether objects of this kind are answered and not stored. */
  boolean isQuestion() {
    return name.equals("TokenReview");
  }

  String group() {
    return apiVersion.substring(0, Math.max(0, apiVersion.indexOf('/')));
  }

  /** The plural in URLs, derived like {@code UnsafeGuessKindToResource} in Kubernetes. */
  String resource() {
    String singular = name.toLowerCase(Locale.ROOT);
    return singular.endsWith("s")
        ? singular + "es"
        : singular.endsWith("y")
            ? singular.substring(0, singular.length() - 1) + "ies"
            : singular + "s";
  }

  /** The content of {@code /apis}. */
  static ObjectNode groups() {
    ObjectNode list = typed("v1", "APIGroupList");
    ArrayNode groups = list.putArray("groups");
    for (String apiVersion : KINDS.keySet()) {
      int slash = apiVersion.indexOf('/');
      if (slash >= 0) {
        ObjectNode group = groups.addObject().put("name", apiVersion.substring(0, slash));
        ObjectNode version =
            JsonNodeFactory.instance
                .objectNode()
                .put("groupVersion", apiVersion)
                .put("version", apiVersion.substring(slash + 1));
        group.putArray("versions").add(version);
        group.set("preferredVersion", version);
      }
    }
    return list;
  }

  /** The content of {@code /api/v1} and {@code /apis/group/version}. */
  static Optional<ObjectNode> resources(String apiVersion) {
    if (!KINDS.containsKey(apiVersion)) {
      return Optional.empty();
    }
    ObjectNode list = typed("v1", "APIResourceList").put("groupVersion", apiVersion);
    ArrayNode resources = list.putArray("resources");
    all()
        .filter(it -> it.apiVersion.equals(apiVersion))
        .forEach(it -> {
          ArrayNode verbs =
              resources
                  .addObject()
                  .put("name", it.resource())
                  .put("singularName", it.name.toLowerCase(Locale.ROOT))
                  .put("namespaced", it.namespaced())
                  .put("kind", it.name)
                  .putArray("verbs");
          (it.isQuestion()
                  ? List.of("create")
                  : List.of(
                      "create",
                      "delete",
                      "deletecollection",
                      "get",
                      "list",
                      "patch",
                      "update",
                      "watch"))
              .forEach(verbs::add);
        });
    return Optional.of(list);
  }

  static ObjectNode typed(String apiVersion, String kind) {
    return JsonNodeFactory.instance.objectNode().put("apiVersion", apiVersion).put("kind", kind);
  }
}
