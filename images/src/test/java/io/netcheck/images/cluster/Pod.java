// SPDX-License-Identifier: Apache-2.0
package io.netcheck.images.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The fields of a pod that a kubelet reads. An unknown field is an error, because an ignored field
 * would seem to work.
 *
 * @param root the object, as stored in the API
 */
record Pod(ObjectNode root, Place place) {
  String name() {
    return root.at("/metadata/name").asText();
  }

  String namespace() {
    return root.at("/metadata/namespace").asText();
  }

  String uid() {
    return root.at("/metadata/uid").asText();
  }

  String account() {
    return root.at("/spec/serviceAccountName").asText("default");
  }

  boolean endsByItself() {
    return root.at("/spec/restartPolicy").asText().equals("Never");
  }

  boolean showsTokenToTheApi() {
    return root.at("/spec/automountServiceAccountToken").asBoolean(true);
  }

  int user() {
    return root.at("/spec/securityContext/runAsUser").asInt();
  }

  int group() {
    return root.at("/spec/securityContext/runAsGroup").asInt();
  }

  /** The group of the process and of the volumes. */
  int volumeGroup() {
    return root.at("/spec/securityContext/fsGroup").asInt();
  }

  long graceSeconds() {
    return root.at("/spec/terminationGracePeriodSeconds").asLong(30);
  }

  List<JsonNode> volumes() {
    return list(root.at("/spec/volumes"));
  }

  /** The only container. */
  JsonNode container() {
    List<JsonNode> containers = list(root.at("/spec/containers"));
    if (containers.size() != 1 || root.at("/spec").has("initContainers")) {
      throw new IllegalStateException("only pods of one container are understood: " + name());
    }
    return containers.getFirst();
  }

  /** Such as {@code net.ipv4.ping_group_range=0 2147483647}. */
  List<String> sysctls() {
    return list(root.at("/spec/securityContext/sysctls")).stream()
        .map(it -> it.path("name").asText() + "=" + it.path("value").asText())
        .toList();
  }

  /**
   * @param entrypoint the entry point of the image, for a container without a command
   */
  List<String> command(List<String> entrypoint) {
    List<String> command = new ArrayList<>(words(container().path("command")));
    if (command.isEmpty()) {
      command.addAll(entrypoint);
    }
    command.addAll(words(container().path("args")));
    return command;
  }

  Map<String, String> environment() {
    Map<String, String> variables = new LinkedHashMap<>();
    for (JsonNode variable : list(container().path("env"))) {
      variables.put(
          variable.path("name").asText(),
          variable.has("value")
              ? variable.path("value").asText()
              : field(variable.at("/valueFrom/fieldRef/fieldPath").asText()));
    }
    if (container().has("envFrom")) {
      throw new IllegalStateException("envFrom is not understood: " + name());
    }
    return variables;
  }

  /** The value of a field in the downward API. */
  private String field(String path) {
    return switch (path) {
      case "metadata.name" -> name();
      case "metadata.namespace" -> namespace();
      case "spec.nodeName" -> place.node();
      case "status.hostIP" -> place.hostAddresses().getFirst();
      case "status.hostIPs" -> String.join(",", place.hostAddresses());
      case "status.podIP" -> place.addresses().getFirst();
      case "status.podIPs" -> String.join(",", place.addresses());
      // Pods have no such label before Kubernetes 1.35.
      case "metadata.labels['topology.kubernetes.io/zone']" -> "";
      default -> throw new IllegalStateException("not a field that is understood: " + path);
    };
  }

  /** The request of a kubelet for a probe such as {@code readinessProbe}. */
  URI probe(String kind) {
    JsonNode get = container().path(kind).path("httpGet");
    if (get.isMissingNode()) {
      throw new IllegalStateException(name() + " has no " + kind + " by HTTP");
    }
    return URI.create(
        "%s://%s:%d%s"
            .formatted(
                get.path("scheme").asText("HTTP").toLowerCase(Locale.ROOT),
                place.addresses().getFirst(),
                port(get.path("port")),
                get.path("path").asText()));
  }

  private int port(JsonNode port) {
    if (port.isInt()) {
      return port.asInt();
    }
    return list(container().path("ports")).stream()
        .filter(it -> it.path("name").asText().equals(port.asText()))
        .mapToInt(it -> it.path("containerPort").asInt())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(name() + " has no port " + port));
  }

  static List<JsonNode> list(JsonNode array) {
    List<JsonNode> elements = new ArrayList<>();
    array.forEach(elements::add);
    return elements;
  }

  private static List<String> words(JsonNode array) {
    return list(array).stream().map(JsonNode::asText).toList();
  }
}
